import ArgumentParser
import Foundation
import IrisEncoding
import QuantizedNetworks

struct BenchInferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference",
    abstract:
      "Prove and verify inferences: the shipped models on a rendered eye, and other networks on noise.",
    discussion: """
      Without --network all of them: the shipped models, a production-sized filter bank, a CNN of 5 million
      multiplications, a tiny network, and a ladder of 1 to 100 million multiplications at equal activations. The
      first four are proven as an iris is, scan and code committed; the others with input and outputs public.
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: """
      Measure this one alone: iris-embedding, iris-gabor, world-bank, cnn, tiny, or ladder-1M to ladder-100M.
      """)
  var network: [String] = []

  @Option(help: "A Python interpreter that has onnxruntime: time it on the same networks, on one thread.")
  var onnxruntime: String?

  @Option(help: "Write the networks to this folder as ONNX files, and measure nothing.")
  var export: String?

  @OptionGroup var bench: BenchOptions

  func run() throws {
    if model.path != nil {
      let model = try EyeModel(path: model.path)
      let isIris = model.network.code != nil
      let named = BenchNetwork(
        name: model.name, network: model.network, provingTarget: isIris ? 40 : nil, isIris: isIris)
      return try measure([named])
    }
    let all =
      try BenchNetwork.shipped() + [.worldBank(), .cnn(), .tiny()] + BenchNetwork.ladder()
    if let unknown = network.first(where: { name in !all.contains { $0.name == name } }) {
      throw ValidationError(
        "--network \(unknown) is not one of \(all.map(\.name).joined(separator: ", "))")
    }
    let chosen = all.filter { network.isEmpty || network.contains($0.name) }
    guard let export else { return try measure(chosen) }
    try Files.makeFolder(export)
    for item in chosen {
      try Files.write(try item.network.onnx(), to: "\(export)/\(item.name).onnx", isPrivate: false)
    }
  }

  private func measure(_ networks: [BenchNetwork]) throws {
    let runtime = onnxruntime.map { OnnxRuntime(python: $0) }
    var all: [Measurement] = []
    for item in networks {
      Console.progress("measuring \(item.name)")
      var input: [UInt8]?
      if let shipped = ShippedModel.named(item.name) {
        input = try RenderedEye.iris(for: EyeModel(shipped)).pixels
      }
      all += try InferenceRun(item, input: input, runs: bench.runs).measurements(runtime)
    }
    Measurement.print(all, json: bench.output.json)
  }
}
