// Swift access to a registry over HTTP.

import AsyncHTTPClient
import FiniteFields
import Foundation
import InferenceProofs
import MembershipProofs

/// Talks to one registry. Answers are bounded in size and checked before they are believed: an inclusion
/// proof that does not lead to its root is an error. No call is repeated; enrolling again is safe, since the
/// registry answers an enrolment that it has with the same leaf.
public struct RegistryClient: Sendable {
  /// Base URL without a trailing slash.
  public let url: String
  /// How long one call may take, to the last byte of the answer.
  public let timeout: Duration

  private static let maximumAnswerBytes = 1 << 20

  /// Says at once when nobody listens, instead of trying again until the time is up.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration.singletonConfiguration
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// - Parameters:
  ///   - url: http or https URL; a path prefix is kept.
  ///   - timeout: how long one call may take.
  /// - Throws: `RegistryClientError.invalidURL`.
  public init(url: String, timeout: Duration = .seconds(30)) throws(RegistryClientError) {
    guard let parts = URLComponents(string: url), parts.scheme == "http" || parts.scheme == "https",
      let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
    else { throw .invalidURL(url) }
    self.url = String(url.reversed().drop { $0 == "/" }.reversed())
    self.timeout = timeout
  }

  // MARK: What it is

  /// Identity and limits of the registry.
  public func information() async throws(RegistryClientError) -> RegistryInformation {
    try await get("/v1/registry")
  }

  /// Models whose inference proofs it accepts.
  public func models() async throws(RegistryClientError) -> [AcceptedModel] {
    try await (get("/v1/models") as AcceptedModels).models
  }

  /// Public keys of the sensors that it accepts, 32 bytes each.
  public func sensors() async throws(RegistryClientError) -> [[UInt8]] {
    try await (get("/v1/sensors") as AcceptedSensors).publicKeys
  }

  // MARK: Enrolment and the tree

  /// Enrols an identity, or finds the same enrolment that was made before.
  ///
  /// - Parameters:
  ///   - identityCommitment: the leaf.
  ///   - attestation: the sensor's signature over the scan commitment.
  ///   - proof: an inference proof bound to this registry and this identity.
  public func enroll(
    identityCommitment: BN254Scalar, attestation: ScanAttestation, proof: InferenceProof
  ) async throws(RegistryClientError) -> EnrollmentReceipt {
    let request: EnrollmentRequest
    do {
      request = try EnrollmentRequest(
        identityCommitment: identityCommitment, attestation: attestation, proof: proof)
    } catch {
      throw .refused(status: 400, code: error.code, message: error.message, hint: error.hint)
    }
    let receipt: EnrollmentReceipt = try await post("/v1/enrollments", request)
    try requireConsistent(receipt.inclusion, of: identityCommitment)
    return receipt
  }

  /// The current inclusion proof of an identity.
  public func inclusionProof(of commitment: BN254Scalar) async throws(RegistryClientError) -> InclusionAnswer
  {
    let answer: InclusionAnswer = try await get("/v1/identities/\(commitment.canonicalText)/inclusion-proof")
    try requireConsistent(answer, of: commitment)
    return answer
  }

  /// The latest root.
  public func latestRoot() async throws(RegistryClientError) -> RootStatus {
    try await get("/v1/roots/latest")
  }

  /// What the registry knows of a root.
  public func status(ofRoot root: BN254Scalar) async throws(RegistryClientError) -> RootStatus {
    try await get("/v1/roots/\(root.canonicalText)")
  }

  // MARK: Membership proofs

  /// The registry's judgement of a membership proof; nothing is consumed.
  public func verify(_ proof: MembershipProof) async throws(RegistryClientError) -> VerificationAnswer {
    try await post("/v1/proofs/verify", ProofRequest(proof))
  }

