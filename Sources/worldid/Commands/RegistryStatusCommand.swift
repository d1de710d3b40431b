import ArgumentParser
import Foundation
import RegistryService

struct RegistryStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what a registry is, what it accepts, and its latest root.")

  @OptionGroup var registry: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let client = try RegistryClient(url: registry.url)
    let information = try await client.information()
    let root = try await client.latestRoot()
    let models = try await client.models().map { model in
      Report.Value.object(
        Report([
          "id": .text(model.id.canonicalText), "rows": .integer(model.rows),
          "columns": .integer(model.columns),
          "codeBits": .integer(model.codeBits),
        ]))
    }
    let sensors = try await client.sensors().map { Report.Value.text(Hex.encode($0)) }
    Report([
      "url": .text(client.url), "registryID": .text(information.registryID.canonicalText),
      "enrolled": .integer(Int(clamping: root.leafCount)), "root": .text(root.root.canonicalText),
      "rootSince": .text(Date(timeIntervalSince1970: Double(root.createdAt)).formatted(.iso8601)),
      "maxRootAgeSeconds": .integer(Int(clamping: information.maxRootAgeSeconds)),
      "maxScanAgeSeconds": .integer(Int(clamping: information.maxAttestationAgeSeconds)),
      "models": .list(models), "sensors": .list(sensors),
    ]).print(json: output.json)
  }
}
