import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

@Suite struct InferenceProofTests {
  @Test(arguments: ["tiny", "ties", "filter bank", "residual", "gabor size"])
  func honestProofIsAccepted(name: String) throws {
    let fixture =
      switch name {
      case "tiny": try ProofFixture.tiny.get()
      case "ties": try ProofFixture.ties.get()
      case "filter bank": try ProofFixture.bank.get()
      case "residual": try ProofFixture.residual.get()
      default: try ProofFixture(TestNetworks.filterBank(rows: 45, columns: 512, channels: 4))
      }
    #expect(fixture.verifier.budget.isSufficient)
    #expect(fixture.verifier.budget == fixture.prover.budget)
    let proof = try fixture.prover.prove(
      pixels: fixture.pixels, scanBlinding: ProofFixture.scanBlinding,
      codeBlinding: ProofFixture.codeBlinding,
      eyeSide: .right, context: ProofFixture.context)
    try fixture.verifier.verify(proof)
    #expect(try InferenceProof(encoded: proof.encoded()) == proof)
    #expect(proof.statement.modelID == fixture.network.id.bytes)
    #expect(proof.statement.eyeSide == .right)
    // The commitments are those that a holder of the blindings computes.
    let run = try fixture.network.evaluate(fixture.pixels)
    #expect(
      try fixture.prover.scanCommitment(pixels: fixture.pixels, blinding: ProofFixture.scanBlinding)
        == proof.statement.scanCommitment)
    #expect(
      try fixture.prover.codeCommitment(bits: run.bits, mask: run.mask, blinding: ProofFixture.codeBlinding)
        == proof.statement.codeCommitment)
  }

  @Test func commitmentsDependOnEverything() throws {
    let fixture = try ProofFixture.bank.get()
    let first = try fixture.prover.scanCommitment(pixels: fixture.pixels, blinding: ProofFixture.scanBlinding)
    #expect(
      try fixture.prover.scanCommitment(pixels: fixture.pixels, blinding: ProofFixture.codeBlinding) != first)
    var commitments: Set<ScanCommitment> = [first]
    for cell in stride(from: 0, to: fixture.pixels.count, by: 5) {
      var pixels = fixture.pixels
      pixels[cell] ^= 1
      commitments.insert(
        try fixture.prover.scanCommitment(pixels: pixels, blinding: ProofFixture.scanBlinding))
    }
    #expect(commitments.count == 1 + (fixture.pixels.count + 4) / 5)
  }

  @Test func wrongSizesAreRefused() throws {
    let fixture = try ProofFixture.tiny.get()
    for pixels in [[], [1], [1, 2, 3]] as [[UInt8]] {
      #expect(throws: ProofError.self) {
        try fixture.prover.prove(
          pixels: pixels, scanBlinding: ProofFixture.scanBlinding, codeBlinding: ProofFixture.codeBlinding,
          eyeSide: .left, context: ProofFixture.context)
      }
    }
    #expect(throws: ProofError.self) {
      try fixture.prover.prove(
        pixels: fixture.pixels, scanBlinding: ProofFixture.scanBlinding,
        codeBlinding: ProofFixture.codeBlinding,
        eyeSide: .left, context: [1, 2, 3])
    }
  }
}
