import FiniteFields
import ProofSystem
import Testing

@Suite struct ArgumentTests {
  @Test(arguments: [6, 9, 10, 12, 14]) func honestProofIsAccepted(variables: Int) throws {
    let (relation, witness) = ToyRelation.make(variables: variables, seed: 7)
    let shape = try ArgumentShape<KoalaBearQuintic>(relation)
    let argument = Argument(relation, shape: shape)
    let random = RandomStream(witness: [1], statement: [2])
    let clock = ContinuousClock()
    var proof: [UInt8] = []
    let t1 = try clock.measure {
      proof = try argument.prove(
        columns: relation.columnValues(witness), products: [.one, KoalaBearQuintic(5)], witness: witness,
        random: random)
    }
    let t2 = try clock.measure { try argument.verify(proof) }
    print(variables, proof.count, t1, t2, shape.parameters, shape.budget.bits)
    var other = relation
    other.weightedSum += .one
    #expect(throws: ProofError.self) { try Argument(other, shape: shape).verify(proof) }
  }
}
