// Does the database agree with itself?

import FiniteFields
import Foundation
import GRDB

/// The result of comparing the stored tree and history with the leaves.
package struct StoreAudit: Equatable, Sendable {
  /// Leaves in the tree.
  package let leafCount: UInt64
  /// Enrolments on record.
  package let enrollmentCount: Int
  /// Consumed nullifiers.
  package let claimCount: Int
  /// What is wrong, in words; empty when all is well.
  package let problems: [String]

  init(tree: StoredTree, in db: Database) throws {
    var problems: [String] = []
    let check = try String.fetchAll(db, sql: "PRAGMA integrity_check(10)")
    if check != ["ok"] { problems += check }
    if try !Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty {
      problems.append("an enrolment has no leaf")
    }
    guard let latest = try RootRow.latest(in: db) else { throw DamagedRow() }

    var level: [BN254Scalar] = []
    let leaves = try Row.fetchCursor(
      db, sql: "SELECT leaf_index, commitment FROM identities ORDER BY leaf_index")
    while let row = try leaves.next() {
      if problems.count < 20, row["leaf_index"] as Int64 != Int64(level.count) {
        problems.append("leaf \(level.count) is missing")
      }
      level.append(try BN254Scalar(stored: row["commitment"]))
    }
    let leafCount = UInt64(level.count)
    if leafCount != latest.leafCount { problems.append("the latest root is of another number of leaves") }

    var nodeCount = 0
    for depth in 0...tree.depth {
      for (index, node) in level.enumerated()
      where try problems.count < 20 && tree.node(level: depth, index: UInt64(index), in: db) != node {
        problems.append("node \(index) of level \(depth) is wrong")
      }
      nodeCount += level.count
      guard depth < tree.depth else { break }
      if level.count & 1 == 1 { level.append(tree.emptyRoots[depth]) }
      level = stride(from: 0, to: level.count, by: 2).map { Poseidon.hash(level[$0], level[$0 + 1]) }
    }
    if (level.first ?? tree.emptyRoots[tree.depth]) != latest.root {
      problems.append("the leaves do not hash to the latest root")
    }
    if try Int.fetchOne(db, sql: "SELECT count(*) FROM nodes") != nodeCount {
      problems.append("there are nodes that belong to no leaf")
    }
    self.leafCount = leafCount
    self.enrollmentCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM enrollments") ?? 0
    self.claimCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM claims") ?? 0
    self.problems = problems
  }
}
