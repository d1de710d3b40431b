import FiniteFields
import MembershipProofs
import ProofSystem
import Testing

@Suite struct MembershipProofTests {
  @Test func honestProofIsAccepted() throws {
    let identity = Identity(secret: Array("not_a_real_secret".utf8))
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: [BN254Scalar(5), BN254Scalar(6), identity.commitment, BN254Scalar(9)])
    let path = try tree.inclusionProof(2)
    let prover = try MembershipProver()
    let verifier = try MembershipVerifier()
    let clock = ContinuousClock()
    var proof: MembershipProof?
    let t1 = try clock.measure {
      proof = try prover.prove(
        identity: identity, inclusionProof: path,
        externalNullifier: FieldHash.externalNullifier(app: "app_id", action: nil),
        signalHash: FieldHash.signalHash("x"))
    }
    let t2 = try clock.measure { try verifier.verify(proof!) }
    print(t1, t2, proof!.bytes.count, prover.parameters, prover.budget.bits)
    #expect(proof!.statement.root == tree.root)
    #expect(
      proof!.statement.nullifierHash.hex == "1359a81e3a42dc1c34786cbefbcc672a3d730510dba7a3be9941b207b0cf52fa"
    )
  }
}
