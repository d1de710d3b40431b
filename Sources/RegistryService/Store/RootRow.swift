// The history of roots.

import FiniteFields
import Foundation
import GRDB

/// One row of the table `roots`, with the moment at which the next one replaced it.
struct RootRow {
  let root: BN254Scalar
  let leafCount: UInt64
  let createdAt: UInt64
  let supersededAt: UInt64?

  private static let columns = """
    SELECT root, leaf_count, created_at,
      (SELECT created_at FROM roots AS next WHERE next.number = roots.number + 1) AS superseded_at
    FROM roots
    """

  /// The latest root; nil only in a damaged database.
  static func latest(in db: Database) throws -> RootRow? {
    let select = try db.cachedStatement(sql: columns + " ORDER BY number DESC LIMIT 1")
    return try Row.fetchOne(select).map(RootRow.init(row:))
  }

  /// The given root, if it ever was one.
  static func find(_ root: BN254Scalar, in db: Database) throws -> RootRow? {
    let select = try db.cachedStatement(sql: columns + " WHERE root = ?")
    return try Row.fetchOne(select, arguments: [Data(root.bigEndianBytes)]).map(RootRow.init(row:))
  }

  /// Appends a root.
  static func insert(root: BN254Scalar, leafCount: UInt64, createdAt: UInt64, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO roots (number, root, leaf_count, created_at)
        VALUES ((SELECT coalesce(max(number), 0) + 1 FROM roots), ?, ?, ?)
        """
    ).execute(arguments: [
      Data(root.bigEndianBytes), Int64(clamping: leafCount), Int64(clamping: createdAt),
    ])
  }

  private init(row: Row) throws {
    let superseded: Int64? = row["superseded_at"]
    self.root = try BN254Scalar(stored: row["root"])
    self.leafCount = UInt64(clamping: row["leaf_count"] as Int64)
    self.createdAt = UInt64(clamping: row["created_at"] as Int64)
    self.supersededAt = superseded.map { UInt64(clamping: $0) }
  }

  /// Its status at a moment.
  func status(now: UInt64, maximumAge: UInt64) -> RootStatus {
    RootStatus(
      root: root, leafCount: leafCount, createdAt: createdAt, supersededAt: supersededAt, now: now,
      maximumAge: maximumAge)
  }
}
