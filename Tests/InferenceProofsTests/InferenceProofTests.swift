import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

@Suite struct InferenceProofTests {
  static let context = [UInt8](repeating: 7, count: 32)

  @Test(arguments: ["filter bank", "residual", "gabor size"])
  func honestProofIsAccepted(name: String) throws {
    let network =
      switch name {
      case "filter bank": try TestNetworks.filterBank()
      case "residual": try TestNetworks.residualNetwork()
      default: try TestNetworks.filterBank(rows: 45, columns: 512, channels: 4)
      }
    let clock = ContinuousClock()
    var prover: InferenceProver?
    let t0 = try clock.measure { prover = try InferenceProver(network: network) }
    let verifier = try InferenceVerifier(network: network)
    let pixels = TestNetworks.pixels(network, seed: 3)
    var proof: InferenceProof?
    let t1 = try clock.measure {
      proof = try prover!.prove(
        pixels: pixels, scanBlinding: .random(), codeBlinding: .random(), eyeSide: .left,
        context: Self.context)
    }
    let t2 = try clock.measure { try verifier.verify(proof!) }
    print(name, t0, t1, t2, proof!.bytes.count, prover!.parameters, prover!.budget.bits)
    let decoded = try InferenceProof(encoded: proof!.encoded())
    #expect(decoded == proof!)
  }
}
