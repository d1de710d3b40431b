import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// For each claim of the inference statement a false proof that nothing else stops (table: `ForgeryTable`).
@Suite struct InferenceForgeryTests {
  @Test(arguments: ClaimForgery.all.indices) func onlyThisClaimStopsIt(index: Int) throws {
    let forgery = ClaimForgery.all[index]
    let fixture = try forgery.fixture()
    func prove(omitting claims: Set<String>) throws -> InferenceProof {
      var lie = InferenceForgery()
      lie.hooks = ForgeryHooks(omittedClaims: claims)
      forgery.bend(&lie, fixture)
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

  /// The network's own run, cell by cell, is what the forgeries bend.
  @Test func unbentRunsAreHonest() throws {
    for fixture in try [ProofFixture.bank.get(), ProofFixture.residual.get(), ProofFixture.ties.get()] {
      #expect(try fixture.evaluate(FalseRun()) == fixture.network.evaluate(fixture.pixels))
      var unbent = InferenceForgery()
      unbent.witness = { witness, _ in
        witness = fixture.witness(of: fixture.evaluate(FalseRun()))
        for name in ["scan", "code"] { ClaimForgery.rehash(name, &witness, fixture) }
      }
      #expect(try fixture.prove(unbent) == fixture.prove())
      try fixture.verifier.verify(fixture.prove())
    }
  }

  /// Half ties on both sides of zero, and acc = 0, as the statement wants them.
  @Test func tiesAreRoundedUpAndZeroIsNotPositive() throws {
    let fixture = try ProofFixture.ties.get()
    let run = try fixture.network.evaluate(fixture.pixels)
    #expect(run.accumulators[0] == [-12, -5, -4, -3, 3, 4, 12, 20])
    #expect(run.activations[0] == [0, 0, 0, 0, 0, 1, 2, 3])
    #expect(run.bitAccumulators == [-1, -1, -1, -1, -1, 0, 1, 2])
    #expect(run.bits == [0, 0, 0, 0, 0, 0, 1, 1])
    let proof = try fixture.prove()
    try fixture.verifier.verify(proof)
    #expect(
      try fixture.prover.codeCommitment(
        bits: [0, 0, 0, 0, 0, 0, 1, 1], mask: [], blinding: ProofFixture.codeBlinding)
        == proof.statement.codeCommitment)
    let witness = fixture.witness(of: run)
    let quotients = witness.columns[fixture.layout.hidden[0].quotients]
    #expect(quotients == [-1, -1, 0, 0, 0, 1, 2, 3].map { KoalaBear($0) })
    #expect(Array(witness.hiddenRemainders[0][..<4]) == [0, 7, 0, 1].map { KoalaBear($0) })
  }
}