  /// Claims the action of the proof's external nullifier: once for each identity. A second claim is refused
  /// with status 409 and code `nullifier_already_used`.
  public func claim(_ proof: MembershipProof) async throws(RegistryClientError) -> ClaimReceipt {
    let action = proof.statement.externalNullifier
    let receipt: ClaimReceipt = try await post(
      "/v1/actions/\(action.canonicalText)/claims", ProofRequest(proof))
    guard receipt.nullifierHash == proof.statement.nullifierHash, receipt.externalNullifier == action else {
      throw .malformedAnswer(url: url, problem: "the receipt is for another claim")
    }
    return receipt
  }

  // MARK: Transport

  private func requireConsistent(
    _ answer: InclusionAnswer, of commitment: BN254Scalar
  ) throws(RegistryClientError) {
    guard answer.identityCommitment == commitment, answer.isConsistent(depth: MerkleTree.standardDepth) else {
      throw .malformedAnswer(url: url, problem: "the inclusion proof does not lead to its root")
    }
  }

  private func get<Answer: Decodable>(_ path: String) async throws(RegistryClientError) -> Answer {
    try await send(HTTPClientRequest(url: url + path))
  }

  private func post<Answer: Decodable>(
    _ path: String, _ message: some Encodable
  ) async throws(RegistryClientError) -> Answer {
    var request = HTTPClientRequest(url: url + path)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    do {
      request.body = .bytes([UInt8](try JSONEncoder().encode(message)))
    } catch {
      throw .malformedAnswer(url: url, problem: "the request cannot be written as JSON")
    }
    return try await send(request)
  }

  private func send<Answer: Decodable>(_ request: HTTPClientRequest) async throws(RegistryClientError)
    -> Answer
  {
    let (status, bytes) = try await exchange(request)
    guard (200..<300).contains(status) else {
      guard let answer = try? JSONDecoder().decode(ErrorAnswer.self, from: bytes) else {
        throw .malformedAnswer(url: url, problem: "status \(status) without a registry's error")
      }
      throw .refused(
        status: status, code: answer.error.code, message: answer.error.message, hint: answer.error.hint)
    }
    do {
      return try JSONDecoder().decode(Answer.self, from: bytes)
    } catch {
      throw .malformedAnswer(url: url, problem: "unexpected JSON")
    }
  }

  private func exchange(_ request: HTTPClientRequest) async throws(RegistryClientError) -> (Int, Data) {
    let end = ContinuousClock.now + timeout
    let call = Task { () async -> Result<(Int, Data), RegistryClientError> in
      do throws(RegistryClientError) {
        return .success(try await receive(request))
      } catch {
        return .failure(error)
      }
    }
    // The deadline of `execute` is over when the head of the answer is there; this one is for all of it.
    let alarm = Task {
      try await Task.sleep(until: end)
      call.cancel()
    }
    defer { alarm.cancel() }
    let result = await withTaskCancellationHandler {
      await call.value
    } onCancel: {
      call.cancel()
    }
    if case .failure(.unreachable) = result, ContinuousClock.now >= end {
      throw .unreachable(url: url, problem: Self.tooLong)
    }
    return try result.get()
  }

  /// Ends early, with an error, when its task is cancelled.
  private func receive(_ request: HTTPClientRequest) async throws(RegistryClientError) -> (Int, Data) {
    let response: HTTPClientResponse
    do {
      response = try await Self.http.execute(request, timeout: .seconds(timeout.components.seconds + 1))
    } catch {
      throw .unreachable(url: url, problem: Self.problem(error))
    }
    var data = Data()
    do {
      for try await part in response.body {
        guard part.readableBytes <= Self.maximumAnswerBytes - data.count else {
          throw RegistryClientError.malformedAnswer(
            url: url, problem: "more than \(Self.maximumAnswerBytes) bytes")
        }
        data.append(contentsOf: part.readableBytesView)
      }
    } catch let error as RegistryClientError {
      throw error
    } catch {
      throw .unreachable(url: url, problem: "the answer broke off")
    }
    return (Int(response.status.code), data)
  }

  private static let tooLong = "it took too long"

  private static func problem(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError where error == .connectTimeout || error == .deadlineExceeded: tooLong
    case let error as HTTPClientError: error.shortDescription
    default: "the connection failed"
    }
  }
}
