import ProofSystem
import Testing

/// Threads share work, never decisions: the bytes of an argument depend on witness, statement and randomness alone.
@Suite struct ThreadTests {
  @Test func argumentsDoNotDependOnThreads() throws {
    let (relation, witness) = ToyRelation.make(variables: 12, seed: 3)
    let shape = try ArgumentShape(relation)
    let proofs = try [1, 2, 7].map { threads in
      try Workers.$threadOverride.withValue(threads) { try relation.prove(witness, shape: shape, seed: 4) }
    }
    #expect(proofs[0] == proofs[1] && proofs[0] == proofs[2])
    try Argument(relation, shape: shape).verify(proofs[0])
    #expect(try relation.prove(witness, shape: shape, seed: 5) != proofs[0])
  }
}
