import ArgumentParser
import InferenceProofs
import QuantizedNetworks

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Look at networks.", subcommands: [ModelInspectCommand.self])
}

struct ModelInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a network is: its id, shapes, layers and proof parameters.",
    discussion: "The id names the operators, shapes and weights, not the file.")

  @Argument(help: "An ONNX file; without it the shipped model.", completion: .file(extensions: ["onnx"]))
  var file: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: file)
    let network = model.network
    var report = Report([
      "name": .text(model.name), "modelID": .text(network.id.hex),
      "inputShape": .text(network.inputShape.description), "inputTable": .flag(network.usesInputTable),
      "codeShape": .text(network.bits.outputShape.description),
      "maskShape": network.mask.map { .text($0.outputShape.description) } ?? .null,
      "multiplications": .integer(network.multiplications),
    ])
    var layers = network.hiddenLayers.enumerated().map { index, layer in
      Report.Value.object(
        Self.report("hidden \(index)", layer.convolution, table: network.hiddenTables[index]))
    }
    layers.append(.object(Self.report("bits", network.bits, table: network.signTable)))
    if let mask = network.mask { layers.append(.object(Self.report("mask", mask, table: nil))) }
    report.add("layers", .list(layers))
    let verifier = try InferenceVerifier(network: network)
    report.add("soundnessBits", .rounded(verifier.budget.bits))
    report.print(json: output.json)
  }

  private static func report(_ name: String, _ convolution: Convolution, table: QuotientTable?) -> Report {
    var report = Report([
      "layer": .text(name), "outputShape": .text(convolution.outputShape.description),
      "kernel": .text("\(convolution.kernelRows)x\(convolution.kernelColumns)"),
      "stride": .text("\(convolution.strideRows)x\(convolution.strideColumns)"),
      "multiplications": .integer(convolution.multiplications),
    ])
    if let table {
      report.add("shift", .integer(table.shift))
      report.add("quotients", .integer(table.count))
    }
    return report
  }
}
