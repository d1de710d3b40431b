// The wire form of each refusal: stable code, HTTP status, message and hint.

extension RegistryError {
  /// A stable identifier for programs, lower-case words joined by underscores.
  public var code: String { wireForm.code }

  /// The HTTP status it is answered with: 4xx for what the client can mend, 5xx for the rest.
  public var status: Int { wireForm.status }

  /// What was wrong, for people. Never contains request contents beyond sizes and ages.
  public var message: String { wireForm.message }

  /// What to do about it.
  public var hint: String { wireForm.hint }

  private typealias WireForm = (code: String, status: Int, message: String, hint: String)

  private var wireForm: WireForm {
    switch self {
    case .bodyTooLarge, .bodyTooSlow, .unsupportedMediaType, .malformedJSON, .malformedRequest,
      .noncanonicalValue, .notFound, .methodNotAllowed, .rateLimited:
      requestForm
    case .zeroIdentityCommitment, .unknownSensor, .attestationInvalid, .attestationExpired,
      .attestationFromFuture, .unknownModel, .statementMismatch, .scanAlreadyUsed, .identityAlreadyEnrolled,
      .registryFull:
      enrollmentForm
    default:
      proofAndServiceForm
    }
  }

  private var requestForm: WireForm {
    switch self {
    case .bodyTooLarge(let limit):
      ("body_too_large", 413, "the request body is longer than \(limit) bytes", "send a smaller body")
    case .bodyTooSlow(let seconds):
      (
        "body_too_slow", 408, "the request body did not arrive within \(seconds) seconds",
        "send it again over a faster connection"
      )
    case .unsupportedMediaType:
      (
        "unsupported_media_type", 415, "the request body is not declared as JSON",
        "send the header Content-Type: application/json"
      )
    case .malformedJSON(let problem):
      ("malformed_json", 400, "the request body is not usable JSON: \(problem)", "see /openapi.json")
    case .malformedRequest(let field, let problem):
      ("malformed_request", 400, "\(field): \(problem)", "see /openapi.json for the shape of the request")
    case .noncanonicalValue(let field, let expected):
      (
        "noncanonical_value", 400, "\(field) is not \(expected)",
        "send the one canonical spelling; variants are refused so that no value can be used twice"
      )
    case .notFound:
      ("not_found", 404, "there is no such path", "see /openapi.json for the paths")
    case .methodNotAllowed(let allowed):
      (
        "method_not_allowed", 405, "the path does not answer this method",
        "use \(allowed.joined(separator: ", "))"
      )
    case .rateLimited(let seconds):
      (
        "rate_limited", 429, "too many requests from this address",
        "wait \(seconds) s and send fewer requests a second"
      )
    default: proofAndServiceForm
    }
  }

  private var enrollmentForm: WireForm {
    switch self {
    case .zeroIdentityCommitment:
      (
        "invalid_identity_commitment", 422, "the identity commitment is zero, which marks an empty leaf",
        "create an identity and send its commitment"
      )
    case .unknownSensor:
      (
        "unknown_sensor", 403, "the attestation comes from a sensor that this registry does not accept",
        "see /v1/sensors; ask the operator to start the registry with this sensor's key"
      )
    case .attestationInvalid:
      (
        "attestation_invalid", 422, "the signature of the attestation does not verify",
        "have the sensor attest this scan again"
      )
    case .attestationExpired(let age, let limit):
      (
        "attestation_expired", 422, "the scan was captured \(age) s ago; at most \(limit) s are accepted",
        "scan again and enrol at once"
      )
    case .attestationFromFuture(let ahead, let limit):
      (
        "attestation_from_future", 422,
        "the capture time is \(ahead) s ahead of the registry's clock; at most \(limit) s are accepted",
        "set the sensor's clock and scan again"
      )
    case .unknownModel:
      (
        "unknown_model", 422, "the proof is for a model that this registry does not accept",
        "see /v1/models; encode and prove with one of those"
      )
    case .statementMismatch(let part):
      (
        "\(part.rawValue)_mismatch", 422, statementMismatchMessage(part),
        "prove again for this registry, this identity and this attestation"
      )
    case .scanAlreadyUsed:
      (
        "scan_already_used", 409, "this scan has already been enrolled for another identity",
        "each scan enrols once; scan again"
      )
    case .identityAlreadyEnrolled:
      (
        "identity_already_enrolled", 409, "this identity has already been enrolled with another scan",
        "use the enrolment that exists: GET its inclusion proof"
      )
    default:
      ("registry_full", 507, "the tree has no free leaf left", "tell the operator")
    }
  }

  private func statementMismatchMessage(_ part: StatementPart) -> String {
    switch part {
    case .scanCommitment: "the proof and the attestation speak of different scans"
    case .eyeSide: "the proof and the attestation speak of different eyes"
    case .context: "the proof is bound to another registry or another identity"
    }
  }

  private var proofAndServiceForm: WireForm {
    switch self {
    case .malformedProof(let problem):
      (
        "malformed_proof", 400, "the proof cannot be read: \(problem)",
        "send an unaltered proof of this version"
      )
    case .proofRejected(let problem):
      ("proof_rejected", 422, "the proof does not verify: \(problem)", "make a new proof")
    case .unknownRoot:
      (
        "unknown_root", 422, "the proof's root was never a root of this registry",
        "fetch the inclusion proof from this registry and prove again"
      )
    case .rootExpired(let age, let limit):
      (
        "root_expired", 422, "the proof's root was replaced \(age) s ago; at most \(limit) s are accepted",
        "fetch a current inclusion proof and prove again"
      )
    case .externalNullifierMismatch:
      (
        "external_nullifier_mismatch", 422, "the proof was made for another action than the path names",
        "prove for this action"
      )
    case .nullifierAlreadyUsed(let claimedAt):
      (
        "nullifier_already_used", 409,
        "this identity has already claimed this action (Unix time \(claimedAt))",
        "each identity claims an action once"
      )
    case .identityNotFound:
      (
        "identity_not_found", 404, "no such identity is enrolled here", "enrol first, or check the commitment"
      )
    case .rootNotFound:
      ("root_not_found", 404, "this was never a root of this registry", "see /v1/roots/latest")
    case .overloaded:
      (
        "overloaded", 503, "more proofs wait for verification than the registry accepts",
        "try again in a second"
      )
    case .storageUnavailable:
      (
        "storage_unavailable", 503, "the database did not accept the operation; nothing was changed",
        "try again; if it goes on, tell the operator"
      )
    default:
      ("internal_failure", 500, "the registry failed; nothing was changed", "tell the operator")
    }
  }
}
