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

  /// The committed row is the right one plus d x^(w-1) / C(x), where C are the public weights: no word of the code, but it adds d
  /// to the sum in every column.
  @Test func rowThatIsNoCodeword() throws {
    let values = (0..<8).map { KoalaBear($0 * $0 + 3) }
    let honest = SumRelation(values: values)
    var relation = honest
    relation.sum += .one
    let shape = try ArgumentShape<K>(relation)
    let placement = shape.layout.placements[0]
    #expect(placement.rowCount == 1 && placement.offset == 0)
    let parameters = shape.parameters
    let root = KoalaBear.rootOfUnity(log2Order: parameters.logLength)
    var hooks = ForgeryHooks<K>()
    hooks.codewords = { code in
      for index in 0..<parameters.length {
        let x = root.power(UInt64(index))
        var weight = KoalaBear.zero
        for position in 0..<parameters.width {
          weight = weight * x + (position < 8 ? SumRelation.weights[position] : .zero)
        }
        code[placement.firstRow * parameters.length + index] +=
          x.power(UInt64(parameters.width - 1)) * weight.inverse()
      }
    }
    let random = RandomStream(seed: [4], witness: [], statement: [])
    let argument = Argument(relation, shape: shape)
    let proof = try argument.prove(columns: [values], witness: (), random: random, hooks: hooks)
    try expectOnly(.proximityTest, stops: proof, of: argument)
    try Argument(honest, shape: shape).verify(
      Argument(honest, shape: shape).prove(columns: [values], witness: (), random: random))
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
      ("messages", parts.messages), ("u", parts.u), ("l", parts.l), ("columns", parts.columns),
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

/// One column with a public weighted sum: the least relation there is.
struct SumRelation: Relation {
  typealias K = KoalaBearQuintic
  static let weights = (0..<8).map { KoalaBear(3 * $0 + 1) }

  var sum: KoalaBear

  init(values: [KoalaBear]) {
    sum = zip(values, Self.weights).reduce(KoalaBear.zero) { $0 + $1.0 * $1.1 }
  }

  var columns: [ColumnShape] { [ColumnShape(name: "values", length: 8, variables: 3)] }

  func absorb(into transcript: inout Transcript) { transcript.absorb("sum", elements: [sum]) }

  func run(_ channel: MaskedChannel<K>, witness: Void?) throws(ProofError) {
    let low = channel.lowFactor(.dense(Self.weights.map { K(base: $0) }))
    channel.assertZero(
      "sum", LinearForm(Affine(K(base: -sum)), [TensorTerm(column: 0, low: low, high: [K.one])]))
    // Pads enough for the masked rows that the commitment needs.
    for _ in 0..<40 { _ = try channel.send("nothing") { K.zero } }
  }
}
