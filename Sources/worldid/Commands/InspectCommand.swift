import ArgumentParser

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a proof file states, without verifying it.")

  @Argument(help: "A file of `prove-membership` or `prove-code`.", completion: .file())
  var file: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    try ProofFile(path: file).report.print(json: output.json)
  }
}
