import FiniteFields
import MembershipProofs
import ProofSystem

/// A tree with two members, and ways to bend a witness. Victim and attacker are both enrolled; proofs here are the attacker's.
enum MembershipFixture {
  static let victim = Identity(secret: Array("victim".utf8))
  static let attacker = Identity(secret: Array("attacker".utf8))
  static let scope = FieldHash.externalNullifier(app: "app", action: "vote")
  static let signal = FieldHash.signalHash("yes")
  static let prover = Result { try MembershipProver() }
  static let verifier = Result { try MembershipVerifier() }

  static let tree: Result<MerkleTree, any Error> = Result {
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: [BN254Scalar(5), victim.commitment, BN254Scalar(6), attacker.commitment])
    return tree
  }

  static func path(_ index: UInt32) throws -> InclusionProof { try tree.get().inclusionProof(index) }

  static let honest: Result<MembershipProof, any Error> = Result {
    try prover.get().prove(
      identity: attacker, inclusionProof: path(3), expectedRoot: tree.get().root, externalNullifier: scope,
      signalHash: signal)
  }

  /// A proof from a bent witness, of a bent statement.
  static func forge(
    path index: UInt32 = 3, omitting claims: Set<String> = [],
    _ forging: (inout MembershipWitness) -> Void,
    claiming: (MembershipStatement) -> MembershipStatement = { $0 }
  ) throws -> MembershipProof {
    try prover.get().prove(
      identity: attacker, inclusionProof: path(index), externalNullifier: scope, signalHash: signal,
      forging: forging, claiming: claiming, hooks: ForgeryHooks(omittedClaims: claims))
  }

  static func withRoot(_ statement: MembershipStatement, _ root: BN254Scalar) -> MembershipStatement {
    MembershipStatement(
      root: root, nullifierHash: statement.nullifierHash, signalHash: statement.signalHash,
      externalNullifier: statement.externalNullifier)
  }

  /// Cell of an S-box of a permutation of width 3.
  static func pairCell(sBox: Int, permutation: Int) -> Int {
    sBox << MembershipRelation.permutationVariables + permutation
  }

  /// Runs one permutation on left and right and writes its S-boxes; returns slot 0 of the final state.
  static func hashPair(
    _ witness: inout MembershipWitness, _ left: BN254Scalar, _ right: BN254Scalar, permutation: Int
  ) -> BN254Scalar {
    var state = [BN254Scalar.zero, left, right]
    var sBox = 0
    MembershipRelation.pair.permute(&state) { input, output in
      witness.pairInputs[pairCell(sBox: sBox, permutation: permutation)] = input
      witness.pairOutputs[pairCell(sBox: sBox, permutation: permutation)] = output
      sBox += 1
    }
    return state[0]
  }

  /// The path of `leaf` in place of the attacker's own; returns the root it leads to.
  static func climb(_ witness: inout MembershipWitness, from leaf: BN254Scalar, _ path: InclusionProof)
    -> BN254Scalar
  {
    var node = leaf
    for (level, sibling) in path.siblings.enumerated() {
      let isRight = path.leafIndex >> UInt32(level) & 1 == 1
      witness.factors[2 * level] = isRight ? .one : .zero
      witness.factors[2 * level + 1] = sibling - node
      node =
        isRight
        ? hashPair(&witness, sibling, node, permutation: level)
        : hashPair(&witness, node, sibling, permutation: level)
    }
    return node
  }

  /// The output that the last S-box of H1 must have for H1's result to be `target`.
  static func lastLeafOutput(_ witness: MembershipWitness, reaching target: BN254Scalar) -> BN254Scalar {
    let row = MembershipRelation.single.rounds.last?.matrix[0] ?? []
    let first = witness.singleOutputs[witness.singleOutputs.count - 2]
    return (target - row[0] * first) * row[1].inverse()
  }

  /// The fifth root: x ↦ x⁵ is a permutation of the field, inverted by the exponent 5⁻¹ mod (r − 1).
  static func fifthRoot(_ value: BN254Scalar) -> BN254Scalar {
    var result = BN254Scalar.one
    for limb in fifthRootExponent {
      for bit in (0..<64).reversed() {
        result = result.squared
        if limb >> UInt64(bit) & 1 == 1 { result *= value }
      }
    }
    return result
  }

  /// Most significant limb first; Python's pow(5, -1, r - 1).
  private static let fifthRootExponent: [UInt64] = [
    0x26b6a528b427b354, 0x93736af8679aad17, 0x535cb9d394945a0d, 0xcfe7f7a98ccccccd,
  ]
}
