import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this machine and this build against the targets.",
    subcommands: [
      BenchSoundnessCommand.self, BenchInferenceCommand.self, BenchMembershipCommand.self,
      BenchEncodeCommand.self, BenchMatchCommand.self, BenchEngineCommand.self,
    ])
}
