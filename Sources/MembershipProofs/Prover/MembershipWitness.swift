import FiniteFields
import ProofSystem

/// Everything secret in a membership proof: S-box values of all hashes and the factors of the path's swaps.
package struct MembershipWitness {
  /// [S-box, permutation], the permutation running fastest.
  package var pairInputs: [BN254Scalar]
  package var pairOutputs: [BN254Scalar]
  package var singleInputs: [BN254Scalar] = []
  package var singleOutputs: [BN254Scalar] = []
  /// Nullifier, trapdoor.
  package var secrets: [BN254Scalar]
  /// For each level the path's bit and sibling − cur.
  package var factors: [BN254Scalar] = []
  /// Results of the hashes.
  private(set) var root = BN254Scalar.zero
  private(set) var nullifierHash = BN254Scalar.zero

  init(identity: Identity, inclusionProof: InclusionProof, externalNullifier: BN254Scalar) {
    let count = MembershipRelation.pair.sBoxCount << MembershipRelation.permutationVariables
    pairInputs = [BN254Scalar](repeating: .zero, count: count)
    pairOutputs = pairInputs
    secrets = [identity.nullifier, identity.trapdoor]
    let inner = hashPair(
      identity.nullifier, identity.trapdoor, permutation: MembershipRelation.secretsPermutation)
    nullifierHash = hashPair(
      externalNullifier, identity.nullifier, permutation: MembershipRelation.nullifierPermutation)
    var node = hashSingle(inner)
    for (level, sibling) in inclusionProof.siblings.prefix(MembershipRelation.depth).enumerated() {
      let isRight = inclusionProof.leafIndex >> UInt32(level) & 1 == 1
      factors += [isRight ? .one : .zero, sibling - node]
      node =
        isRight ? hashPair(sibling, node, permutation: level) : hashPair(node, sibling, permutation: level)
    }
    root = node
  }

  /// Tests only: S-box outputs that are committed in place of those that the zerocheck runs over.
  package var committedPairOutputs: [BN254Scalar]?
  package var committedSingleOutputs: [BN254Scalar]?

  var columns: [[BN254Scalar]] {
    [committedPairOutputs ?? pairOutputs, committedSingleOutputs ?? singleOutputs, secrets]
  }

  private mutating func hashPair(
    _ left: BN254Scalar, _ right: BN254Scalar, permutation: Int
  ) -> BN254Scalar {
    var state = [BN254Scalar.zero, left, right]
    var cell = permutation
    Poseidon.t3.permute(&state) { input, output in
      pairInputs[cell] = input
      pairOutputs[cell] = output
      cell += 1 << MembershipRelation.permutationVariables
    }
    return state[0]
  }

  private mutating func hashSingle(_ value: BN254Scalar) -> BN254Scalar {
    var state = [BN254Scalar.zero, value]
    Poseidon.t2.permute(&state) { input, output in
      singleInputs.append(input)
      singleOutputs.append(output)
    }
    return state[0]
  }

  mutating func wipeSecrets() {
    for path in [\Self.pairInputs, \.pairOutputs, \.singleInputs, \.singleOutputs, \.secrets, \.factors] {
      wipe(&self[keyPath: path])
    }
  }
}
