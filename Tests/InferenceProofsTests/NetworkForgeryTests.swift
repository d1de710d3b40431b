import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// A false statement about any network's run, and the one claim that it violates.
struct NetworkForgery: Sendable {
  let claim: String
  let what: String
  let fixture: @Sendable () throws -> NetworkFixture
  let bend: @Sendable (inout InferenceForgery, NetworkFixture) throws -> Void

  private static let stated: @Sendable () throws -> NetworkFixture = { try NetworkFixture.stated.get() }
  private static let committed: @Sendable () throws -> NetworkFixture = { try NetworkFixture.committed.get() }

  static let all: [NetworkForgery] = [
    NetworkForgery(claim: "sums kernel", what: "stated scores, one of them wrong", fixture: stated) {
      try state(&$0, $1, output: 1, cell: 2)
    },
    NetworkForgery(claim: "sums kernel", what: "a stated map of sums, one of them wrong", fixture: committed)
    {
      try state(&$0, $1, output: 3, cell: 7)
    },
    NetworkForgery(
      claim: "sums output", what: "committed sums that are not the convolution's", fixture: stated
    ) { forgery, fixture in
      let values = try fixture.outputs()[3].altered(4, isBit: false)
      forgery.witness = { witness, layout in commit(values, output: 3, &witness, layout, fixture) }
    },
    NetworkForgery(claim: "sums patch", what: "scores of other activations than committed", fixture: stated) {
      forgery, fixture in
      guard case .sums(let head) = fixture.network.outputs[1].rule else { return }
      var seen = try fixture.network.evaluate(fixture.input).activations[1]
      seen[5] ^= 77
      let sums = ConvolutionEvaluator.run(head, on: seen)
      let cells = TensorBox(fixture.network.hiddenLayers[1].convolution.outputShape).fill(seen)
      forgery.witness = { witness, _ in witness.forgedInputs[.activation(1)] = cells }
      forgery.networkStatement = { try $0.replacing(1, by: .stated(.sums(sums))) }
    },
    NetworkForgery(
      claim: "layer 0 patch", what: "a layer of another input than the stated one", fixture: stated
    ) { forgery, fixture in
      var other = fixture.input
      guard let cell = other.firstIndex(where: { $0 > 100 }) else { return }
      other[cell] -= 90
      replace(&forgery, fixture, input: other, by: try fixture.run(on: other))
    },
    NetworkForgery(claim: "fraction root", what: "a stated bit against its sum", fixture: stated) {
      try state(&$0, $1, output: 2, cell: 3, isBit: true)
    },
    NetworkForgery(
      claim: "fraction root", what: "a stated activation that is not the clamped quotient", fixture: stated
    ) { forgery, fixture in
      replace(
        &forgery, fixture, input: fixture.input,
        by: try fixture.run(on: fixture.input, changing: 0) { $0[8] ^= 64 })
    },
    NetworkForgery(
      claim: "fraction root", what: "a stated count against the visible cells", fixture: stated
    ) { try state(&$0, $1, output: 5, cell: 1, isBit: true) },
    NetworkForgery(
      claim: "code S-box inputs", what: "a commitment to other scores than the sums", fixture: stated
    ) { forgery, fixture in
      let values = try fixture.outputs()[3].altered(4, isBit: false)
      // The commitment alone: the committed cells are the network's.
      forgery.witness = { witness, layout in
        let column = sumsColumn(layout)
        let cells = witness.columns[column]
        commit(values, output: 3, &witness, layout, fixture)
        witness.columns[column] = cells
      }
    },
  ]

  private static func sumsColumn(_ layout: InferenceLayout) -> Int {
    guard case .column(let column)? = layout.values(ofOutput: 3) else { return 0 }
    return column
  }

  /// Commits to other values of an output, in the tableau and by its sponge.
  private static func commit(
    _ values: OutputTensor, output: Int, _ witness: inout InferenceWitness, _ layout: InferenceLayout,
    _ fixture: NetworkFixture
  ) {
    guard case .column(let column)? = layout.values(ofOutput: output),
      let index = layout.codes.firstIndex(where: { $0.output == output }), case .sums(let sums) = values
    else { return }
    let cells = TensorBox(fixture.network.shape(ofOutput: output)).fill(sums)
    witness.columns[column] = cells
    let code = layout.codes[index]
    let trace = code.sponge.trace(blinding: fixture.blindings.codes[index].elements) { _ in cells }
    witness.codeTraces[index] = trace
    witness.columns[code.columns.outputs] = trace.outputs
  }

