import ArgumentParser
import Foundation
import InferenceProofs
import QuantizedNetworks

struct ProveInferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-inference",
    abstract: "Prove what any network of the supported set puts out on an input.",
    discussion: """
      Input and outputs are committed to and stay hidden unless the options say otherwise; blindings are drawn
      and thrown away. The model is public: whoever verifies the proof needs its file.
      """)

  @Argument(help: "The network, an ONNX file.", completion: .file(extensions: ["onnx"]))
  var model: String

  @Argument(
    help: "The input: a file of exactly its bytes, [channel, row, column], or a gray picture of its size.",
    completion: .file())
  var input: String

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The proof file to write.", completion: .file())
  var path: String

  @Flag(help: "State the outputs in the proof.") var publicOutput = false
  @Flag(help: "State the input in the proof.") var publicInput = false
  @Flag(help: "Do not even commit to the input: the proof says that there is one.") var hiddenInput = false

  @Option(help: "An output that the proof says nothing of; may be given several times.")
  var hide: [String] = []

  @OptionGroup var context: ContextOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if publicInput && hiddenInput { throw ValidationError("give --public-input or --hidden-input, not both") }
  }

  func run() throws {
    var stopwatch = Stopwatch()
    let model = try stopwatch.time("model") { try EyeModel(path: self.model) }
    let values = try NetworkInput.read(input, for: model)
    let disclosure = try disclosure(of: model)
    let prover = try stopwatch.time("plan") { () throws in
      try NetworkProver(network: model.network, disclosure: disclosure)
    }
    let proof = try stopwatch.time("prove") {
      try prover.prove(
        input: values,
        context: context.bytes)
    }
    let bytes = proof.encoded()
    try ProofFile.network(proof, byteCount: bytes.count).write(
      bytes, to: path, soundnessBits: prover.budget.bits, stopwatch: stopwatch, json: output.json)
  }

  private func disclosure(of model: EyeModel) throws(Failure) -> TensorDisclosure {
    let names = model.network.outputs.map(\.name)
    for name in hide where !names.contains(name) {
      throw Failure(
        "the model \(model.name) has no output '\(name)'",
        hint: "its outputs are \(names.joined(separator: ", "))")
    }
    return TensorDisclosure(
      input: publicInput ? .stated : hiddenInput ? .hidden : .committed,
      outputs: names.map { hide.contains($0) ? .hidden : publicOutput ? .stated : .committed })
  }
}
