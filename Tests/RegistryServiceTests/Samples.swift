// Values for tests that concern the store and the rules, not the proofs.

import FiniteFields
import InferenceProofs
import MembershipProofs
import RegistryService
import Testing

/// Distinct public values by number.
enum Samples {
  static func scanCommitment(_ number: Int) throws -> ScanCommitment {
    try #require(ScanCommitment(bytes: words(number)))
  }

  static func codeCommitment(_ number: Int) throws -> CodeCommitment {
    try #require(CodeCommitment(bytes: words(number)))
  }

  static func enrollment(identity: Int, scan: Int) throws -> EnrollmentRecord {
    EnrollmentRecord(
      identityCommitment: BN254Scalar(identity), scanCommitment: try scanCommitment(scan),
      codeCommitment: try codeCommitment(scan), eyeSide: .left, sensorID: [UInt8](repeating: 7, count: 32),
      modelID: [UInt8](repeating: 9, count: 32), capturedAt: 1_700_000_000)
  }

  static func statement(root: BN254Scalar, nullifier: Int, action: Int = 5) -> MembershipStatement {
    MembershipStatement(
      root: root, nullifierHash: BN254Scalar(nullifier), signalHash: BN254Scalar(3),
      externalNullifier: BN254Scalar(action))
  }

  /// Nine canonical little-endian words, the first of which is the number.
  private static func words(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } + [UInt8](repeating: 0, count: 32)
  }
}
