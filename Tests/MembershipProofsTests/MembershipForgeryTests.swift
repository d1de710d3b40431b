import FiniteFields
import MembershipProofs
import ProofSystem
import Testing

/// One forgery for each claim of the membership statement (`MembershipForgery`). Each is accepted by a verifier that lacks exactly that
/// claim.
@Suite struct MembershipForgeryTests {
  typealias Fixture = MembershipFixture

  @Test(arguments: MembershipForgery.all.indices) func onlyThisClaimStopsIt(index: Int) throws {
    let forgery = MembershipForgery.all[index]
    let (prover, verifier) = (try Fixture.prover.get(), try Fixture.verifier.get())
    #expect(throws: ProofError.rejected(.linearTest), "\(forgery.what)") {
      try verifier.verify(prover.forge(forgery))
    }
    #expect(throws: Never.self, "\(forgery.what)") {
      try verifier.verify(
        prover.forge(forgery, omitting: [forgery.claim]), hooks: ForgeryHooks(omittedClaims: [forgery.claim]))
    }
  }

  /// Someone who is not in the tree claims a real root with an honest hash of something else.
  @Test func strangerToTheTree() throws {
    let forged = try Fixture.forge(path: 1, { _ in }, claiming: { Fixture.withRoot($0, BN254Scalar(5)) })
    #expect(throws: ProofError.rejected(.linearTest)) { try Fixture.verifier.get().verify(forged) }
  }
}
