// The registry's memory: one SQLite file, in which every acknowledged change is durable.

import FiniteFields
import Foundation
import GRDB
import InferenceProofs
import MembershipProofs
import Synchronization

/// All state of a registry. Changes go through one queue of durable transactions; look-ups read consistent
/// snapshots beside it.
package final class RegistryStore: Sendable {
  /// 32 random bytes made with the database.
  package let registryID: Bytes32
  let tree: StoredTree
  private let pool: DatabasePool
  private let commits: CommitQueue
  private let clock: @Sendable () -> UInt64
  private let maximumRootAge: UInt64
  private let isClosed = Mutex(false)

  /// Opens or creates the database.
  ///
  /// - Parameters:
  ///   - path: the SQLite file.
  ///   - maximumRootAge: seconds for which a superseded root is accepted.
  ///   - treeDepth: levels above the leaves; other than 30 only in tests.
  ///   - busySeconds: how long to wait for another process that holds the database.
  ///   - clock: Unix seconds.
  package init(
    path: String, maximumRootAge: UInt64, treeDepth: Int = MerkleTree.standardDepth, busySeconds: Double = 5,
    clock: @escaping @Sendable () -> UInt64
  ) throws(RegistryStartupError) {
    let tree = StoredTree(depth: treeDepth)
    do {
      let pool = try StoreOpening.open(path: path, busySeconds: busySeconds)
      self.registryID = try StoreOpening.prepare(pool, path: path, tree: tree, now: clock())
      self.pool = pool
      self.commits = CommitQueue(writer: pool, tree: tree, clock: clock)
    } catch let error as RegistryStartupError {
      throw error
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw .notARegistry(path: path)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      throw .damagedDatabase(path: path, problem: error.message ?? "corrupt")
    } catch let error as DatabaseError {
      throw .databaseUnavailable(path: path, problem: error.message ?? "SQLite code \(error.resultCode)")
    } catch {
      throw .databaseUnavailable(path: path, problem: "\(error)")
    }
    self.tree = tree
    self.clock = clock
    self.maximumRootAge = maximumRootAge
  }

  /// Folds the write-ahead log into the file and closes it. Later operations fail with `storageUnavailable`;
  /// closing again does nothing.
  package func close() {
    let isFirst = isClosed.withLock { isClosed in
      defer { isClosed = true }
      return !isClosed
    }
    guard isFirst else { return }
    // What cannot be folded in now stays in the log, which the next start reads.
    try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    try? pool.close()
  }

  // MARK: Changes

  /// Enrols once: the same identity with the same scan again gives `false` and changes nothing.
  /// Throws `scanAlreadyUsed`, `identityAlreadyEnrolled`, `registryFull` or `zeroIdentityCommitment`.
  package func enroll(_ record: EnrollmentRecord) async throws(RegistryError) -> Bool {
    let capacity = tree.capacity
    return try await commits.submit { db, batch in
      switch try EnrollmentRow.standing(
        of: record.identityCommitment, with: record.scanCommitment, in: db)
      {
      case .identical: return false
      case .scanUsedByAnother: throw RegistryError.scanAlreadyUsed
      case .new: break
      }
      let index = try batch.insert(record.identityCommitment, capacity: capacity, in: db)
      try EnrollmentRow.insert(record, leafIndex: index, in: db)
      return true
    }
  }

  /// Consumes a nullifier; the root is judged in the same transaction.
  /// Throws `unknownRoot`, `rootExpired` or `nullifierAlreadyUsed`.
  package func claim(_ statement: MembershipStatement) async throws(RegistryError) -> ClaimReceipt {
    let maximumAge = maximumRootAge
    return try await commits.submit { db, batch in
      try Self.requireAcceptedRoot(statement.root, now: batch.now, maximumAge: maximumAge, in: db)
      return try ClaimRow.insert(statement, now: batch.now, in: db)
    }
  }

  /// Inserts leaves without an enrolment: for identities that were checked elsewhere. All or none.
  package func insertIdentities(_ commitments: [BN254Scalar]) async throws(RegistryError) {
    let capacity = tree.capacity
    try await commits.submit { db, batch in
      for commitment in commitments { _ = try batch.insert(commitment, capacity: capacity, in: db) }
    }
  }

  // MARK: Look-ups

  /// Whether this very enrolment is on record; a hint only, `enroll` decides.
  func isEnrolled(
    _ identityCommitment: BN254Scalar, with scanCommitment: ScanCommitment
  ) async throws(RegistryError) -> Bool {
    try await read { db in
      try EnrollmentRow.standing(of: identityCommitment, with: scanCommitment, in: db) == .identical
    }
  }

  /// The current inclusion proof of an identity. Throws `identityNotFound`.
  package func inclusion(of commitment: BN254Scalar) async throws(RegistryError) -> InclusionAnswer {
    let tree = tree
    return try await read { db in
      let select = try db.cachedStatement(sql: "SELECT leaf_index FROM identities WHERE commitment = ?")
      guard
        let index = try Int64.fetchOne(select, arguments: [Data(commitment.bigEndianBytes)]).map(UInt64.init)
      else { throw RegistryError.identityNotFound }
      guard let latest = try RootRow.latest(in: db) else { throw DamagedRow() }
      let proof = InclusionProof(
        leafIndex: UInt32(clamping: index), siblings: try tree.siblings(ofLeaf: index, in: db))
      return InclusionAnswer(
        identityCommitment: commitment, proof: proof, root: latest.root, leafCount: latest.leafCount)
    }
  }

  /// The latest root.
  package func latestRoot() async throws(RegistryError) -> RootStatus {
    let (now, maximumAge) = (clock(), maximumRootAge)
    return try await read { db in
      guard let latest = try RootRow.latest(in: db) else { throw DamagedRow() }
      return latest.status(now: now, maximumAge: maximumAge)
    }
  }

  /// A root of now or before. Throws `rootNotFound`.
  package func status(ofRoot root: BN254Scalar) async throws(RegistryError) -> RootStatus {
    let (now, maximumAge) = (clock(), maximumRootAge)
    return try await read { db in
      guard let row = try RootRow.find(root, in: db) else { throw RegistryError.rootNotFound }
      return row.status(now: now, maximumAge: maximumAge)
    }
  }

  /// Throws `unknownRoot` or `rootExpired` unless proofs against the root are accepted now.
  func requireAcceptedRoot(_ root: BN254Scalar) async throws(RegistryError) {
    let (now, maximumAge) = (clock(), maximumRootAge)
    try await read { db in try Self.requireAcceptedRoot(root, now: now, maximumAge: maximumAge, in: db) }
  }

  /// Throws `nullifierAlreadyUsed` when it is consumed; a hint only, `claim` decides.
  func requireUnused(_ statement: MembershipStatement) async throws(RegistryError) {
    try await read { db in try ClaimRow.requireUnused(statement, in: db) }
  }

  /// Compares everything that is derived with what it is derived from.
  package func audit() async throws(RegistryError) -> StoreAudit {
    let tree = tree
    return try await read { db in try StoreAudit(tree: tree, in: db) }
  }

  /// Audits a database that exists, whether or not a registry is serving it.
  package static func audit(path: String) async throws -> StoreAudit {
    guard FileManager.default.fileExists(atPath: path) else {
      throw RegistryStartupError.databaseUnavailable(path: path, problem: "there is no such file")
    }
    let store = try RegistryStore(path: path, maximumRootAge: 0) { 0 }
    defer { store.close() }
    return try await store.audit()
  }

  /// SQLite's `synchronous` setting of the connection that writes: 2 is FULL.
  package func writerSynchronousSetting() throws -> Int? {
    try pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
  }

  private static func requireAcceptedRoot(
    _ root: BN254Scalar, now: UInt64, maximumAge: UInt64, in db: Database
  ) throws {
    guard let row = try RootRow.find(root, in: db) else { throw RegistryError.unknownRoot }
    let status = row.status(now: now, maximumAge: maximumAge)
    guard status.isAccepted else {
      throw RegistryError.rootExpired(ageSeconds: status.ageSeconds, limit: maximumAge)
    }
  }

  private func read<Value: Sendable>(
    _ value: @escaping @Sendable (Database) throws -> Value
  ) async throws(RegistryError) -> Value {
    do {
      return try await pool.read(value)
    } catch let refusal as RegistryError {
      throw refusal
    } catch {
      throw .storageUnavailable
    }
  }
}
