import ArgumentParser
import InferenceProofs
import ProofSystem

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
    func prove(_ clock: StepClock? = nil) throws -> InferenceProof {
      try prover.prove(
        pixels: iris.pixels, scanBlinding: .random(), codeBlinding: .random(), eyeSide: .left,
        context: [UInt8](repeating: 0, count: 32), clock: clock)
    }
    let name = "inference/\(model.name)"
    let proof = try prove()
    Measurement.print(
      try Measurement.steps("\(name)/prove", runs: bench.runs, target: 40) { _ = try prove($0) }
        + Measurement.steps("\(name)/verify", runs: bench.runs, target: 10) {
          try verifier.verify(proof, clock: $0)
        }
        + [.kilobytes("\(name)/proof", proof.encoded().count, target: 400)]
        + Measurement.sections("\(name)/proof", prover.sections, total: proof.bytes.count)
        + [.peakMemory("\(name)/memory", target: 200)], json: bench.output.json)
  }
}
