// A sensor's attestation on the wire.

import InferenceProofs

/// `ScanAttestation` in canonical texts.
public struct AttestationMessage: Hashable, Sendable, Codable {
  @Canonical public private(set) var scanCommitment: ScanCommitment
  @Canonical public private(set) var eyeSide: EyeSide
  /// Unix seconds.
  @WholeNumber public private(set) var capturedAt: UInt64
  /// The sensor's Ed25519 public key.
  @Canonical public private(set) var sensorID: Bytes32
  @Canonical public private(set) var signature: Bytes64

  /// Throws `RegistryError.malformedRequest` when key or signature have the wrong length.
  public init(_ attestation: ScanAttestation) throws(RegistryError) {
    guard let sensorID = Bytes32(attestation.sensorID) else {
      throw .malformedRequest(field: "attestation.sensorID", problem: "is not 32 bytes")
    }
    guard let signature = Bytes64(attestation.signature) else {
      throw .malformedRequest(field: "attestation.signature", problem: "is not 64 bytes")
    }
    self._scanCommitment = Canonical(wrappedValue: attestation.scanCommitment)
    self._eyeSide = Canonical(wrappedValue: attestation.eyeSide)
    self._capturedAt = WholeNumber(wrappedValue: attestation.capturedAt)
    self._sensorID = Canonical(wrappedValue: sensorID)
    self._signature = Canonical(wrappedValue: signature)
  }
}
