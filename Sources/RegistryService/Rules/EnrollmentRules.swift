// What must hold before an identity is enrolled.

import FiniteFields
import InferenceProofs
import QuantizedNetworks

/// The checks on an enrolment, cheapest first, each with its own refusal.
struct EnrollmentRules: Sendable {
  let registryID: Bytes32
  let sensors: Set<Bytes32>
  let verifiers: [Bytes32: InferenceVerifier]
  let maximumAge: UInt64
  let maximumSkew: UInt64

  init(configuration: RegistryConfiguration, registryID: Bytes32) throws(RegistryStartupError) {
    self.registryID = registryID
    self.sensors = Set(configuration.acceptedSensors.compactMap { Bytes32($0) })
    self.maximumAge = configuration.maxAttestationAgeSeconds
    self.maximumSkew = configuration.maxClockSkewSeconds
    var verifiers: [Bytes32: InferenceVerifier] = [:]
    for (position, network) in configuration.acceptedModels.enumerated() {
      guard let id = Bytes32(network.id.bytes) else {
        throw .unusableModel(position: position, problem: "its id is not 32 bytes")
      }
      do {
        verifiers[id] = try InferenceVerifier(network: network)
      } catch {
        throw .unusableModel(position: position, problem: "\(error)")
      }
    }
    self.verifiers = verifiers
  }

  /// Known sensor and valid signature; the record holds what would be stored.
  func attestation(in request: EnrollmentRequest) throws(RegistryError) -> ScanAttestation {
    guard request.identityCommitment != .zero else { throw .zeroIdentityCommitment }
    let message = request.attestation
    guard sensors.contains(message.sensorID) else { throw .unknownSensor }
    let attestation = ScanAttestation(
      scanCommitment: message.scanCommitment, eyeSide: message.eyeSide, capturedAt: message.capturedAt,
      sensorID: message.sensorID.bytes, signature: message.signature.bytes)
    guard attestation.isValid() else { throw .attestationInvalid }
    return attestation
  }

  /// Neither too old nor ahead of our clock by more than the skew.
  func requireFresh(_ attestation: ScanAttestation, now: UInt64) throws(RegistryError) {
    if attestation.capturedAt > now {
      let ahead = attestation.capturedAt - now
      guard ahead <= maximumSkew else {
        throw .attestationFromFuture(aheadSeconds: ahead, limit: maximumSkew)
      }
    } else {
      let age = now - attestation.capturedAt
      guard age <= maximumAge else { throw .attestationExpired(ageSeconds: age, limit: maximumAge) }
    }
  }

  /// Accepted model, and a statement about this scan, this eye, this registry and this identity.
  func verifier(
    for statement: InferenceStatement, attestation: ScanAttestation, identityCommitment: BN254Scalar
  ) throws(RegistryError) -> InferenceVerifier {
    guard let id = Bytes32(statement.modelID), let verifier = verifiers[id] else { throw .unknownModel }
    guard statement.scanCommitment == attestation.scanCommitment else {
      throw .statementMismatch(part: .scanCommitment)
    }
    guard statement.eyeSide == attestation.eyeSide else { throw .statementMismatch(part: .eyeSide) }
    let context = enrollmentContext(
      registryID: registryID.bytes, identityCommitment: identityCommitment.canonicalBytes)
    guard statement.context == context else { throw .statementMismatch(part: .context) }
    return verifier
  }
}
