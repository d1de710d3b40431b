// Failing commits, foreign files and damaged databases.

import FiniteFields
import Foundation
import GRDB
import RegistryService
import Testing

@Suite struct DamageTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func open(busySeconds: Double = 5) throws -> RegistryStore {
    try RegistryStore(path: scratch.database, maximumRootAge: 1_000, busySeconds: busySeconds) {
      1_700_000_000
    }
  }

  /// A second connection, as another process would have.
  private func outsider() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: scratch.database, configuration: configuration)
  }

  @Test func aFailedCommitChangesNothing() async throws {
    let store = try open()
    try await store.insertIdentities([BN254Scalar(1)])
    let before = try await store.latestRoot()
    let outsider = try outsider()
    // The last statement of the transaction fails, after leaf and nodes have been written.
    try await outsider.write { db in
      try db.execute(
        sql: "CREATE TRIGGER refuse BEFORE INSERT ON roots BEGIN SELECT raise(ABORT, 'disk on fire'); END")
    }
    await #expect(throws: RegistryError.storageUnavailable) {
      try await store.enroll(Samples.enrollment(identity: 2, scan: 2))
    }
    #expect(try await store.latestRoot() == before)
    await #expect(throws: RegistryError.identityNotFound) { try await store.inclusion(of: BN254Scalar(2)) }
    #expect(try await store.audit().problems == [])

    try await outsider.write { db in try db.execute(sql: "DROP TRIGGER refuse") }
    #expect(try await store.enroll(Samples.enrollment(identity: 2, scan: 2)))
    #expect(try await store.inclusion(of: BN254Scalar(2)).leafIndex == 1)
    #expect(try await store.audit().problems == [])
  }

  @Test func aLockedDatabaseIsAnErrorAndNotTheEnd() async throws {
    let store = try open(busySeconds: 0.05)
    let outsider = try outsider()
    try await outsider.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(throws: RegistryError.storageUnavailable) {
      try await store.insertIdentities([BN254Scalar(1)])
    }
    #expect(try await store.latestRoot().leafCount == 0)
    try await outsider.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    try await store.insertIdentities([BN254Scalar(1)])
    #expect(try await store.latestRoot().leafCount == 1)
  }

  @Test func aClosedStoreRefuses() async throws {
    let store = try open()
    store.close()
    store.close()
    await #expect(throws: RegistryError.storageUnavailable) { try await store.latestRoot() }
    await #expect(throws: RegistryError.storageUnavailable) {
      try await store.insertIdentities([BN254Scalar(1)])
    }
  }

  @Test func otherFilesAreRefusedUnchanged() throws {
    let text = Data("not a database, but long enough to have a header of its own".utf8)
    try text.write(to: URL(filePath: scratch.database))
    #expect(throws: RegistryStartupError.notARegistry(path: scratch.database)) { try open() }
    #expect(try Data(contentsOf: URL(filePath: scratch.database)) == text)

    try FileManager.default.removeItem(atPath: scratch.database)
    let foreign = try outsider()
    try foreign.write { db in try db.execute(sql: "CREATE TABLE other (a)") }
    try foreign.close()
    let bytes = try Data(contentsOf: URL(filePath: scratch.database))
    #expect(throws: RegistryStartupError.notARegistry(path: scratch.database)) { try open() }
    #expect(try Data(contentsOf: URL(filePath: scratch.database)) == bytes)
  }

  @Test func aMissingFolderIsAnError() {
    let path = scratch.path + "/missing/registry.sqlite"
    #expect {
      try RegistryStore(path: path, maximumRootAge: 1) { 0 }
    } throws: { error in
      guard case RegistryStartupError.databaseUnavailable(path, _) = error else { return false }
      return true
    }
  }

  @Test func aNewerDatabaseIsRefused() throws {
    try open().close()
    let outsider = try outsider()
    try outsider.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    try outsider.close()
    #expect(throws: RegistryStartupError.newerDatabase(path: scratch.database)) { try open() }
  }

  @Test(arguments: [
    "UPDATE nodes SET hash = zeroblob(32) WHERE position = 30 * 4294967296",
    "DELETE FROM roots WHERE number = (SELECT max(number) FROM roots)",
    "DELETE FROM identities WHERE leaf_index = (SELECT max(leaf_index) FROM identities)",
    "DELETE FROM registry",
  ])
  func damageThatShowsAtTheTopIsFoundAtTheStart(sql: String) async throws {
    let store = try open()
    try await store.insertIdentities([1, 2, 3].map { BN254Scalar($0) })
    store.close()
    let outsider = try outsider()
    try await outsider.write { db in try db.execute(sql: sql) }
    try outsider.close()
    #expect {
      try open()
    } throws: { error in
      guard case RegistryStartupError.damagedDatabase = error else { return false }
      return true
    }
  }

  @Test(arguments: [
    "UPDATE nodes SET hash = zeroblob(32) WHERE position = 1",
    "DELETE FROM nodes WHERE position = 4294967296",
    "INSERT INTO nodes VALUES (77, zeroblob(32))",
    "UPDATE identities SET commitment = x'\(String(repeating: "0", count: 62))09' WHERE leaf_index = 1",
  ])
  func anAuditFindsDamageFurtherDown(sql: String) async throws {
    let store = try open()
    try await store.insertIdentities([1, 2, 3].map { BN254Scalar($0) })
    #expect(try await store.audit().problems == [])
    let outsider = try outsider()
    try await outsider.write { db in try db.execute(sql: sql) }
    #expect(try await !store.audit().problems.isEmpty)
  }

  @Test func noncanonicalBytesInTheDatabaseDoNotTrap() async throws {
    let store = try open()
    try await store.insertIdentities([1, 2].map { BN254Scalar($0) })
    let outsider = try outsider()
    try await outsider.write { db in
      try db.execute(
        sql: "UPDATE nodes SET hash = ? WHERE position = 0", arguments: [Data(repeating: 255, count: 32)])
    }
    await #expect(throws: RegistryError.storageUnavailable) { try await store.inclusion(of: BN254Scalar(2)) }
  }
}
