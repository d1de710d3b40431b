import ProofSystem
import Testing

/// Threads share work, never decisions: the bytes of a proof depend on witness, statement and randomness alone.
@Suite struct ThreadTests {
  private func prove(threads: Int, seed: UInt8) throws -> [UInt8] {
    try Workers.$threadOverride.withValue(threads) {
      try MembershipFixture.prover.get().prove(
        identity: MembershipFixture.attacker, inclusionProof: MembershipFixture.path(3),
        externalNullifier: MembershipFixture.scope, signalHash: MembershipFixture.signal, forging: { _ in },
        claiming: { $0 }, hooks: ForgeryHooks(), seed: [seed]
      ).bytes
    }
  }

  @Test func proofsDoNotDependOnThreads() throws {
    let proof = try prove(threads: 1, seed: 5)
    #expect(try prove(threads: 2, seed: 5) == proof)
    #expect(try prove(threads: 7, seed: 5) == proof)
    #expect(try prove(threads: 2, seed: 6) != proof)
  }
}
