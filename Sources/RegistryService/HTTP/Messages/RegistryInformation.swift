// What a registry is, for clients that are about to use it.

import FiniteFields
import InferenceProofs

/// Answer of `GET /v1/registry`.
public struct RegistryInformation: Hashable, Sendable, Codable {
  /// 32 random bytes made with the database; inference proofs are bound to it.
  @Canonical public private(set) var registryID: Bytes32
  /// Version of this HTTP interface.
  public let protocolVersion: Int
  /// Levels of the Merkle tree above its leaves.
  public let treeDepth: Int
  /// For how long a superseded root is accepted.
  public let maxRootAgeSeconds: UInt64
  /// How old a scan may be when it is enrolled.
  public let maxAttestationAgeSeconds: UInt64

  /// What an inference proof must be bound to (its statement's context, 32 bytes) to enrol an identity here.
  public func enrollmentContext(for identityCommitment: BN254Scalar) -> [UInt8] {
    InferenceProofs.enrollmentContext(
      registryID: registryID.bytes, identityCommitment: identityCommitment.canonicalBytes)
  }

  init(registryID: Bytes32, treeDepth: Int, maxRootAgeSeconds: UInt64, maxAttestationAgeSeconds: UInt64) {
    self._registryID = Canonical(wrappedValue: registryID)
    self.protocolVersion = 1
    self.treeDepth = treeDepth
    self.maxRootAgeSeconds = maxRootAgeSeconds
    self.maxAttestationAgeSeconds = maxAttestationAgeSeconds
  }
}
