import FiniteFields
import ProofSystem
import Testing

/// Proofs that one check of the argument alone refuses: the checks besides the claims (table: `ForgeryTable`).
@Suite struct CheckForgeryTests {
  typealias K = KoalaBearQuintic

  private func verifier(omitting check: ProofCheck) -> ForgeryHooks<K> {
    var hooks = ForgeryHooks<K>()
    hooks.omittedChecks = [check]
    return hooks
  }

  /// Refused because of `check`, whatever other check is left out; accepted without it.
  private func expectOnly<R: Relation<K>>(_ check: ProofCheck, stops proof: [UInt8], of argument: Argument<R>)
    throws
  {
    #expect(throws: ProofError.rejected(check)) { try argument.verify(proof) }
    for other in ProofCheck.allCases where other != check {
      #expect(throws: ProofError.rejected(check)) {
        try argument.verify(proof, hooks: verifier(omitting: other))
      }
    }
    try argument.verify(proof, hooks: verifier(omitting: check))
  }

  /// A prover who does not do the work could try 2^16 times as many sets of columns.
  @Test func skippedProofOfWork() throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let proof = try relation.prove(witness, shape: shape, hooks: verifier(omitting: .grinding))
    try expectOnly(.grinding, stops: proof, of: Argument(relation, shape: shape))
  }

  /// The sum is false. Once the weights of the claims are known, a cell is changed so that all claims hold together, and the columns
  /// of that other tableau are opened.
  @Test func openingAnotherTableau() throws {
    var (relation, witness) = EngineForgeryTests.honest()
    relation.weightedSum += .one
    let shape = try EngineForgeryTests.shape.get()
    var hooks = ForgeryHooks<K>()
    hooks.opensLateTableau = true
    let proof = try relation.prove(witness, shape: shape, hooks: hooks)
    try expectOnly(.merkleRoot, stops: proof, of: Argument(relation, shape: shape))
  }

  @Test func falseClaim() throws {
    var (relation, witness) = EngineForgeryTests.honest()
    relation.weightedSum += .one
    let shape = try EngineForgeryTests.shape.get()
    let proof = try relation.prove(witness, shape: shape)
    try expectOnly(.linearTest, stops: proof, of: Argument(relation, shape: shape))
  }

  /// Proves a false sum; the messages of the opening are bent by `lie`.
  private func lie(
    _ check: ProofCheck, _ bend: @escaping @Sendable (String, inout [K], OpeningView<K>) -> Void
  ) throws {
    var (relation, witness) = EngineForgeryTests.honest()
    relation.weightedSum += .one
    let shape = try EngineForgeryTests.shape.get()
    var hooks = ForgeryHooks<K>()
    hooks.opening = bend
    let proof = try relation.prove(witness, shape: shape, hooks: hooks)
    try expectOnly(check, stops: proof, of: Argument(relation, shape: shape))
  }

  /// f~(z*) is not what the combined row says, but what makes the rounds end in the mask's true value.
  @Test func valueForAFalseClaim() throws {
    try lie(.evaluation) { label, message, view in
      if label == "opening values" { message[0] = view.fittingValue }
    }
  }

  /// The same, and the combined row is changed in one symbol so that it has this value.
  @Test func combinedRowForAFalseClaim() throws {
    try lie(.proximityTest) { label, message, view in
      if label == "opening values" { message[0] = view.fittingValue }
      if label == "V" {
        let weight = view.point[..<view.positionVariables].reduce(K.one) { $0 * (K.one - $1) }
        message[0] += view.chi2 * (view.value - view.honestValue) * weight.inverse()
      }
    }
  }

  /// The mask takes the blame instead.
  @Test func combinedMaskForAFalseClaim() throws {
    try lie(.maskTest) { label, message, view in
      if label == "Vg" { message[0] += view.chi2 * (view.fittingMaskValue - view.honestMaskValue) }
    }
  }

  /// An opened tableau whose first row is no word of the code.
  @Test func rowThatIsNoCodeword() throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let length = shape.parameters.length
    var hooks = ForgeryHooks<K>()
    hooks.codewords = { code in for index in 0..<length { code[index] += KoalaBear(index * index + 1) } }
    let proof = try relation.prove(witness, shape: shape, hooks: hooks)
    try expectOnly(.proximityTest, stops: proof, of: Argument(relation, shape: shape))
  }

  @Test func trailingBytes() throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let argument = Argument(relation, shape: shape)
    let proof = try relation.prove(witness, shape: shape)
    var lenient = ForgeryHooks<K>()
    lenient.acceptsTrailingBytes = true
    for count in [1, 4, 20, 32, 1000] {
      let longer = proof + [UInt8](repeating: 0, count: count)
      #expect(throws: ProofError.trailingBytes(count: count)) { try argument.verify(longer) }
      try argument.verify(longer, hooks: lenient)
    }
  }

  /// A second spelling of an accepted proof: some word plus the modulus. Reading it modulo p, as a careless decoder would, gives the
  /// accepted proof again.
  @Test func anotherSpellingOfANumber() throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let argument = Argument(relation, shape: shape)
    let proof = try relation.prove(witness, shape: shape)
    let parts = ProofParts(shape)
    let modulus: UInt32 = 2_130_706_433
    func word(_ bytes: [UInt8], _ position: Int) -> UInt32 {
      bytes[position..<position + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    func replacing(_ bytes: [UInt8], _ position: Int, by word: UInt32) -> [UInt8] {
      var bytes = bytes
      for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
      return bytes
    }
    for (section, range) in [
      ("messages", parts.messages), ("opening", parts.opening), ("columns", parts.columns),
    ] {
      for position in [range.lowerBound, range.lowerBound + 4 * 37, range.upperBound - 4] {
        let forged = replacing(proof, position, by: word(proof, position) + modulus)
        #expect(throws: ProofError.nonCanonical(section: section)) { try argument.verify(forged) }
        let reduced = replacing(forged, position, by: word(forged, position) % modulus)
        try argument.verify(reduced)
      }
    }
  }
}
