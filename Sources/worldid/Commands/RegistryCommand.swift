import ArgumentParser

struct RegistryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registry", abstract: "Run a registry, or look at one.",
    subcommands: [RegistryServeCommand.self, RegistryStatusCommand.self])
}
