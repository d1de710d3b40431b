// The command line of `worldid`: wires the modules together and talks to people, and does nothing else.

import ArgumentParser
import Foundation

/// The root command.
@main
struct WorldID: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worldid",
    abstract: "Prove that you are one enrolled human, and give away nothing else.",
    discussion: """
      Data goes to standard output, progress and hints to standard error.
      Exit status: 0 accepted, 1 examined and refused, 2 could not be read or reached, 64 wrong usage.
      """,
    subcommands: [
      EncodeCommand.self, NormalizeCommand.self, MatchCommand.self, EvaluateCommand.self,
      SynthesizeCommand.self, EnrollCommand.self, ProveCodeCommand.self, ProveInferenceCommand.self,
      ProveMembershipCommand.self, VerifyCommand.self, InspectCommand.self, ClaimCommand.self,
      ModelCommand.self, VaultCommand.self, SensorCommand.self,
      RegistryCommand.self, DemoCommand.self, BenchCommand.self,
    ])

  static func main() async {
    // A reader that went away is an error of the write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if exitCode(for: error) == .validationFailure {
        Console.reportUsage(fullMessage(for: error))
        Foundation.exit(ExitCode.validationFailure.rawValue)
      }
      let failure = Failure(error) ?? unforeseen(error)
      guard let failure else { exit(withError: error) }
      Console.report(failure)
      Foundation.exit(failure.status.rawValue)
    }
  }

  /// Nil for what the argument parser says itself: help, wrong usage, a plain exit status.
  private static func unforeseen(_ error: any Error) -> Failure? {
    guard exitCode(for: error) == .failure, !(error is ExitCode) else { return nil }
    return Failure("\(error)", hint: "please report this")
  }
}
