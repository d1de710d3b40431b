import FiniteFields
import Foundation
import IdentityVault
import InferenceProofs
import IrisEncoding
import MembershipProofs
import ProofSystem

/// How this program lays out one person's enrolment in a vault.
///
/// A vault holds one identity and at most one enrolment: one person, one registry, one eye.
struct EnrollmentRecords {
  private static let identityID = "identity"
  private static let enrollmentID = "enrollment"

  private let vault: Vault

  init(_ vault: Vault) { self.vault = vault }

  /// Nil when nothing has been enrolled or begun.
  func enrollment() throws -> Enrollment? {
    try vault.record(.receipt, id: Self.enrollmentID)?.value()
  }

  /// The enrolment that a registry has acknowledged.
  func acknowledgedEnrollment() throws -> Enrollment {
    guard let enrollment = try enrollment() else {
      throw Failure("this vault holds no enrolment", hint: "enrol first: `worldid enroll IMAGE --eye left`")
    }
    guard enrollment.state == .enrolled else {
      throw Failure(
        "the enrolment at \(enrollment.registryURL) was begun but not acknowledged",
        hint: "finish it: repeat `worldid enroll` with a picture of the same eye")
    }
    return enrollment
  }

  /// The code of the enrolled eye.
  func template() throws -> IrisCode {
    guard let code = IrisCode(bytes: try record(.template).payload) else {
      throw VaultError.unusablePayload(
        kind: .template, id: Self.enrollmentID, reason: "it is not an iris code")
    }
    return code
  }

  func scan() throws -> EnrolledScan { try record(.scan).value() }

  func attestation() throws -> ScanAttestation { try record(.attestation).value() }

  /// The identity of this vault.
  func identity() throws -> Identity {
    Identity(guarded: try vault.secret(id: Self.identityID))
  }

  /// The identity, made and stored if there is none yet. A secret that is never enrolled costs nothing, one
  /// that was enrolled and lost would cost the identity: so it outlives enrolments that a registry refused.
  func identityOrNew() throws -> Identity {
    try vault.write { transaction in
      if transaction.contains(.identity, id: Self.identityID) {
        return Identity(guarded: try transaction.secret(id: Self.identityID))
      }
      let secret = try SecretBytes.random(count: 32)
      try transaction.addSecret(id: Self.identityID, secret)
      return Identity(guarded: secret)
    }
  }

  /// Everything about an enrolment that is about to be sent, in one transaction.
  func begin(
    _ enrollment: Enrollment, scan: EnrolledScan, template: IrisCode, attestation: ScanAttestation
  ) throws {
    try vault.write { transaction in
      guard !transaction.contains(.receipt, id: Self.enrollmentID) else {
        throw Failure(
          "another command has just begun an enrolment in this vault", hint: "see `worldid vault list`",
          status: .refused)
      }
      try transaction.add(.scan, id: Self.enrollmentID, value: scan)
      try transaction.add(.template, id: Self.enrollmentID, payload: template.bytes)
      try transaction.add(.attestation, id: Self.enrollmentID, value: attestation)
      try transaction.add(.receipt, id: Self.enrollmentID, value: enrollment)
    }
  }

  /// The registry has it.
  func acknowledge(_ enrollment: Enrollment) throws {
    try vault.write { try $0.replace(.receipt, id: Self.enrollmentID, value: enrollment) }
  }

  /// The registry has refused it for good: nothing of it stays but the identity's secret.
  func abandon() throws {
    try vault.write { transaction in
      for kind in [RecordKind.scan, .template, .attestation, .receipt] {
        try transaction.remove(kind, id: Self.enrollmentID)
      }
    }
  }

  /// Remembers that the nullifier of an action has been shown; returns when that happened before.
  func spend(_ action: SpentAction, externalNullifier: BN254Scalar) throws -> Date? {
    try vault.write { transaction in
      let id = externalNullifier.hex
      guard let earlier = try transaction.record(.spentAction, id: id) else {
        try transaction.add(.spentAction, id: id, value: action)
        return nil
      }
      return Date(timeIntervalSince1970: Double(earlier.storedAt))
    }
  }

  private func record(_ kind: RecordKind) throws -> VaultRecord {
    guard let record = try vault.record(kind, id: Self.enrollmentID) else {
      throw VaultError.recordNotFound(kind: kind, id: Self.enrollmentID)
    }
    return record
  }
}

extension Identity {
  /// Derives the identity; the copy of the secret that this takes is wiped.
  init(guarded secret: borrowing SecretBytes) {
    var copy = secret.withUnsafeBytes { [UInt8]($0) }
    self.init(secret: copy)
    wipe(&copy)
  }
}
