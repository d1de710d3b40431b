import ProofSystem
import Testing

/// Threads share work, never decisions: the bytes of a proof depend on witness, statement and randomness alone.
@Suite struct ThreadTests {
  @Test func proofsDoNotDependOnThreads() throws {
    // Large enough for several segments in every reduction.
    let fixture = try ProofFixture(TestNetworks.filterBank(rows: 21, columns: 64, channels: 4))
    let proofs = try [1, 2, 7].map { threads in
      try Workers.$threadOverride.withValue(threads) { try fixture.prove(seed: 5).bytes }
    }
    #expect(proofs[0] == proofs[1] && proofs[0] == proofs[2])
    #expect(try fixture.prove(seed: 6).bytes != proofs[0])
  }
}
