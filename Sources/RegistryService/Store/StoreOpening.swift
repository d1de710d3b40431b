// Opening, checking and creating a registry's database.

import Foundation
import GRDB

/// Steps from a path to a usable pool of connections.
enum StoreOpening {
  /// Opens the file; a new one is readable by its owner only.
  static func open(path: String, busySeconds: Double) throws -> DatabasePool {
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    try requireRegistryOrEmpty(path: path)
    var configuration = Configuration()
    configuration.label = "worldid.registry"
    configuration.busyMode = .timeout(busySeconds)
    let pool = try DatabasePool(path: path, configuration: configuration)
    // Only now: GRDB sets NORMAL when it switches to WAL, under which a power failure can lose acknowledged
    // writes.
    try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
    return pool
  }

  /// Brings the schema up to date and returns the registry's id.
  static func prepare(_ pool: DatabasePool, path: String, tree: StoredTree, now: UInt64) throws -> Bytes32 {
    let migrator = RegistrySchema.migrator
    if try pool.read(migrator.hasBeenSuperseded) { throw RegistryStartupError.newerDatabase(path: path) }
    try migrator.migrate(pool)
    return try pool.write { db in
      // Created and given its first root in one transaction: one without the other is damage.
      if try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM registry) + (SELECT count(*) FROM roots)")
        == 0
      {
        let id = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
        try db.execute(
          sql: "INSERT INTO registry (only, id, created_at) VALUES (1, ?, ?)",
          arguments: [id, Int64(clamping: now)])
        try RootRow.insert(root: tree.emptyRoots[tree.depth], leafCount: 0, createdAt: now, in: db)
      }
      try requireConsistentTree(tree, path: path, in: db)
      guard let blob = try Data.fetchOne(db, sql: "SELECT id FROM registry"), let id = Bytes32([UInt8](blob))
      else { throw RegistryStartupError.damagedDatabase(path: path, problem: "it has no id") }
      return id
    }
  }

  /// Before WAL mode or a migration changes the file: is it ours, or empty?
  private static func requireRegistryOrEmpty(path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let (applicationID, tables) = try queue.read { db in
      (
        try Int32.fetchOne(db, sql: "PRAGMA application_id"),
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
      )
    }
    try queue.close()
    guard applicationID == RegistrySchema.applicationID || (applicationID == 0 && tables == 0) else {
      throw RegistryStartupError.notARegistry(path: path)
    }
  }

  /// The stored top node must be the latest root, and the leaves must be as many as that root says: cheap, so
  /// at every start. `StoreAudit` compares everything.
  private static func requireConsistentTree(_ tree: StoredTree, path: String, in db: Database) throws {
    guard let latest = try RootRow.latest(in: db),
      try tree.node(level: tree.depth, index: 0, in: db) == latest.root
    else {
      throw RegistryStartupError.damagedDatabase(
        path: path, problem: "the stored tree does not lead to its root")
    }
    let next = try Int64.fetchOne(db, sql: "SELECT coalesce(max(leaf_index) + 1, 0) FROM identities")
    guard next == Int64(clamping: latest.leafCount) else {
      throw RegistryStartupError.damagedDatabase(path: path, problem: "leaves are missing")
    }
  }
}
