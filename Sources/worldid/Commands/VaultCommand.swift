import ArgumentParser
import Foundation
import IdentityVault

struct VaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vault", abstract: "The encrypted store of one person.",
    subcommands: [VaultInitCommand.self, VaultListCommand.self, VaultChangePassphraseCommand.self])
}

struct VaultInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create an empty vault.",
    discussion: "There is no way back when the passphrase is lost.")

  @OptionGroup var vault: VaultOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let created = try vault.create()
    Report(["vault": .text(created.path), "vaultID": .text(Hex.encode(created.id))]).print(json: output.json)
  }
}

struct VaultListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what the vault holds; never its contents.")

  @OptionGroup var vault: VaultOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let opened = try vault.unlock()
    let records = try opened.contents().map { entry in
      Report.Value.object(
        Report([
          "kind": .text(entry.kind.description), "id": .text(entry.id),
          "storedAt": .text(Self.date(entry.storedAt)), "bytes": .integer(entry.byteCount),
        ]))
    }
    let enrollment = try EnrollmentRecords(opened).enrollment()
    Report([
      "vault": .text(opened.path), "vaultID": .text(Hex.encode(opened.id)),
      "enrollment": enrollment.map { .object($0.report) } ?? .null, "records": .list(records),
    ]).print(json: output.json)
  }

  private static func date(_ seconds: UInt64) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }
}
