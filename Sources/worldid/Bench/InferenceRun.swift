import Foundation
import InferenceProofs
import ProofSystem
import QuantizedNetworks

/// Proves and verifies runs of one network, and measures both.
struct InferenceRun {
  private let bench: BenchNetwork
  private let input: [UInt8]
  private let runs: Int
  private static let context = [UInt8](repeating: 0, count: 32)

  init(_ bench: BenchNetwork, input: [UInt8]? = nil, runs: Int) {
    self.bench = bench
    self.input = input ?? bench.input()
    self.runs = runs
  }

  func measurements(_ runtime: OnnxRuntime?) throws -> [Measurement] {
    let name = "inference/\(bench.name)"
    // The runtime first: its process holds the machine's caches, not this program's memory.
    let inference = try runtime.map {
      try $0.milliseconds(bench.network, input: input, runs: max(20, 10 * runs))
    }
    let own = try Measurement.milliseconds("\(name)/evaluate", runs: max(20, 10 * runs), target: nil) {
      _ = try bench.network.outputs(for: input)
    }
    PeakMemory.reset()
    let figures = bench.isIris ? try iris(name) : try tensors(name)
    var all = figures + [.peakMemory("\(name)/memory", target: 200), own]
    all.append(
      Measurement(
        name: "\(name)/multiplications", value: Double(bench.network.multiplications) / 1e6, unit: "M",
        target: nil))
    if let inference, let prove = figures.first {
      all.append(Measurement(name: "\(name)/onnxruntime", value: inference, unit: "ms", target: nil))
      all.append(
        Measurement(name: "\(name)/ratio", value: prove.value / inference, unit: "times", target: 100))
      all.append(
        Measurement(
          name: "\(name)/evaluate-ratio", value: own.value / inference, unit: "times", target: 2))
    }
    return all
  }

  private func iris(_ name: String) throws -> [Measurement] {
    let prover = try InferenceProver(network: bench.network)
    let plan = try Measurement.milliseconds("\(name)/plan", runs: runs, target: 50) {
      _ = try InferenceVerifier(network: bench.network)
    }
    let verifier = try InferenceVerifier(network: bench.network)
    func prove(_ clock: StepClock? = nil) throws -> InferenceProof {
      try prover.prove(
        pixels: input, scanBlinding: .random(), codeBlinding: .random(), eyeSide: .left,
        context: Self.context, clock: clock)
    }
    let proof = try prove()
    return try figures(
      name, plan, prover.sections, prover.cost, proof.encoded().count, proof.bytes.count,
      prove: { _ = try prove($0) }, verify: { try verifier.verify(proof, clock: $0) })
  }

  private func tensors(_ name: String) throws -> [Measurement] {
    let disclosure = TensorDisclosure(
      input: .stated, outputs: bench.network.outputs.map { _ in .stated })
    let prover = try NetworkProver(network: bench.network, disclosure: disclosure)
    let plan = try Measurement.milliseconds("\(name)/plan", runs: runs, target: 50) {
      _ = try NetworkVerifier(network: bench.network, disclosure: disclosure)
    }
    let verifier = try NetworkVerifier(network: bench.network, disclosure: disclosure)
    let proof = try prover.prove(input: input, context: Self.context)
    return try figures(
      name, plan, prover.sections, prover.cost, proof.encoded().count, proof.bytes.count,
      prove: { _ = try prover.prove(input: input, context: Self.context, clock: $0) },
      verify: { try verifier.verify(proof, clock: $0) })
  }

  private func figures(
    _ name: String, _ plan: Measurement, _ sections: [(name: String, byteCount: Int)], _ cost: ProofCost,
    _ fileBytes: Int, _ argumentBytes: Int, prove: (StepClock) throws -> Void,
    verify: (StepClock) throws -> Void
  ) throws -> [Measurement] {
    try Measurement.steps("\(name)/prove", runs: runs, target: bench.provingTarget, prove)
      + Measurement.steps("\(name)/verify", runs: runs, target: 10, verify)
      + [.kilobytes("\(name)/proof", fileBytes, target: 400)]
      + Measurement.sections("\(name)/proof", sections, total: argumentBytes)
      + [
        plan,
        Measurement(name: "\(name)/bits", value: cost.soundnessBits, unit: "bits", target: 128),
        Measurement(
          name: "\(name)/committed", value: Double(cost.committedElements) / 1e3, unit: "k elements",
          target: nil),
        Measurement(
          name: "\(name)/hashing", value: Double(cost.hashElements) / 1e3, unit: "k elements", target: nil),
        Measurement(
          name: "\(name)/lookups", value: Double(cost.lookups + cost.tableRows) / 1e3, unit: "k leaves",
          target: nil),
      ]
  }
}
