import FiniteFields
import MembershipProofs
import ProofSystem
import Testing

/// One forgery for each claim of the membership statement. Each is accepted by a verifier that lacks exactly that claim.
@Suite struct MembershipForgeryTests {
  typealias Fixture = MembershipFixture

  private func expectOnlyCheck(
    _ claim: String, path: UInt32 = 3, _ forging: (inout MembershipWitness) -> Void,
    claiming: (MembershipStatement) -> MembershipStatement = { $0 }
  ) throws {
    let verifier = try Fixture.verifier.get()
    let forged = try Fixture.forge(path: path, forging, claiming: claiming)
    #expect(throws: ProofError.rejected(.linearTest)) { try verifier.verify(forged) }
    let unchecked = try Fixture.forge(path: path, omitting: [claim], forging, claiming: claiming)
    try verifier.verify(unchecked, hooks: ForgeryHooks(omittedClaims: [claim]))
  }

  @Test func inventedRoot() throws {
    try expectOnlyCheck("root", { _ in }, claiming: { Fixture.withRoot($0, BN254Scalar(1)) })
  }

  @Test func secondNullifierForOneAction() throws {
    try expectOnlyCheck(
      "nullifier hash", { _ in },
      claiming: {
        MembershipStatement(
          root: $0.root, nullifierHash: $0.nullifierHash + .one, signalHash: $0.signalHash,
          externalNullifier: $0.externalNullifier)
      })
  }

  /// With b = 2 at the top level, left = cur + 2 (sibling − cur) is no child of the tree.
  @Test func pathBitThatIsNotBoolean() throws {
    let path = try Fixture.path(3)
    var root = BN254Scalar.zero
    try expectOnlyCheck(
      "path bit",
      { witness in
        let level = MembershipRelation.depth - 1
        let sibling = path.siblings[level]
        let difference = witness.factors[2 * level + 1]
        witness.factors[2 * level] = BN254Scalar(2)
        root = Fixture.hashPair(
          &witness, sibling + difference, sibling - difference.doubled, permutation: level)
      }, claiming: { Fixture.withRoot($0, root) })
  }

  /// A root of the attacker's choice: the S-boxes of the last round get inputs that nothing leads to.
  @Test func pathSBoxInputsOutOfNowhere() throws {
    var root = BN254Scalar.zero
    try expectOnlyCheck(
      "path S-box inputs",
      { witness in
        let cell = Self.lastPairCell
        witness.pairInputs[cell] += .one
        witness.pairOutputs[cell] = witness.pairInputs[cell].power(5)
        root = Self.root(of: witness.pairOutputs)
      }, claiming: { Fixture.withRoot($0, root) })
  }

  /// The zerocheck runs over honest outputs, others are committed.
  @Test func pathSBoxOutputsOtherThanCommitted() throws {
    var root = BN254Scalar.zero
    try expectOnlyCheck(
      "path S-box outputs",
      { witness in
        var committed = witness.pairOutputs
        committed[Self.lastPairCell] += .one
        witness.committedPairOutputs = committed
        root = Self.root(of: committed)
      }, claiming: { Fixture.withRoot($0, root) })
  }

  /// The attacker's secrets lead to the victim's leaf by an S-box input out of nowhere: acting as the victim with a fresh nullifier.
  @Test func leafOfAnotherMemberByInputs() throws {
    let path = try Fixture.path(1)
    try expectOnlyCheck(
      "leaf S-box inputs", path: 1,
      { witness in
        let output = Fixture.lastLeafOutput(witness, reaching: Fixture.victim.commitment)
        let last = witness.singleOutputs.count - 1
        witness.singleOutputs[last] = output
        witness.singleInputs[last] = Fixture.fifthRoot(output)
        _ = Fixture.climb(&witness, from: Fixture.victim.commitment, path)
      }, claiming: { Fixture.withRoot($0, path.root(leaf: Fixture.victim.commitment)) })
  }

  @Test func leafOfAnotherMemberByOutputs() throws {
    let path = try Fixture.path(1)
    try expectOnlyCheck(
      "leaf S-box outputs", path: 1,
      { witness in
        var committed = witness.singleOutputs
        committed[committed.count - 1] = Fixture.lastLeafOutput(witness, reaching: Fixture.victim.commitment)
        witness.committedSingleOutputs = committed
        _ = Fixture.climb(&witness, from: Fixture.victim.commitment, path)
      }, claiming: { Fixture.withRoot($0, path.root(leaf: Fixture.victim.commitment)) })
  }

  /// Someone who is not in the tree claims a real root with an honest hash of something else.
  @Test func strangerToTheTree() throws {
    let forged = try Fixture.forge(path: 1, { _ in }, claiming: { Fixture.withRoot($0, BN254Scalar(5)) })
    #expect(throws: ProofError.rejected(.linearTest)) { try Fixture.verifier.get().verify(forged) }
  }

  /// The last S-box of the path's top permutation, slot 2 of the last full round.
  private static let lastPairCell = MembershipFixture.pairCell(
    sBox: MembershipRelation.pair.sBoxCount - 1, permutation: MembershipRelation.depth - 1)

  /// Slot 0 of the top permutation's final state, from the outputs of its last round.
  private static func root(of outputs: [BN254Scalar]) -> BN254Scalar {
    let circuit = MembershipRelation.pair
    let row = circuit.rounds.last?.matrix[0] ?? []
    return row.enumerated().reduce(.zero) { sum, entry in
      let sBox = circuit.sBoxCount - circuit.width + entry.offset
      return sum
        + entry.element
        * outputs[MembershipFixture.pairCell(sBox: sBox, permutation: MembershipRelation.depth - 1)]
    }
  }
}
