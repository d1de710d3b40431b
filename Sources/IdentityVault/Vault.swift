import Foundation
import GRDB

/// The encrypted store of one person: their secret, their eyes' scans and templates, what sensors and
/// registries signed, and the actions in which they have already shown a nullifier.
///
/// A passphrase opens it (Argon2id); each record is sealed by XChaCha20-Poly1305 and bound to its vault, place,
/// kind and version; an authenticator over all records shows when one was removed, moved or set back. What
/// cannot be seen from inside the file is the whole file being replaced by an earlier copy of itself.
///
/// Writes are durable when the call returns (SQLite, write-ahead log, `synchronous = FULL`). Several processes
/// may have it open: readers never wait, a second writer waits and then gets `VaultError.busy`.
public final class Vault: Sendable {
  /// The largest payload of one record: 16 MiB.
  public static let maximumPayloadBytes = 16 << 20

  /// The vault's random name, 16 bytes; not secret.
  public var id: [UInt8] { keys.vaultID }

  /// The directory it lives in.
  public let path: String

  private let queue: DatabaseQueue
  private let keys: VaultKeys

  private init(path: String, queue: DatabaseQueue, keys: VaultKeys) {
    self.path = path
    self.queue = queue
    self.keys = keys
  }

  /// Creates a vault; all of it or nothing, and never over another one.
  ///
  /// - Parameters:
  ///   - path: a directory that does not exist yet or is empty; it is closed to other users.
  ///   - passphrase: not empty; there is no way back when it is lost.
  /// - Throws: `VaultError`.
  public static func create(at path: String, passphrase: borrowing SecretBytes) throws(VaultError) -> Vault {
    try create(at: path, passphrase: passphrase, cost: .standard)
  }

  /// `create` with a chosen key derivation cost, for tests that open many vaults.
  package static func create(
    at path: String, passphrase: borrowing SecretBytes, cost: KeyDerivationCost,
    waitingForLock seconds: Double = 5
  ) throws(VaultError) -> Vault {
    try Sodium.requireReady()
    guard passphrase.count > 0 else { throw .emptyPassphrase }
    let directory = VaultDirectory(path: path)
    try directory.prepare()
    let queue = try VaultError.mapping("create the vault") { () throws -> DatabaseQueue in
      do {
        let queue = try openDatabase(directory, waitingForLock: seconds)
        guard try queue.read({ try VaultTable(database: $0).isBlank() }) else {
          throw VaultError.alreadyExists(path: path)
        }
        return queue
      } catch let error as DatabaseError where VaultError(error, operation: "") == .damaged(.file) {
        throw VaultError.alreadyExists(path: path)
      }
    }
    let dataKey = try SecretBytes.random(count: Sodium.keyBytes)
    let header = try VaultHeader(
      vaultID: Sodium.randomBytes(16), cost: cost, passphrase: passphrase, dataKey: dataKey)
    let keys = try VaultKeys(vaultID: header.vaultID, dataKey: dataKey)
    try VaultError.mapping("create the vault") {
      try queue.write { database in
        let table = VaultTable(database: database)
        guard try table.isBlank() else { throw VaultError.alreadyExists(path: path) }
        try table.create(header: header)
        try VaultTransaction(creating: table, keys: keys).finish()
      }
    }
    return Vault(path: path, queue: queue, keys: keys)
  }

  /// Opens a vault and checks its list of records.
  ///
  /// - Throws: `VaultError.wrongPassphrase` when the key does not open; `.damaged` when stored bytes are not
  ///   what was written; `.costRefused` before a file with absurd demands costs anything.
  public static func open(at path: String, passphrase: borrowing SecretBytes) throws(VaultError) -> Vault {
    try open(at: path, passphrase: passphrase, waitingForLock: 5)
  }

  /// `open` with a chosen patience for another process's write.
  package static func open(
    at path: String, passphrase: borrowing SecretBytes, waitingForLock seconds: Double
  ) throws(VaultError) -> Vault {
    try Sodium.requireReady()
    let directory = VaultDirectory(path: path)
    try directory.requireVault()
    let (queue, header) = try VaultError.mapping("open the vault") {
      () throws -> (DatabaseQueue, VaultHeader) in
      let queue = try openDatabase(directory, waitingForLock: seconds)
      let encoded = try queue.read { database in
        let table = VaultTable(database: database)
        try table.checkSchema()
        return try table.header()
      }
      return (queue, try VaultHeader(encoded: encoded))
    }
    let dataKey = try header.openDataKey(passphrase: passphrase)
    let vault = Vault(
      path: path, queue: queue, keys: try VaultKeys(vaultID: header.vaultID, dataKey: dataKey))
    try VaultError.mapping("open the vault") { try vault.read { _ in } }
    return vault
  }

