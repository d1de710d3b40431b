import FiniteFields
import ProofSystem
import Testing

@Suite struct ArgumentTests {
  typealias K = KoalaBearQuintic

  /// From a single cell and a table of one row to columns of many rows.
  @Test(
    arguments: [
      (0, 1), (1, 0), (1, 1), (2, 1), (1, 3), (3, 3), (4, 6), (5, 4), (6, 8), (7, 2), (9, 8), (10, 4),
      (12, 8),
    ])
  func honestProofsAreAccepted(variables: Int, tableVariables: Int) throws {
    let (relation, witness) = ToyRelation.make(variables: variables, tableVariables: tableVariables, seed: 7)
    let shape = try ArgumentShape<K>(relation)
    #expect(shape.budget.isSufficient)
    let proof = try relation.prove(witness, shape: shape)
    try Argument(relation, shape: shape).verify(proof)
    #expect(proof.count >= shape.fixedByteCount)
    var other = relation
    other.weightedSum += .one
    #expect(throws: ProofError.self) { try Argument(other, shape: shape).verify(proof) }
    // A shape computed from other public values is the same shape.
    let again = try ArgumentShape<K>(other)
    #expect(again.parameters == shape.parameters)
    #expect(again.layout == shape.layout)
    try Argument(relation, shape: again).verify(proof)
  }

  /// Without nonces in the leaves, a statement of one cell has too few masked rows to hide its columns.
  @Test func statementsTooSmallToHideAreRefused() {
    let (relation, _) = ToyRelation.make(variables: 0, tableVariables: 0, seed: 7)
    #expect {
      try ArgumentShape<K>(relation)
    } throws: {
      if case ProofError.unreachableSoundness = $0 { true } else { false }
    }
  }

  @Test func wrongWitnessShapesAreRefused() throws {
    let (relation, witness) = ToyRelation.make(variables: 3, seed: 1)
    let shape = try ArgumentShape<K>(relation)
    func expectRefusal(_ change: (inout ToyRelation.Witness) -> Void) {
      var wrong = witness
      change(&wrong)
      #expect {
        try relation.prove(wrong, shape: shape)
      } throws: {
        if case ProofError.invalidWitness = $0 { true } else { false }
      }
    }
    expectRefusal { $0.columns.removeLast() }
    expectRefusal { $0.columns.append([]) }
    expectRefusal { $0.columns[0].append(.zero) }
    expectRefusal { $0.products.removeLast() }
    expectRefusal { $0.products.append(.one) }
  }

  /// Everything in two proofs of one statement differs, so that a reused value could not go unnoticed.
  @Test func twoProofsShareNoElement() throws {
    let (relation, witness) = ToyRelation.make(variables: 4, seed: 3)
    let shape = try ArgumentShape<K>(relation)
    let parts = ProofParts(shape)
    let proofs = try [1, 2].map { try relation.prove(witness, shape: shape, seed: $0) }
    func quintic(_ proof: [UInt8]) -> [K] {
      ProofParts<K>.elements(proof[parts.messages.lowerBound..<parts.opening.upperBound])
        + parts.extensionEntries(proof).flatMap { $0 }
    }
    let elements = proofs.map(quintic)
    #expect(Set(elements[0]).count == elements[0].count, "not even within one proof")
    #expect(Set(elements[0]).isDisjoint(with: elements[1]))
    let entries = proofs.map { Set(parts.baseEntries($0).flatMap { $0 }) }
    #expect(entries[0].isDisjoint(with: entries[1]))
    #expect(proofs[0].prefix(32) != proofs[1].prefix(32))
    // The same randomness gives the same proof, so it is randomness alone that separates them.
    #expect(try relation.prove(witness, shape: shape, seed: 1) == proofs[0])
  }

  /// A pad masks one sent value: the plan names the cell of each, and no cell twice, nor a cell with another use.
  @Test func everySentValueHasItsOwnPad() throws {
    let (relation, _) = ToyRelation.make(variables: 5, seed: 3)
    let plan = try ArgumentShape<K>(relation).plan
    #expect(Set(plan.maskCells).count == plan.maskCells.count)
    // All but X~ and Y~, which slot 0 hides.
    #expect(plan.maskCells.count == plan.messageCount - 2)
    #expect(!plan.maskCells.contains { $0.list != .pad && $0.index == 0 })
    #expect(!plan.maskCells.contains { $0.list == .z })
    #expect(plan.maskCells.filter { $0.list == .pad }.count == plan.padCount)
    #expect(Set(plan.maskCells.map { plan.position(of: $0) }).count == plan.maskCells.count)
  }

  /// Pads are drawn afresh: no two cells of the committed column of K are equal but copies and products of zeros and ones.
  @Test func padsAreDistinct() throws {
    let (relation, witness) = ToyRelation.make(variables: 5, seed: 3)
    let shape = try ArgumentShape<K>(relation)
    let plan = shape.plan
    let seen = Recorder<[K]>()
    var hooks = ForgeryHooks<K>()
    hooks.cells = { cells, plan in seen.set(plan.maskCells.map { cells[plan.position(of: $0)] }) }
    _ = try relation.prove(witness, shape: shape, hooks: hooks)
    let pads = try #require(seen.value)
    #expect(pads.count == plan.maskCells.count)
    #expect(Set(pads).count == pads.count)
    #expect(!pads.contains(.zero))
  }
}
