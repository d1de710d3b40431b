// The registry without its network: every operation that the routes offer.

import FiniteFields
import InferenceProofs
import MembershipProofs
import ProofSystem

/// Applies the rules, runs verifications beside the event loops and changes the store.
package final class Registry: Sendable {
  package let store: RegistryStore
  package let configuration: RegistryConfiguration
  let metrics: RegistryMetrics
  let gate: VerificationGate
  private let rules: EnrollmentRules
  private let membershipVerifier: MembershipVerifier

  /// Opens the database and builds the verifiers.
  package init(configuration: RegistryConfiguration) throws(RegistryStartupError) {
    try configuration.validate()
    let store = try RegistryStore(
      path: configuration.databasePath, maximumRootAge: configuration.maxRootAgeSeconds,
      clock: configuration.clock)
    self.store = store
    self.configuration = configuration
    self.metrics = RegistryMetrics()
    self.gate = VerificationGate(maximumWaiting: configuration.limits.waitingVerifications)
    self.rules = try EnrollmentRules(configuration: configuration, registryID: store.registryID)
    do {
      self.membershipVerifier = try MembershipVerifier()
    } catch {
      throw .unusableParameters(problem: "\(error)")
    }
  }

  /// `POST /v1/enrollments`. The same enrolment again succeeds without being checked or counted anew, even
  /// when its attestation has expired since: the client may never have seen the first answer.
  package func enroll(_ request: EnrollmentRequest) async throws(RegistryError) -> EnrollmentReceipt {
    let attestation = try rules.attestation(in: request)
    let identityCommitment = request.identityCommitment
    if try await store.isEnrolled(identityCommitment, with: attestation.scanCommitment) {
      return EnrollmentReceipt(
        newlyEnrolled: false, inclusion: try await store.inclusion(of: identityCommitment))
    }
    try rules.requireFresh(attestation, now: configuration.clock())
    let proofText = request.proof
    let statement = try await gate.run { [rules] () throws(RegistryError) in
      let proof = try ProofReading.inference(proofText)
      let verifier = try rules.verifier(
        for: proof.statement, attestation: attestation, identityCommitment: identityCommitment)
      do throws(ProofError) {
        try verifier.verify(proof)
      } catch {
        throw ProofReading.refusal(for: error)
      }
      return proof.statement
    }
    let isNew = try await store.enroll(
      EnrollmentRecord(
        identityCommitment: identityCommitment, scanCommitment: attestation.scanCommitment,
        codeCommitment: statement.codeCommitment, eyeSide: attestation.eyeSide,
        sensorID: attestation.sensorID, modelID: statement.modelID, capturedAt: attestation.capturedAt))
    return EnrollmentReceipt(
      newlyEnrolled: isNew, inclusion: try await store.inclusion(of: identityCommitment))
  }

  /// `POST /v1/proofs/verify`. Throws only when the registry cannot judge; a bad proof is an answer.
  package func verify(_ request: ProofRequest) async throws(RegistryError) -> VerificationAnswer {
    var statement: StatementMessage?
    do throws(RegistryError) {
      let proof = try await read(request)
      statement = StatementMessage(proof.statement)
      try await store.requireAcceptedRoot(proof.statement.root)
      try await verify(proof)
      return VerificationAnswer(refusal: nil, statement: statement)
    } catch {
      guard error.status < 500 else { throw error }
      return VerificationAnswer(refusal: error, statement: statement)
    }
  }

  /// `POST /v1/actions/{externalNullifier}/claims`. What can be refused cheaply is refused before the proof
  /// is verified; root and nullifier are judged again in the transaction that consumes the nullifier.
  package func claim(
    _ request: ProofRequest, externalNullifier: BN254Scalar
  ) async throws(RegistryError) -> ClaimReceipt {
    let proof = try await read(request)
    guard proof.statement.externalNullifier == externalNullifier else { throw .externalNullifierMismatch }
    try await store.requireAcceptedRoot(proof.statement.root)
    try await store.requireUnused(proof.statement)
    try await verify(proof)
    return try await store.claim(proof.statement)
  }

  /// `GET /v1/registry`.
  package var information: RegistryInformation {
    RegistryInformation(
      registryID: store.registryID, treeDepth: store.tree.depth,
      maxRootAgeSeconds: configuration.maxRootAgeSeconds,
      maxAttestationAgeSeconds: configuration.maxAttestationAgeSeconds)
  }

  /// `GET /v1/sensors`.
  package var acceptedSensors: AcceptedSensors {
    AcceptedSensors(configuration.acceptedSensors.compactMap { Bytes32($0) })
  }

  /// `GET /v1/models`.
  package var acceptedModels: AcceptedModels {
    AcceptedModels(
      configuration.acceptedModels.compactMap { network in
        Bytes32(network.id.bytes).map { id in
          let output = network.shape(ofOutput: 0)
          return AcceptedModel(
            id: id, rows: network.inputShape.rows, columns: network.inputShape.columns,
            codeBits: output.channels * output.rows * output.columns)
        }
      })
  }

  private func read(_ request: ProofRequest) async throws(RegistryError) -> MembershipProof {
    try await gate.run { () throws(RegistryError) in try ProofReading.membership(request.proof) }
  }

  private func verify(_ proof: MembershipProof) async throws(RegistryError) {
    try await gate.run { [membershipVerifier] () throws(RegistryError) in
      do throws(ProofError) {
        try membershipVerifier.verify(proof)
      } catch {
        throw ProofReading.refusal(for: error)
      }
    }
  }
}