  /// States an output with another value in one cell.
  private static func state(
    _ forgery: inout InferenceForgery, _ fixture: NetworkFixture, output: Int, cell: Int, isBit: Bool = false
  ) throws {
    let values = try fixture.outputs()[output].altered(cell, isBit: isBit)
    forgery.networkStatement = { try $0.replacing(output, by: .stated(values)) }
  }

  /// Everything but the statement's input is that of another run.
  private static func replace(
    _ forgery: inout InferenceForgery, _ fixture: NetworkFixture, input: [UInt8],
    by run: QuantizedNetwork.Evaluation
  ) {
    forgery.witness = { witness, layout in
      witness = InferenceWitness(
        layout: layout, pixels: input, evaluation: run, blindings: fixture.blindings)
    }
    forgery.networkStatement = { statement in
      var changed = statement
      for (index, values) in run.outputs.enumerated() {
        if case .stated = statement.outputs[index] {
          changed = try changed.replacing(index, by: .stated(values))
        }
      }
      return changed
    }
  }
}

/// For each new claim of a general statement a false proof that nothing else stops; claims that it shares with the iris statement are
/// those of `InferenceForgeryTests`.
@Suite struct NetworkForgeryTests {
  @Test(arguments: NetworkForgery.all.indices) func onlyThisClaimStopsIt(index: Int) throws {
    let forgery = NetworkForgery.all[index]
    let fixture = try forgery.fixture()
    func prove(omitting claims: Set<String>) throws -> NetworkProof {
      var lie = InferenceForgery()
      try forgery.bend(&lie, fixture)
      lie.hooks.omittedClaims = claims
      return try fixture.prove(lie)
    }
    #expect(throws: ProofError.rejected(.linearTest), "\(forgery.claim): \(forgery.what)") {
      try fixture.verifier.verify(prove(omitting: []))
    }
    let hooks = ForgeryHooks<KoalaBearQuintic>(omittedClaims: [forgery.claim])
    #expect(throws: Never.self, "\(forgery.claim): \(forgery.what)") {
      try fixture.verifier.verify(prove(omitting: [forgery.claim]), hooks: hooks)
    }
  }

  /// Every claim that a general statement makes is forged here or for the iris statement.
  @Test func everyClaimHasAForgery() throws {
    let forged = Set(NetworkForgery.all.map(\.claim)).union(ClaimForgery.all.map(\.claim))
    for fixture in try [NetworkFixture.stated.get(), NetworkFixture.committed.get()] {
      let claims = Set(fixture.prover.plan.claimNames)
      #expect(claims.subtracting(ForgeryTable.engineClaims).subtracting(forged) == [])
      #expect(claims.contains("sums kernel") && claims.contains("sums patch"))
    }
  }

  /// A sum that differs by the field's modulus: the argument takes it for the right one, so only the comparison with the bounds stops it.
  @Test func sumsOfAnotherSizeAreRefused() throws {
    let fixture = try NetworkFixture.stated.get()
    guard case .sums(var sums) = try fixture.outputs()[1] else { return }
    let cell = try #require(sums.firstIndex { $0 > 100 })
    sums[cell] = Int32(Int(sums[cell]) - NetworkLimits.fieldModulus)
    let wrong = sums
    var lie = InferenceForgery()
    lie.networkStatement = { try $0.replacing(1, by: .stated(.sums(wrong))) }
    let proof = try fixture.prove(lie)
    #expect {
      try fixture.verifier.verify(proof)
    } throws: { error in
      if case .invalidField(name: "output 1", _)? = error as? ProofError { true } else { false }
    }
    var lenient = ForgeryHooks<KoalaBearQuintic>()
    lenient.acceptsOtherSums = true
    try fixture.verifier.verify(proof, hooks: lenient)
  }

  /// A statement that names another model: only the comparison of the ids stops it.
  @Test func wrongModel() throws {
    let fixture = try NetworkFixture.stated.get()
    var lie = InferenceForgery()
    lie.networkStatement = {
      try NetworkStatement(
        modelID: [UInt8](repeating: 1, count: 32), context: $0.context, input: $0.input, outputs: $0.outputs)
    }
    let proof = try fixture.prove(lie)
    #expect(throws: ProofError.statementMismatch(field: "model")) { try fixture.verifier.verify(proof) }
    var lenient = ForgeryHooks<KoalaBearQuintic>()
    lenient.acceptsOtherModels = true
    try fixture.verifier.verify(proof, hooks: lenient)
  }
}
