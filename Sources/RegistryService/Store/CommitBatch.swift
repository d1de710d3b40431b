// What the operations of one transaction have added so far.

import FiniteFields
import Foundation
import GRDB

/// The state that the operations of one transaction share; it lives no longer than the transaction.
struct CommitBatch {
  /// Unix seconds, one reading for the whole transaction.
  let now: UInt64
  /// Leaves that were committed before.
  let committedLeafCount: UInt64
  /// Leaves that this transaction adds, in order.
  private(set) var newLeaves: [BN254Scalar] = []

  init(now: UInt64, in db: Database) throws {
    self.now = now
    guard let latest = try RootRow.latest(in: db) else { throw DamagedRow() }
    self.committedLeafCount = latest.leafCount
  }

  /// Inserts an identity as the next leaf and returns its index.
  mutating func insert(_ commitment: BN254Scalar, capacity: UInt64, in db: Database) throws -> UInt64 {
    guard commitment != .zero else { throw RegistryError.zeroIdentityCommitment }
    let blob = Data(commitment.bigEndianBytes)
    let used = try db.cachedStatement(sql: "SELECT 1 FROM identities WHERE commitment = ?")
    guard try Int.fetchOne(used, arguments: [blob]) == nil else {
      throw RegistryError.identityAlreadyEnrolled
    }
    let index = committedLeafCount + UInt64(newLeaves.count)
    guard index < capacity else { throw RegistryError.registryFull }
    try db.cachedStatement(
      sql: "INSERT INTO identities (leaf_index, commitment, created_at) VALUES (?, ?, ?)"
    ).execute(arguments: [Int64(index), blob, Int64(clamping: now)])
    newLeaves.append(commitment)
    return index
  }

  /// Hashes the new leaves into the tree and records the new root.
  func finish(tree: StoredTree, in db: Database) throws {
    guard !newLeaves.isEmpty else { return }
    let root = try tree.append(newLeaves, leafCount: committedLeafCount, in: db)
    try RootRow.insert(
      root: root, leafCount: committedLeafCount + UInt64(newLeaves.count), createdAt: now, in: db)
  }
}
