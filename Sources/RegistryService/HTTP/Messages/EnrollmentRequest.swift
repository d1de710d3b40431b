// What a client sends to enrol.

import FiniteFields
import InferenceProofs

/// Body of `POST /v1/enrollments`.
public struct EnrollmentRequest: Hashable, Sendable, Codable {
  /// The leaf to insert: World ID's identity commitment, not zero.
  @Canonical public private(set) var identityCommitment: BN254Scalar
  /// The sensor's word that the scan was captured.
  public let attestation: AttestationMessage
  /// Base64 of the encoded inference proof.
  public let proof: String

  /// - Parameters:
  ///   - identityCommitment: the leaf to insert.
  ///   - attestation: the sensor's signature over the scan commitment that the proof speaks of.
  ///   - proof: an inference proof whose context is `enrollmentContext(registryID, identityCommitment)`.
  /// - Throws: `RegistryError.malformedRequest` when the attestation's key or signature has the wrong length.
  public init(
    identityCommitment: BN254Scalar, attestation: ScanAttestation, proof: InferenceProof
  ) throws(RegistryError) {
    self._identityCommitment = Canonical(wrappedValue: identityCommitment)
    self.attestation = try AttestationMessage(attestation)
    self.proof = Base64Text.encode(proof.encoded())
  }
}
