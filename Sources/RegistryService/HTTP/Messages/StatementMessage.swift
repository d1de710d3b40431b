// The public values of a membership proof.

import FiniteFields
import MembershipProofs

/// `MembershipStatement` in canonical texts.
public struct StatementMessage: Hashable, Sendable, Codable {
  @Canonical public private(set) var root: BN254Scalar
  @Canonical public private(set) var nullifierHash: BN254Scalar
  @Canonical public private(set) var signalHash: BN254Scalar
  @Canonical public private(set) var externalNullifier: BN254Scalar

  init(_ statement: MembershipStatement) {
    self._root = Canonical(wrappedValue: statement.root)
    self._nullifierHash = Canonical(wrappedValue: statement.nullifierHash)
    self._signalHash = Canonical(wrappedValue: statement.signalHash)
    self._externalNullifier = Canonical(wrappedValue: statement.externalNullifier)
  }
}
