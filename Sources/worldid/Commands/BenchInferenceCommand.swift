import ArgumentParser
import InferenceProofs

struct BenchInferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference", abstract: "Prove and verify one inference on a rendered eye.")

  @OptionGroup var model: ModelOptions
  @OptionGroup var bench: BenchOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    let iris = try RenderedEye.iris(for: model)
    let prover = try InferenceProver(network: model.network)
    let verifier = try InferenceVerifier(network: model.network)
    func prove() throws -> InferenceProof {
      try prover.prove(
        pixels: iris.pixels, scanBlinding: .random(), codeBlinding: .random(), eyeSide: .left,
        context: [UInt8](repeating: 0, count: 32))
    }
    let name = "inference/\(model.name)"
    let proof = try prove()
    Measurement.print(
      [
        try .milliseconds("\(name)/prove", runs: bench.runs, target: 40) { _ = try prove() },
        try .milliseconds("\(name)/verify", runs: bench.runs, target: 10) { try verifier.verify(proof) },
        .kilobytes("\(name)/proof", proof.encoded().count, target: 400),
        .peakMemory("\(name)/memory", target: 200),
      ], json: bench.output.json)
  }
}
