// An enrolment whose checks have passed.

import FiniteFields
import InferenceProofs

/// What is stored of an enrolment: public values only.
package struct EnrollmentRecord: Sendable {
  package let identityCommitment: BN254Scalar
  package let scanCommitment: ScanCommitment
  package let codeCommitment: CodeCommitment
  package let eyeSide: EyeSide
  /// 32 bytes each.
  package let sensorID: [UInt8]
  package let modelID: [UInt8]
  /// Unix seconds.
  package let capturedAt: UInt64

  package init(
    identityCommitment: BN254Scalar, scanCommitment: ScanCommitment, codeCommitment: CodeCommitment,
    eyeSide: EyeSide, sensorID: [UInt8], modelID: [UInt8], capturedAt: UInt64
  ) {
    self.identityCommitment = identityCommitment
    self.scanCommitment = scanCommitment
    self.codeCommitment = codeCommitment
    self.eyeSide = eyeSide
    self.sensorID = sensorID
    self.modelID = modelID
    self.capturedAt = capturedAt
  }
}
