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

  @Option(help: "What the proof is bound to, 64 hexadecimal digits; zeros without it.")
  var context: String?

  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let context, Hex.decode(context, count: 32) == nil {
      throw ValidationError("--context is 64 hexadecimal digits")
    }
  }

  func run() throws {
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let (iris, _) = try source.load(for: model, stopwatch: &stopwatch)
    try model.requireSize(of: iris)
    let prover = try stopwatch.time("plan") { () throws in try InferenceProver(network: model.network) }
    let proof = try stopwatch.time("prove") {
      try prover.prove(
        pixels: iris.pixels, scanBlinding: .random(), codeBlinding: .random(), eyeSide: eye,
        context: context.flatMap { Hex.decode($0, count: 32) } ?? [UInt8](repeating: 0, count: 32))
    }
    let bytes = proof.encoded()
    try Files.write(bytes, to: path, isPrivate: false)
    var report = ProofFile.inference(proof, byteCount: bytes.count).report
    report.add("soundnessBits", .rounded(prover.budget.bits))
    report.add("milliseconds", .object(stopwatch.report))
    report.add("output", .text(path))
    report.print(json: output.json)
  }
}
