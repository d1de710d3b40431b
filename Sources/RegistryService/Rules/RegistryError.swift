// Every refusal of the registry: what was wrong, as a stable code, an HTTP status and a hint.

/// A refusal or failure of the registry, in the words that its clients get.
public enum RegistryError: Error, Equatable, Sendable, CustomStringConvertible {
  // The request as such.
  case bodyTooLarge(limit: Int)
  case bodyTooSlow(seconds: Int)
  case unsupportedMediaType
  case malformedJSON(String)
  case malformedRequest(field: String, problem: String)
  case noncanonicalValue(field: String, expected: String)
  case notFound(path: String)
  case methodNotAllowed(allowed: [String])
  case rateLimited(retryAfterSeconds: Int)

  // Enrolment.
  case zeroIdentityCommitment
  case unknownSensor
  case attestationInvalid
  case attestationExpired(ageSeconds: UInt64, limit: UInt64)
  case attestationFromFuture(aheadSeconds: UInt64, limit: UInt64)
  case unknownModel
  case statementMismatch(part: StatementPart)
  case scanAlreadyUsed
  case identityAlreadyEnrolled
  case registryFull

  // Proofs.
  case malformedProof(String)
  case proofRejected(String)
  case unknownRoot
  case rootExpired(ageSeconds: UInt64, limit: UInt64)
  case externalNullifierMismatch
  case nullifierAlreadyUsed(claimedAt: UInt64)

  // Look-ups.
  case identityNotFound
  case rootNotFound

  // The service itself.
  case overloaded
  case storageUnavailable
  case internalFailure

  /// The public parts of an inference statement that must agree with the rest of an enrolment.
  public enum StatementPart: String, Sendable {
    case scanCommitment = "scan_commitment"
    case eyeSide = "eye_side"
    case context = "context"
  }

  /// `message (hint)`, for logs and terminals.
  public var description: String { "\(message); hint: \(hint)" }
}
