// An identity in a tree of three, with proofs that several tests share.

import FiniteFields
import Foundation
import MembershipProofs

/// Proofs are made once: they depend on the leaves alone, not on the registry's id.
struct Member: Sendable {
  static let shared = Result { try Member() }

  let identity = Identity(secret: Array("a member".utf8))
  let leaves: [BN254Scalar]
  let action = FieldHash.externalNullifier(app: "app", action: "first")
  let otherAction = FieldHash.externalNullifier(app: "app", action: "second")
  /// For `action`, for `otherAction`, and for `action` with another signal.
  let proof: MembershipProof
  let otherProof: MembershipProof
  let otherSignalProof: MembershipProof

  private init() throws {
    let identity = identity
    let leaves = [BN254Scalar(1_001), identity.commitment, BN254Scalar(1_003)]
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: leaves)
    let root = tree.root
    let inclusion = try tree.inclusionProof(1)
    let prover = try MembershipProver()
    func prove(_ action: BN254Scalar, signal: String) throws -> MembershipProof {
      try prover.prove(
        identity: identity, inclusionProof: inclusion, expectedRoot: root,
        externalNullifier: action,
        signalHash: FieldHash.signalHash(signal))
    }
    self.leaves = leaves
    proof = try prove(action, signal: "yes")
    otherProof = try prove(otherAction, signal: "yes")
    otherSignalProof = try prove(action, signal: "no")
  }
}
