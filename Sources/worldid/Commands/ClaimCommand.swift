import ArgumentParser
import Foundation
import RegistryService

struct ClaimCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim",
    abstract: "Claim an action at a registry with a membership proof; each person can do so once.",
    discussion: "Exit status 1 when the registry refuses: a second claim of the same action, a stale root.")

  @Argument(help: "A file of `prove-membership`.", completion: .file())
  var file: String

  @OptionGroup var registry: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let proof = try ProofFile.membership(path: file)
    let receipt = try await RegistryClient(url: registry.url).claim(proof)
    Report([
      "claimed": .flag(true), "externalNullifier": .text(receipt.externalNullifier.canonicalText),
      "nullifierHash": .text(receipt.nullifierHash.canonicalText),
      "signalHash": .text(receipt.signalHash.canonicalText), "root": .text(receipt.root.canonicalText),
      "claimedAt": .text(Date(timeIntervalSince1970: Double(receipt.claimedAt)).formatted(.iso8601)),
    ]).print(json: output.json)
  }
}
