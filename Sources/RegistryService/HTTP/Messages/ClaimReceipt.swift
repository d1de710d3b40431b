// What a client gets for a claim.

import FiniteFields

/// Answer of `POST /v1/actions/{externalNullifier}/claims`: the nullifier is consumed.
public struct ClaimReceipt: Hashable, Sendable, Codable {
  @Canonical public private(set) var externalNullifier: BN254Scalar
  @Canonical public private(set) var nullifierHash: BN254Scalar
  @Canonical public private(set) var signalHash: BN254Scalar
  @Canonical public private(set) var root: BN254Scalar
  /// Unix seconds.
  public let claimedAt: UInt64

  package init(
    externalNullifier: BN254Scalar, nullifierHash: BN254Scalar, signalHash: BN254Scalar, root: BN254Scalar,
    claimedAt: UInt64
  ) {
    self._externalNullifier = Canonical(wrappedValue: externalNullifier)
    self._nullifierHash = Canonical(wrappedValue: nullifierHash)
    self._signalHash = Canonical(wrappedValue: signalHash)
    self._root = Canonical(wrappedValue: root)
    self.claimedAt = claimedAt
  }
}
