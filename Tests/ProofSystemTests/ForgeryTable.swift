import ProofSystem
import Testing

/// What stops which forgery in the engine. Every test shows both: the verifier refuses, and without this one claim or check accepts.
///
/// | claim or check | forgery | test |
/// |---|---|---|
/// | fraction root | an entry outside the table, multiplicities adjusted | EngineForgeryTests |
/// | fraction layer | the same, with a root whose numerator is made zero | EngineForgeryTests |
/// | lookup numerators | the same, with a fraction tree over other multiplicities than the committed ones | EngineForgeryTests |
/// | lookup denominators | the same, with a fraction tree over another tuple than the committed one | EngineForgeryTests |
/// | cube outputs | a committed S-box output that is not the power of its input | EngineForgeryTests |
/// | cube inputs | an S-box input that the committed state does not lead to | EngineForgeryTests |
/// | weighted sum | another public value (a claim not tied to its opening) | EngineForgeryTests |
/// | boolean | b = 2 | EngineForgeryTests |
/// | product copy | a slot that should copy a cell holds another value | EngineForgeryTests |
/// | toy product | factors with another product than claimed | EngineForgeryTests |
/// | product Z | a slot with z ≠ xy | EngineForgeryTests |
/// | product X | a slot with z ≠ xy, and an X~ that makes it fit | EngineForgeryTests |
/// | product Y | a slot with z ≠ xy, and a Y~ that makes it fit | EngineForgeryTests |
/// | grinding | a nonce without the work | CheckForgeryTests.skippedProofOfWork |
/// | merkleRoot | columns of a tableau made after the challenges | CheckForgeryTests.openingAnotherTableau |
/// | proximityTest | another combined row, which has the value that a false claim needs | CheckForgeryTests.combinedRowForAFalseClaim |
/// | proximityTest | a row that is no codeword | CheckForgeryTests.rowThatIsNoCodeword |
/// | maskTest | another combined mask, which has the value that a false claim needs | CheckForgeryTests.combinedMaskForAFalseClaim |
/// | evaluation | the value f~(z*) that a false claim needs | CheckForgeryTests.valueForAFalseClaim |
/// | linearTest | any false claim | CheckForgeryTests.falseClaim |
/// | trailing bytes | bytes after an accepted proof | CheckForgeryTests.trailingBytes |
/// | canonical encoding | a word plus the modulus in an accepted proof | CheckForgeryTests.anotherSpellingOfANumber |
enum ForgeryTable {
  /// The tests of checks that are not claims.
  static let checks: [ProofCheck: String] = [
    .grinding: "skippedProofOfWork", .merkleRoot: "openingAnotherTableau",
    .proximityTest: "combinedRowForAFalseClaim", .maskTest: "combinedMaskForAFalseClaim",
    .evaluation: "valueForAFalseClaim", .linearTest: "falseClaim",
  ]
}

@Suite struct ForgeryTableTests {
  @Test func everyClaimHasAForgery() throws {
    let claims = Set(try EngineForgeryTests.shape.get().plan.claimNames)
    #expect(Set(EngineForgeryTests.forgeries.map(\.claim)) == claims)
  }

  @Test(arguments: ProofCheck.allCases) func everyCheckHasAForgery(check: ProofCheck) {
    #expect(ForgeryTable.checks[check] != nil)
  }
}
