/// The part of a vault in which damage showed.
public enum VaultPart: Equatable, Sendable, CustomStringConvertible {
  /// The SQLite file as such: not a database, cut short, pages that contradict each other.
  case file
  /// Identification, key derivation parameters, wrapped key.
  case header
  /// The authenticated list of all records: a row is missing, added, moved or taken from an older state.
  case recordList
  /// One record's sealed content.
  case record(kind: RecordKind)

  public var description: String {
    switch self {
    case .file: "the database file"
    case .header: "the header"
    case .recordList: "the list of records"
    case .record(let kind): "a record of kind \(kind)"
    }
  }
}
