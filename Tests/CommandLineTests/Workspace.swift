import Foundation
import IrisImaging
import SyntheticEyes
import Testing

/// A folder with everything that one person on one machine has; removed at the end.
final class Workspace {
  static let passphrase = "correct horse battery staple"

  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "/worldid-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(Array(Self.passphrase.utf8), "passphrase")
    chmod(path("passphrase"), 0o600)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  @discardableResult
  func run(_ arguments: String...) throws -> Program.Outcome { try Program.run(arguments, in: folder) }

  /// With the vault's passphrase.
  @discardableResult
  func unlock(_ arguments: String..., vault: String = "vault") throws -> Program.Outcome {
    try Program.run(arguments + Self.vaultOptions(vault), in: folder)
  }

  static func vaultOptions(_ vault: String = "vault") -> [String] {
    ["--vault", vault, "--passphrase-file", "passphrase"]
  }

  /// Picture `number` of a person's eye.
  func picture(person: UInt64, number: Int, as name: String) throws {
    try write(Array(try RenderedPictures.shared.png(person: person, number: number)), name)
  }

  /// A sensor key and an empty vault.
  func prepare(vault: String = "vault") throws {
    if !FileManager.default.fileExists(atPath: path("sensor.key")) {
      try expect(0, run("sensor", "init", "-o", "sensor.key"))
    }
    try expect(0, unlock("vault", "init", vault: vault))
  }

  func enroll(_ picture: String, registry: String, vault: String = "vault") throws -> Program.Outcome {
    try unlock(
      "enroll", picture, "--eye", "left", "--registry", registry, "--sensor", "sensor.key", "--json",
      vault: vault)
  }

  func prove(_ action: String, registry: String, vault: String = "vault") throws -> Program.Outcome {
    try unlock(
      "prove-membership", "--app", "app", "--action", action, "--registry", registry, "-o", action + ".proof",
      "--json", vault: vault)
  }
}

/// Requires an exit status, showing the whole run when it is another one.
@discardableResult
func expect(
  _ status: Int32, _ outcome: Program.Outcome, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Program.Outcome {
  try #require(
    !outcome.wasSignalled && outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
  return outcome
}
