import ArgumentParser
import Foundation
import InferenceProofs

struct ProveCodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-code",
    abstract: "Make the inference proof alone: this code commitment is model(this scan commitment).",
    discussion: """
      Scan and code stay hidden behind fresh blindings, which are thrown away. The proof is bound to no
      registry and no identity: `enroll` makes one that is.
      """)

  @OptionGroup var source: IrisOptions

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The proof file to write.", completion: .file())
  var path: String

  @Option(help: "Which eye it is: left or right.")
  var eye = EyeSide.left

  @OptionGroup var context: ContextOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let (iris, _) = try source.load(for: model, stopwatch: &stopwatch)
    try model.requireSize(of: iris)
    let prover = try stopwatch.time("plan") { () throws in try InferenceProver(network: model.network) }
    let proof = try stopwatch.time("prove") {
      try prover.prove(
        pixels: iris.pixels, scanBlinding: .random(), codeBlinding: .random(), eyeSide: eye,
        context: context.bytes)
    }
    let bytes = proof.encoded()
    try ProofFile.inference(proof, byteCount: bytes.count).write(
      bytes, to: path, soundnessBits: prover.budget.bits, stopwatch: stopwatch, json: output.json)
  }
}
