import ArgumentParser
import MembershipProofs
import ProofSystem

struct BenchMembershipCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "membership", abstract: "Prove and verify one membership in a tree of depth 30.")

  @OptionGroup var bench: BenchOptions

  func run() throws {
    let identity = Identity(secret: Array("bench".utf8))
    var tree = MerkleTree()
    let index = try tree.append(identity.commitment)
    let inclusion = try tree.inclusionProof(UInt32(index))
    let prover = try MembershipProver()
    let verifier = try MembershipVerifier()
    func prove(_ clock: StepClock? = nil) throws -> MembershipProof {
      try prover.prove(
        identity: identity, inclusionProof: inclusion, expectedRoot: tree.root,
        externalNullifier: FieldHash.externalNullifier(app: "bench", action: "bench"),
        signalHash: FieldHash.signalHash(""), clock: clock)
    }
    let proof = try prove()
    Measurement.print(
      try Measurement.steps("membership/prove", runs: bench.runs, target: 30) { _ = try prove($0) }
        + Measurement.steps("membership/verify", runs: bench.runs, target: 8) {
          try verifier.verify(proof, clock: $0)
        }
        + [.kilobytes("membership/proof", proof.encoded().count, target: 150)]
        + Measurement.sections("membership/proof", prover.sections, total: proof.bytes.count)
        + [.peakMemory("membership/memory", target: nil)], json: bench.output.json)
  }
}
