// Consumed nullifiers.

import FiniteFields
import Foundation
import GRDB
import MembershipProofs

/// Access to the table `claims`.
enum ClaimRow {
  /// Throws `nullifierAlreadyUsed` when the statement's nullifier is consumed for its action.
  static func requireUnused(_ statement: MembershipStatement, in db: Database) throws {
    let select = try db.cachedStatement(
      sql: "SELECT claimed_at FROM claims WHERE external_nullifier = ? AND nullifier_hash = ?")
    let claimedAt = try Int64.fetchOne(
      select,
      arguments: [
        Data(statement.externalNullifier.bigEndianBytes), Data(statement.nullifierHash.bigEndianBytes),
      ])
    if let claimedAt { throw RegistryError.nullifierAlreadyUsed(claimedAt: UInt64(clamping: claimedAt)) }
  }

  /// Consumes the nullifier or throws `nullifierAlreadyUsed`.
  static func insert(_ statement: MembershipStatement, now: UInt64, in db: Database) throws -> ClaimReceipt {
    try requireUnused(statement, in: db)
    try db.cachedStatement(
      sql: """
        INSERT INTO claims (external_nullifier, nullifier_hash, signal_hash, root, claimed_at)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      Data(statement.externalNullifier.bigEndianBytes), Data(statement.nullifierHash.bigEndianBytes),
      Data(statement.signalHash.bigEndianBytes), Data(statement.root.bigEndianBytes), Int64(clamping: now),
    ])
    return ClaimReceipt(
      externalNullifier: statement.externalNullifier, nullifierHash: statement.nullifierHash,
      signalHash: statement.signalHash, root: statement.root, claimedAt: now)
  }
}
