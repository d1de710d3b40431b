import Foundation
import GRDB
import IdentityVault

/// A directory for one test's vault, removed when the test lets go of it.
final class TestVault: Sendable {
  let directory: String
  var path: String { directory + "/vault" }
  var file: String { path + "/vault.sqlite" }

  init() throws {
    directory = NSTemporaryDirectory() + "worldid-vault-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static let passphrase = "correct horse battery staple"

  static func secret(_ text: String) throws -> SecretBytes { try SecretBytes(copying: Array(text.utf8)) }

  func create() throws -> Vault {
    try Vault.create(at: path, passphrase: Self.secret(Self.passphrase), cost: .least)
  }

  func open(_ passphrase: String = TestVault.passphrase) throws -> Vault {
    try Vault.open(at: path, passphrase: Self.secret(passphrase))
  }

  /// Changes the stored rows behind the vault's back.
  func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
    try queue.close()
  }

  /// Reads stored rows behind the vault's back.
  func rows(_ sql: String) throws -> [Row] {
    let queue = try DatabaseQueue(path: file)
    defer { try? queue.close() }
    return try queue.read { try Row.fetchAll($0, sql: sql) }
  }
}

/// All that a vault says about its content, to compare two states of it.
struct VaultSnapshot: Equatable {
  var contents: [VaultEntry]
  var payloads: [[UInt8]]

  init(of vault: Vault) throws {
    contents = try vault.contents()
    payloads = []
    for entry in contents {
      if entry.kind.holdsSecret {
        payloads.append(try vault.secret(id: entry.id).withUnsafeBytes { Array($0) })
      } else {
        payloads.append(try vault.record(entry.kind, id: entry.id)?.payload ?? [])
      }
    }
  }
}

/// The error that `body` throws, or nil when it throws none or one of another type.
func vaultError<Result: ~Copyable>(_ body: () throws -> Result) -> VaultError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? VaultError
  }
}
