import InferenceProofs
import ProofSystem

/// The demonstration statement of one size, proven and verified several times.
struct DemonstrationRun {
  let demonstration: DemonstrationArgument
  let proving: StepRuns
  let verifying: StepRuns
  let proofByteCount: Int
  /// Peak of the resident set in MB since the last `PeakMemory.reset`.
  let memory: Double

  init(logElements: Int, runs: Int) throws {
    let demonstration = try DemonstrationArgument(logElements: logElements)
    let input = demonstration.input(seed: 1)
    var proof: DemonstrationArgument.Proof?
    proving = try StepRuns(runs) { proof = try demonstration.prove(input, clock: $0) }
    memory = PeakMemory.megabytes
    guard let proof else { throw Failure("nothing was proven", hint: "please report this") }
    verifying = try StepRuns(runs) { try demonstration.verify(proof, clock: $0) }
    proofByteCount = proof.bytes.count
    self.demonstration = demonstration
  }
}
