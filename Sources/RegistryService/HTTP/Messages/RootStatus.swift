// What the registry knows of one root.

import FiniteFields

/// Answer of `GET /v1/roots/latest` and `GET /v1/roots/{root}`.
public struct RootStatus: Hashable, Sendable, Codable {
  @Canonical public private(set) var root: BN254Scalar
  /// Leaves in the tree of this root.
  public let leafCount: UInt64
  /// Unix seconds at which it became the root.
  public let createdAt: UInt64
  /// Unix seconds at which another root took its place; absent for the latest root.
  public let supersededAt: UInt64?
  /// Whether it is the latest root.
  public let isCurrent: Bool
  /// Seconds since it was superseded; 0 for the latest root.
  public let ageSeconds: UInt64
  /// Whether proofs against it are accepted now.
  public let isAccepted: Bool

  package init(
    root: BN254Scalar, leafCount: UInt64, createdAt: UInt64, supersededAt: UInt64?, now: UInt64,
    maximumAge: UInt64
  ) {
    self._root = Canonical(wrappedValue: root)
    self.leafCount = leafCount
    self.createdAt = createdAt
    self.supersededAt = supersededAt
    self.isCurrent = supersededAt == nil
    let age = supersededAt.map { now > $0 ? now - $0 : 0 } ?? 0
    self.ageSeconds = age
    self.isAccepted = supersededAt == nil || age <= maximumAge
  }
}
