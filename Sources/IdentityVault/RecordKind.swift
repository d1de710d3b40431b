/// What a record holds. The raw value is stored and authenticated; it is never reused for something else.
public enum RecordKind: UInt8, CaseIterable, Sendable, Codable, CustomStringConvertible {
  /// The identity secret; readable only as `SecretBytes`.
  case identity = 1
  /// Normalised iris pixels and the blinding of their commitment.
  case scan = 2
  /// The iris code, to recognise the same eye, and the blinding of its commitment.
  case template = 3
  /// What the sensor signed about a scan.
  case attestation = 4
  /// What a registry answered to an enrolment.
  case receipt = 5
  /// An action in which the identity's nullifier has been used.
  case spentAction = 6

  /// True for kinds whose payload only ever leaves the vault in guarded memory.
  public var holdsSecret: Bool { self == .identity }

  /// Version of the payload's meaning, bound to each record; a reader refuses others.
  var schemaVersion: UInt32 { 1 }

  public var description: String {
    switch self {
    case .identity: "identity"
    case .scan: "scan"
    case .template: "template"
    case .attestation: "attestation"
    case .receipt: "receipt"
    case .spentAction: "spent-action"
    }
  }
}
