import InferenceProofs
import ProofSystem
import Testing

/// What stops which forgery of an inference proof. Every test shows both: the verifier refuses, and without this one claim accepts.
///
/// | claim or check | forgery | test |
/// |---|---|---|
/// | N kernel (N: layer 0, layer 1, bits, mask) | a tampered accumulator | InferenceForgeryTests, `convolutions` |
/// | N patch | a convolution of other cells than committed: another picture's code, all visible | `convolutions` |
/// | C S-box outputs, C blinding S-box outputs (C: scan, code) | a digest by an S-box that is not x³ | `sponges` |
/// | C S-box inputs, C blinding S-box inputs | an S-box input from nowhere; a message other than the committed cells | `sponges` |
/// | C digest 0…8 | another public digest | `sponges` |
/// | fraction root | out of the table, (q + 1, r − 2^s), v + p, acc = 0, ties, wrong bits | `lookups` |
/// | fraction layer, lookup numerators, lookup denominators, product copy, product X, Y, Z | | EngineForgeryTests (ProofSystemTests) |
/// | grinding, Merkle root, proximity test, linear test | | CheckForgeryTests (ProofSystemTests) |
/// | trailing bytes, canonical encoding | | the same, and ProofFileTests |
/// | model id | a statement that names another model | StatementTests.wrongModel |
/// | transcript (context, eye side, commitments) | a proof replayed for another statement | StatementTests.everyFieldIsBound |
/// | one pad a value | | StatementTests.everySentValueHasItsOwnPad |
enum ForgeryTable {
  /// Claims of the engine, whose forgeries are told to a toy relation.
  static let engineClaims: Set<String> = [
    "fraction root", "fraction layer", "lookup numerators", "lookup denominators", "product copy",
    "product X",
    "product Y", "product Z",
  ]
}

@Suite struct ForgeryTableTests {
  @Test func everyClaimHasAForgery() throws {
    let fixtures = try [
      ProofFixture.bank.get(), ProofFixture.residual.get(), ProofFixture.ties.get(), ProofFixture.tiny.get(),
    ]
    let forged = Set(ClaimForgery.all.map(\.claim))
    for fixture in fixtures {
      let claims = Set(fixture.prover.plan.claimNames)
      #expect(claims.subtracting(ForgeryTable.engineClaims).subtracting(forged) == [])
      #expect(ForgeryTable.engineClaims.isSubset(of: claims))
    }
    // Nor does the table name claims that nobody makes.
    let made = fixtures.reduce(into: Set<String>()) { $0.formUnion($1.prover.plan.claimNames) }
    #expect(forged.isSubset(of: made))
  }
}
