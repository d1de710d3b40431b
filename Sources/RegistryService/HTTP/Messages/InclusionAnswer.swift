// Where an identity stands in the tree, with the proof of it.

import FiniteFields
import MembershipProofs

/// Answer of `GET /v1/identities/{commitment}/inclusion-proof`: one consistent snapshot.
public struct InclusionAnswer: Hashable, Sendable, Codable {
  @Canonical public private(set) var identityCommitment: BN254Scalar
  /// Position of the leaf, below 2^30.
  public let leafIndex: UInt32
  /// The latest root, which the siblings lead to.
  @Canonical public private(set) var root: BN254Scalar
  /// Leaves in the tree of that root.
  public let leafCount: UInt64
  private let siblings: [Canonical<BN254Scalar>]

  /// - Parameters:
  ///   - identityCommitment: the leaf.
  ///   - proof: its siblings, leaf level first.
  ///   - root: what the siblings lead to.
  ///   - leafCount: leaves in the tree.
  public init(identityCommitment: BN254Scalar, proof: InclusionProof, root: BN254Scalar, leafCount: UInt64) {
    self._identityCommitment = Canonical(wrappedValue: identityCommitment)
    self.leafIndex = proof.leafIndex
    self._root = Canonical(wrappedValue: root)
    self.leafCount = leafCount
    self.siblings = proof.siblings.map { Canonical(wrappedValue: $0) }
  }

  /// The proof for `MembershipProver`.
  public var inclusionProof: InclusionProof {
    InclusionProof(leafIndex: leafIndex, siblings: siblings.map(\.wrappedValue))
  }

  /// Whether there are `depth` siblings and they lead from the commitment to the root.
  public func isConsistent(depth: Int) -> Bool {
    siblings.count == depth && leafIndex >> UInt32(depth) == 0
      && inclusionProof.root(leaf: identityCommitment) == root
  }
}
