import FiniteFields
import ProofSystem
import Testing

/// Arguments with damaged bytes. The sweep over a whole proof file is in InferenceProofsTests.
@Suite struct ArgumentBytesTests {
  typealias K = KoalaBearQuintic

  @Test func everyTruncationIsRefused() throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let argument = Argument(relation, shape: shape)
    let proof = try relation.prove(witness, shape: shape)
    for length in 0..<shape.fixedByteCount {
      #expect(throws: ProofError.truncated(section: "argument")) {
        try argument.verify(Array(proof[..<length]))
      }
    }
    for length in stride(from: shape.fixedByteCount, to: proof.count, by: 31) {
      #expect(throws: ProofError.truncated(section: "authentication path")) {
        try argument.verify(Array(proof[..<length]))
      }
    }
  }

  /// Noise of any length is refused by a typed error.
  @Test func noiseIsRefused() throws {
    let (relation, _) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let argument = Argument(relation, shape: shape)
    var generator = SplitMix(state: 12)
    for extra in [0, 1, 31, 32, 1000, 100_000] {
      // Words below 2^30 are canonical, so that the noise reaches the checks.
      let noise = (0..<shape.fixedByteCount + extra).map { index in
        UInt8(truncatingIfNeeded: generator.next()) & (index % 4 == 3 ? 0x3F : 0xFF)
      }
      #expect(throws: ProofError.self) { try argument.verify(noise) }
      #expect(throws: ProofError.self) {
        try argument.verify([UInt8](repeating: 0, count: shape.fixedByteCount + extra))
      }
      #expect(throws: ProofError.self) {
        try argument.verify([UInt8](repeating: 255, count: shape.fixedByteCount + extra))
      }
    }
  }

  /// A proof fits its own statement only.
  @Test func proofsDoNotTransfer() throws {
    let shape = try EngineForgeryTests.shape.get()
    let (first, witness) = ToyRelation.make(variables: 4, seed: 1)
    let (second, _) = ToyRelation.make(variables: 4, seed: 2)
    #expect(first.weightedSum != second.weightedSum)
    let proof = try first.prove(witness, shape: shape)
    #expect(throws: ProofError.self) { try Argument(second, shape: shape).verify(proof) }
    // Sections of two proofs of one statement do not mix either.
    let other = try first.prove(witness, shape: shape, seed: 9)
    let parts = ProofParts(shape)
    for range in [
      0..<32, parts.messages, parts.opening, parts.combinedRow, parts.combinedMask, parts.nonce,
      parts.columns,
    ] {
      var mixed = proof
      mixed.replaceSubrange(range, with: other[range])
      #expect(throws: ProofError.self) { try Argument(first, shape: shape).verify(mixed) }
    }
  }
}
