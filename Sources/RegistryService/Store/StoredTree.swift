// The Merkle tree in the database: no copy of it is held in memory, so none can run ahead of what is
// committed.

import FiniteFields
import Foundation
import GRDB
import MembershipProofs

/// An append-only Merkle tree of Poseidon hashes whose nodes are rows of the table `nodes`.
struct StoredTree: Sendable {
  /// Levels above the leaves; at most `MerkleTree.maximumDepth`.
  let depth: Int
  /// The root of an empty subtree at each level, `depth + 1` entries.
  let emptyRoots: [BN254Scalar]

  init(depth: Int) {
    self.depth = depth
    self.emptyRoots = (0...depth).map { MerkleTree.emptyRoot(depth: $0) }
  }

  /// Leaves that fit.
  var capacity: UInt64 { 1 << UInt64(depth) }

  /// Appends leaves behind the first `leafCount` and returns the new root: one hash for each node on the way,
  /// so about one a leaf in a large batch and `depth` for a single leaf.
  ///
  /// - Precondition: the leaves fit (the caller has checked against `capacity`), and there is at least one.
  func append(_ leaves: [BN254Scalar], leafCount: UInt64, in db: Database) throws -> BN254Scalar {
    let upsert = try db.cachedStatement(
      sql: """
        INSERT INTO nodes (position, hash) VALUES (?, ?)
        ON CONFLICT (position) DO UPDATE SET hash = excluded.hash
        """)
    var first = leafCount
    var nodes = leaves
    for level in 0..<depth {
      try write(nodes, level: level, first: first, with: upsert)
      if first & 1 == 1 {
        nodes.insert(try node(level: level, index: first - 1, in: db), at: 0)
        first -= 1
      }
      if nodes.count & 1 == 1 { nodes.append(emptyRoots[level]) }
      nodes = stride(from: 0, to: nodes.count, by: 2).map { Poseidon.hash(nodes[$0], nodes[$0 + 1]) }
      first >>= 1
    }
    try write(nodes, level: depth, first: first, with: upsert)
    return nodes[0]
  }

  /// The siblings on the way from a leaf to the root, leaf level first.
  func siblings(ofLeaf leafIndex: UInt64, in db: Database) throws -> [BN254Scalar] {
    try (0..<depth).map { level in
      try node(level: level, index: (leafIndex >> UInt64(level)) ^ 1, in: db)
    }
  }

  /// A node; the root of the empty subtree where nothing is stored.
  func node(level: Int, index: UInt64, in db: Database) throws -> BN254Scalar {
    let select = try db.cachedStatement(sql: "SELECT hash FROM nodes WHERE position = ?")
    guard let bytes = try Data.fetchOne(select, arguments: [position(level: level, index: index)]) else {
      return emptyRoots[level]
    }
    return try BN254Scalar(stored: bytes)
  }

  private func write(_ nodes: [BN254Scalar], level: Int, first: UInt64, with statement: Statement) throws {
    for (offset, node) in nodes.enumerated() {
      try statement.execute(arguments: [
        position(level: level, index: first + UInt64(offset)), Data(node.bigEndianBytes),
      ])
    }
  }

  private func position(level: Int, index: UInt64) -> Int64 {
    Int64(level) << 32 | Int64(index)
  }
}

extension BN254Scalar {
  /// Throws `DamagedRow` unless the blob is a canonical element.
  init(stored blob: Data) throws {
    guard let value = BN254Scalar(bigEndian: [UInt8](blob)) else { throw DamagedRow() }
    self = value
  }
}

/// A stored value is not what the schema says.
struct DamagedRow: Error {}
