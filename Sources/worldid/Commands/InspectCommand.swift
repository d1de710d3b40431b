import ArgumentParser

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a proof file states and how large its parts are, without verifying it.",
    discussion:
      "The sections of an argument follow from its model: name it with --model unless it is the shipped one.")

  @Argument(
    help: "A file of `prove-membership`, `prove-code` or `prove-inference`.", completion: .file())
  var file: String

  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let proof = try ProofFile(path: file)
    var report = proof.report
    report.add("parts", .object(proof.parts))
    if let sections = try proof.sections(try EyeModel(path: model.path)) {
      report.add("sections", .object(sections))
    }
    report.print(json: output.json)
  }
}