  /// Reads several records of one consistent state.
  ///
  /// - Throws: what `body` throws, and `VaultError` when the vault itself fails.
  public func read<Result>(_ body: (borrowing VaultTransaction) throws -> Result) throws -> Result {
    do {
      return try queue.read { database in
        try body(VaultTransaction(table: VaultTable(database: database), keys: keys))
      }
    } catch let error as DatabaseError {
      throw VaultError(error, operation: "read the vault")
    }
  }

  /// Writes records together: when the call returns they are all on disk; when it throws, none is.
  ///
  /// Reading first and writing afterwards in one call is free of races with other processes.
  ///
  /// - Throws: what `body` throws, and `VaultError` when the vault itself fails.
  public func write<Result>(_ body: (inout VaultTransaction) throws -> Result) throws -> Result {
    do {
      return try queue.write { database in
        var transaction = try VaultTransaction(table: VaultTable(database: database), keys: keys)
        let result = try body(&transaction)
        try transaction.finish()
        return result
      }
    } catch let error as DatabaseError {
      throw VaultError(error, operation: "write to the vault")
    }
  }

  /// The table of contents, in the order of writing; opens every record, so damage anywhere shows.
  public func contents() throws(VaultError) -> [VaultEntry] {
    try VaultError.mapping("read the vault") { try read { try $0.contents() } }
  }

  /// All records of a kind, in the order of writing.
  public func records(_ kind: RecordKind) throws(VaultError) -> [VaultRecord] {
    try VaultError.mapping("read the vault") { try read { try $0.records(kind) } }
  }

  /// One record, or nil when there is none of this kind and id.
  public func record(_ kind: RecordKind, id: String) throws(VaultError) -> VaultRecord? {
    try VaultError.mapping("read the vault") { try read { try $0.record(kind, id: id) } }
  }

  /// The identity secret of this id, in guarded memory.
  ///
  /// - Throws: `VaultError.recordNotFound` when there is none.
  public func secret(id: String) throws(VaultError) -> SecretBytes {
    var secret: SecretBytes?
    try VaultError.mapping("read the vault") { try read { secret = try $0.secret(id: id) } }
    guard let found = secret.take() else { throw .recordNotFound(kind: .identity, id: id) }
    return found
  }

  /// Adds one record.
  public func add(_ kind: RecordKind, id: String, payload: [UInt8]) throws(VaultError) {
    try VaultError.mapping("write to the vault") { try write { try $0.add(kind, id: id, payload: payload) } }
  }

  /// Adds one record whose payload is the value's JSON.
  public func add(_ kind: RecordKind, id: String, value: some Encodable) throws(VaultError) {
    try VaultError.mapping("write to the vault") { try write { try $0.add(kind, id: id, value: value) } }
  }

  /// Wraps the data key anew, under another passphrase and a fresh salt; no record is touched.
  ///
  /// Copies of the file made earlier still open with the earlier passphrase.
  ///
  /// - Throws: `VaultError.wrongPassphrase` when `current` does not open the vault.
  public func changePassphrase(
    from current: borrowing SecretBytes, to new: borrowing SecretBytes
  ) throws(VaultError) {
    try changePassphrase(from: current, to: new, cost: .standard)
  }

  /// `changePassphrase` with a chosen key derivation cost.
  package func changePassphrase(
    from current: borrowing SecretBytes, to new: borrowing SecretBytes, cost: KeyDerivationCost
  ) throws(VaultError) {
    let stored = try VaultError.mapping("read the vault") { try read { try $0.vaultHeader() } }
    let header = try VaultHeader(
      vaultID: id, cost: cost, passphrase: new, dataKey: try stored.openDataKey(passphrase: current))
    try VaultError.mapping("change the passphrase") {
      try write { try $0.replaceHeader(stored, by: header) }
    }
    // The log still holds the key as it was wrapped before. While another process reads, it stays until the
    // last one closes the vault; the change itself is done.
    _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
  }

  /// The value of a SQLite setting on the vault's connection.
  package func setting(_ name: String) throws -> String? {
    try queue.read { try String.fetchOne($0, sql: "PRAGMA \(name)") }
  }

  private static func openDatabase(
    _ directory: VaultDirectory, waitingForLock seconds: Double
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "vault"
    configuration.busyMode = .timeout(seconds)
    configuration.prepareDatabase { database in
      // A file may come from anywhere: run nothing it defines, check its cells, leave no old keys in free pages.
      try database.execute(
        sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON")
    }
    let queue = try DatabaseQueue(path: directory.file, configuration: configuration)
    // Set here because GRDB's own set-up of write-ahead logging lowers `synchronous` to NORMAL, under which
    // an acknowledged write can be lost at a power failure.
    try queue.writeWithoutTransaction { database in
      guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw VaultError.storage(
          operation: "open the vault", reason: "no write-ahead log on this file system")
      }
      try database.execute(
        sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON")
    }
    return queue
  }
}
