// What a client gets for an enrolment.

/// Answer of `POST /v1/enrollments`.
public struct EnrollmentReceipt: Hashable, Sendable, Codable {
  /// False when this very enrolment had been accepted before (status 200 instead of 201).
  public let newlyEnrolled: Bool
  /// Position, current root and current inclusion proof.
  public let inclusion: InclusionAnswer

  package init(newlyEnrolled: Bool, inclusion: InclusionAnswer) {
    self.newlyEnrolled = newlyEnrolled
    self.inclusion = inclusion
  }
}
