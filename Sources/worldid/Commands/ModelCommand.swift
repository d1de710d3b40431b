import ArgumentParser
import InferenceProofs
import QuantizedNetworks

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Look at networks.",
    subcommands: [ModelInspectCommand.self, ModelImportCommand.self])
}

struct ModelInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a network is: its id, shapes, layers, bounds, and what a proof of it will take.",
    discussion: "The id names the operators, shapes and weights, not the file.")

  @Argument(
    help: "A shipped model or an ONNX file; without it iris-embedding.",
    completion: .file(extensions: ["onnx"]))
  var file: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: file)
    try ModelReport(model).report.print(json: output.json)
  }
}

struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read a network from ONNX and write its canonical encoding, whose SHA-256 is the model id.",
    discussion:
      "Prints what `inspect` prints. A network outside the subset is refused, naming the node and the reason."
  )

  @Argument(help: "An ONNX file.", completion: .file(extensions: ["onnx"]))
  var file: String

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "Where to write the encoding.",
    completion: .file())
  var path: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: file)
    var report = try ModelReport(model).report
    if let path {
      try Files.write(model.network.canonicalEncoding(), to: path, isPrivate: false)
      report.add("output", .text(path))
    }
    report.print(json: output.json)
  }
}
