import Foundation
import IdentityVault
import InferenceProofs
import IrisEncoding
import IrisImaging
import MembershipProofs
import QuantizedNetworks
import RegistryService

/// Enrols the person of a vault, in steps that can be interrupted anywhere.
///
/// Everything needed to send the enrolment again is in the vault before anything is sent, and the registry
/// answers the same enrolment twice with the same leaf: so an acknowledged enrolment is never lost, and repeating
/// the command finishes one that was interrupted.
struct Enroller {
  let records: EnrollmentRecords
  let client: RegistryClient
  let model: EyeModel

  /// Refuses an eye that this vault has enrolled already, with the distance found; a pending enrolment of the
  /// same eye is returned, to be finished.
  func pendingEnrollment(of code: IrisCode, eye: EyeSide) throws -> Enrollment? {
    guard let enrollment = try records.enrollment() else { return nil }
    guard enrollment.modelID == model.network.id.hex else {
      throw Failure(
        "this vault's enrolment was made with another model (\(enrollment.modelID))",
        hint: "name that model with --model, or use another vault", status: .refused)
    }
    let comparison = try EyeComparison(code, try records.template(), profile: model.profile)
    switch (enrollment.state, comparison.isSameEye) {
    case (.enrolled, true):
      throw Failure(
        "this eye is already enrolled in this vault as the \(enrollment.eye) eye: \(comparison.words)",
        hint: "prove membership with the enrolment that you have: `worldid prove-membership`",
        status: .refused)
    case (.enrolled, false):
      throw Failure(
        "this vault already holds the enrolment of another, \(enrollment.eye) eye: \(comparison.words)",
        hint: "a vault is for one person, enrolled once with one eye; use another one with --vault",
        status: .refused)
    case (.pending, false):
      throw Failure(
        "an enrolment of another eye is unfinished in this vault: \(comparison.words)",
        hint: "finish it with a picture of the \(enrollment.eye) eye, or use another vault", status: .refused)
    case (.pending, true):
      guard enrollment.eye == eye.description else {
        throw Failure(
          "the unfinished enrolment is of the \(enrollment.eye) eye",
          hint: "repeat with --eye \(enrollment.eye)",
          status: .refused)
      }
      return enrollment
    }
  }

  /// Checks with the registry, signs the scan and writes all that belongs to the enrolment into the vault.
  func begin(iris: NormalizedIris, code: IrisCode, eye: EyeSide, sensor: SensorKey) async throws -> Enrollment
  {
    let information = try await client.information()
    guard try await client.sensors().contains(sensor.publicKey) else {
      throw Failure(
        "the registry at \(client.url) does not accept this sensor (\(Hex.encode(sensor.publicKey)))",
        hint: "ask its operator to start it with --sensor and this key", status: .refused)
    }
    let modelID = model.network.id.hex
    guard try await client.models().contains(where: { $0.id.canonicalText == modelID }) else {
      throw Failure(
        "the registry at \(client.url) does not accept the model \(model.name) (\(modelID))",
        hint: "use a model that it accepts with --model, or ask its operator to accept this one",
        status: .refused)
    }
    let identity = try records.identityOrNew()
    let scanBlinding = CommitmentBlinding.random()
    let prover = try InferenceProver(network: model.network)
    let attestation = try ScanAttestation.sign(
      scanCommitment: try prover.scanCommitment(pixels: iris.pixels, blinding: scanBlinding), eyeSide: eye,
      capturedAt: UInt64(max(0, Date().timeIntervalSince1970)), key: sensor.signingKey)
    let enrollment = Enrollment(
      pendingAt: client.url, registryID: information.registryID.bytes,
      identityCommitment: identity.commitment.hex, eye: eye, modelID: modelID)
    try records.begin(
      enrollment,
      scan: EnrolledScan(
        rows: iris.rows, columns: iris.columns, pixels: Data(iris.pixels),
        scanBlinding: Data(scanBlinding.bytes), codeBlinding: Data(CommitmentBlinding.random().bytes)),
      template: code, attestation: attestation)
    return enrollment
  }

  /// Proves a pending enrolment, sends it, and writes what the registry acknowledged.
  func finish(
    _ enrollment: Enrollment, eye: EyeSide, stopwatch: inout Stopwatch
  ) async throws -> (enrollment: Enrollment, proofByteCount: Int) {
    let information = try await client.information()
    guard Hex.encode(information.registryID.bytes) == enrollment.registryID else {
      throw Failure(
        "the registry at \(client.url) is not the one at which this enrolment was begun",
        hint: "name that one with --registry (it was \(enrollment.registryURL))", status: .refused)
    }
    let identity = try records.identity()
    let proof = try stopwatch.time("prove") { () throws -> InferenceProof in
      try self.proof(context: information.enrollmentContext(for: identity.commitment), eye: eye)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let receipt = try await send(identity: identity, proof: proof)
    stopwatch.add("register", start.duration(to: clock.now))
    let acknowledged = enrollment.acknowledged(leafIndex: receipt.inclusion.leafIndex)
    try records.acknowledge(acknowledged)
    return (acknowledged, proof.encoded().count)
  }

  private func proof(context: [UInt8], eye: EyeSide) throws -> InferenceProof {
    let scan = try records.scan()
    guard let scanBlinding = CommitmentBlinding(bytes: [UInt8](scan.scanBlinding)),
      let codeBlinding = CommitmentBlinding(bytes: [UInt8](scan.codeBlinding))
    else {
      throw VaultError.unusablePayload(kind: .scan, id: "enrollment", reason: "a blinding is not canonical")
    }
    return try InferenceProver(network: model.network).prove(
      pixels: [UInt8](scan.pixels), scanBlinding: scanBlinding, codeBlinding: codeBlinding, eyeSide: eye,
      context: context)
  }

  private func send(identity: Identity, proof: InferenceProof) async throws -> EnrollmentReceipt {
    do {
      return try await client.enroll(
        identityCommitment: identity.commitment, attestation: try records.attestation(), proof: proof)
    } catch let error as RegistryClientError {
      // Refused because of what was sent: sending it again cannot help, a new scan can.
      if case .refused(let status, _, _, _) = error, [400, 403, 422].contains(status) {
        try records.abandon()
        throw error
      }
      guard let failure = Failure(error) else { throw error }
      throw Failure(
        failure.message, hint: "nothing is lost: repeat the same command to finish the enrolment",
        status: failure.status)
    }
  }
}
