// The grounds on which leaves were inserted.

import FiniteFields
import Foundation
import GRDB
import InferenceProofs

/// Access to the table `enrollments`.
enum EnrollmentRow {
  /// How an enrolment stands to those on record.
  enum Standing {
    case new
    case identical
    case scanUsedByAnother
  }

  static func standing(
    of identityCommitment: BN254Scalar, with scanCommitment: ScanCommitment, in db: Database
  ) throws -> Standing {
    let select = try db.cachedStatement(
      sql: """
        SELECT identities.commitment FROM enrollments JOIN identities USING (leaf_index)
        WHERE enrollments.scan_commitment = ?
        """)
    guard let holder = try Data.fetchOne(select, arguments: [Data(scanCommitment.bytes)]) else {
      return .new
    }
    return holder == Data(identityCommitment.bigEndianBytes) ? .identical : .scanUsedByAnother
  }

  static func insert(_ record: EnrollmentRecord, leafIndex: UInt64, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO enrollments
          (leaf_index, scan_commitment, code_commitment, eye_side, sensor_id, model_id, captured_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      Int64(leafIndex), Data(record.scanCommitment.bytes), Data(record.codeCommitment.bytes),
      Int64(record.eyeSide.rawValue), Data(record.sensorID), Data(record.modelID),
      Int64(clamping: record.capturedAt),
    ])
  }
}
