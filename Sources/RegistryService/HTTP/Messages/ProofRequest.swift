// A membership proof to verify or to claim with.

import MembershipProofs

/// Body of `POST /v1/proofs/verify` and `POST /v1/actions/{externalNullifier}/claims`.
public struct ProofRequest: Hashable, Sendable, Codable {
  /// Base64 of the encoded membership proof.
  public let proof: String

  public init(_ proof: MembershipProof) {
    self.proof = Base64Text.encode(proof.encoded())
  }
}
