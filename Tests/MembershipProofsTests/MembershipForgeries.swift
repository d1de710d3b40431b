import FiniteFields
import MembershipProofs
import ProofSystem

/// A false witness or statement of membership, and the one claim that it violates.
struct MembershipForgery: Sendable {
  typealias Fixture = MembershipFixture

  let claim: String
  let what: String
  /// Leaf whose path is proven.
  let path: UInt32
  /// Bends the witness; returns the root that the bent witness leads to, if it is another one.
  let bend: @Sendable (inout MembershipWitness) throws -> BN254Scalar?
  let state: @Sendable (MembershipStatement, BN254Scalar) -> MembershipStatement

  init(
    _ claim: String, _ what: String, path: UInt32 = 3,
    _ bend: @escaping @Sendable (inout MembershipWitness) throws -> BN254Scalar? = { _ in nil },
    state: @escaping @Sendable (MembershipStatement, BN254Scalar) -> MembershipStatement = {
      MembershipFixture.withRoot($0, $1)
    }
  ) {
    self.claim = claim
    self.what = what
    self.path = path
    self.state = state
    self.bend = bend
  }

  static let all: [MembershipForgery] = [
    MembershipForgery("root", "an invented root", state: { old, _ in Fixture.withRoot(old, .one) }),
    MembershipForgery(
      "nullifier hash", "a second nullifier for one action",
      state: { old, _ in
        MembershipStatement(
          root: old.root, nullifierHash: old.nullifierHash + .one, signalHash: old.signalHash,
          externalNullifier: old.externalNullifier)
      }),
    MembershipForgery("path bit", "b = 2 at the top level: left = cur + 2 (sibling − cur) is no child") {
      witness in
      let level = MembershipRelation.depth - 1
      let sibling = try Fixture.path(3).siblings[level]
      let difference = witness.factors[2 * level + 1]
      witness.factors[2 * level] = BN254Scalar(2)
      return Fixture.hashPair(
        &witness, sibling + difference, sibling - difference.doubled, permutation: level)
    },
    MembershipForgery("path S-box inputs", "a last S-box whose input nothing leads to: a root of choice") {
      witness in
      witness.pairInputs[lastPairCell] += .one
      witness.pairOutputs[lastPairCell] = witness.pairInputs[lastPairCell].power(5)
      return root(of: witness.pairOutputs)
    },
    MembershipForgery("path S-box outputs", "a zerocheck over other outputs than the committed ones") {
      witness in
      var committed = witness.pairOutputs
      committed[lastPairCell] += .one
      witness.committedPairOutputs = committed
      return root(of: committed)
    },
    MembershipForgery(
      "leaf S-box inputs", "acting as another member: an input that nothing leads to", path: 1
    ) { witness in
      let output = Fixture.lastLeafOutput(witness, reaching: Fixture.victim.commitment)
      let last = witness.singleOutputs.count - 1
      witness.singleOutputs[last] = output
      witness.singleInputs[last] = Fixture.fifthRoot(output)
      return try climbAsVictim(&witness)
    },
    MembershipForgery(
      "leaf S-box outputs", "acting as another member: other outputs are committed", path: 1
    ) { witness in
      var committed = witness.singleOutputs
      committed[committed.count - 1] = Fixture.lastLeafOutput(witness, reaching: Fixture.victim.commitment)
      witness.committedSingleOutputs = committed
      return try climbAsVictim(&witness)
    },
  ]

  private static func climbAsVictim(_ witness: inout MembershipWitness) throws -> BN254Scalar {
    let path = try Fixture.path(1)
    _ = Fixture.climb(&witness, from: Fixture.victim.commitment, path)
    return path.root(leaf: Fixture.victim.commitment)
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

extension MembershipProver {
  /// The attacker's proof from a bent witness, of a bent statement.
  func forge(
    _ forgery: MembershipForgery, omitting claims: Set<String> = [], seed: [UInt8]? = nil
  ) throws -> MembershipProof {
    typealias Fixture = MembershipFixture
    var failure: (any Error)?
    var root: BN254Scalar?
    let proof = try prove(
      identity: Fixture.attacker, inclusionProof: Fixture.path(forgery.path),
      externalNullifier: Fixture.scope, signalHash: Fixture.signal,
      forging: { witness in
        do { root = try forgery.bend(&witness) } catch { failure = error }
      },
      claiming: { forgery.state($0, root ?? $0.root) }, hooks: ForgeryHooks(omittedClaims: claims), seed: seed
    )
    if let failure { throw failure }
    return proof
  }
}
