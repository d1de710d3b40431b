/// What can go wrong with a vault: what happened, where, and what to do about it.
public enum VaultError: Error, Equatable, CustomStringConvertible {
  /// No vault in this directory.
  case notFound(path: String)
  /// `create` never overwrites.
  case alreadyExists(path: String)
  /// The directory holds something else.
  case directoryInUse(path: String)
  /// The key did not open. A header replaced on purpose looks the same: only the passphrase could tell.
  case wrongPassphrase
  /// An empty passphrase protects nothing.
  case emptyPassphrase
  /// Stored bytes are not what this vault wrote.
  case damaged(VaultPart)
  /// Written by another version of this program.
  case unsupportedFormat(found: UInt32)
  /// The file asks for a key derivation outside the accepted range.
  case costRefused(passes: UInt64, memoryBytes: UInt64)
  /// Another process holds the vault's write lock.
  case busy
  /// Memory for a secret or for the key derivation was not granted.
  case outOfMemory(bytes: Int)
  /// libsodium could not start.
  case cryptographyUnavailable
  /// The file system or SQLite refused.
  case storage(operation: String, reason: String)
  /// There is already a record of this kind and id.
  case recordExists(kind: RecordKind, id: String)
  /// There is no record of this kind and id.
  case recordNotFound(kind: RecordKind, id: String)
  /// A record id is 1 to 200 bytes of UTF-8.
  case invalidRecordID(byteCount: Int)
  /// A payload is at most `Vault.maximumPayloadBytes`.
  case payloadTooLarge(byteCount: Int)
  /// Secrets go through `addSecret` and `secret(id:)`, everything else through `add` and `record`.
  case wrongAccess(kind: RecordKind)
  /// The payload does not convert to or from JSON of the type asked for.
  case unusablePayload(kind: RecordKind, id: String, reason: String)

  /// What happened and where.
  public var reason: String {
    switch self {
    case .notFound(let path): "there is no vault in \(path)"
    case .alreadyExists(let path): "there is already a vault in \(path)"
    case .directoryInUse(let path): "\(path) is not an empty directory"
    case .wrongPassphrase: "the passphrase does not open this vault"
    case .emptyPassphrase: "the passphrase is empty"
    case .damaged(let part): "the vault is damaged: \(part) is not what was written"
    case .unsupportedFormat(let found): "the vault has format \(found), this program reads format 1"
    case .costRefused(let passes, let memoryBytes):
      "the vault asks for a key derivation of \(passes) passes over \(memoryBytes) bytes, outside the accepted range"
    case .busy: "another process is writing to the vault"
    case .outOfMemory(let bytes): "\(bytes) bytes of memory for a secret were not granted"
    case .cryptographyUnavailable: "libsodium could not start"
    case .storage(let operation, let reason): "cannot \(operation): \(reason)"
    case .recordExists(let kind, let id): "the vault already holds \(kind) '\(id)'"
    case .recordNotFound(let kind, let id): "the vault holds no \(kind) '\(id)'"
    case .invalidRecordID(let byteCount): "a record id of \(byteCount) bytes is outside 1 to 200"
    case .payloadTooLarge(let byteCount):
      "a record of \(byteCount) bytes is over the limit of \(Vault.maximumPayloadBytes)"
    case .wrongAccess(let kind): "a record of kind \(kind) was accessed as the wrong sort (secret or not)"
    case .unusablePayload(let kind, let id, let reason): "\(kind) '\(id)' does not convert: \(reason)"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .notFound: "create one with `worldid vault init`, or name its directory with --vault"
    case .alreadyExists: "use it, or name another directory with --vault"
    case .directoryInUse: "name a new or empty directory with --vault"
    case .wrongPassphrase: "try again; if you are sure of it, the header was replaced: restore a backup"
    case .emptyPassphrase: "choose one of several words"
    case .damaged: "restore a copy of the vault made before the damage"
    case .unsupportedFormat: "use the program version that wrote it"
    case .costRefused: "do not trust this file: restore your own copy of the vault"
    case .busy: "wait for the other command to end, then repeat"
    case .outOfMemory: "close other programs, then repeat"
    case .cryptographyUnavailable: "check that the system's random generator (/dev/urandom) can be read"
    case .storage: "check permissions and free space of the vault's directory, then repeat"
    case .recordExists: "use the existing record"
    case .recordNotFound: "`worldid vault list` shows what there is"
    case .invalidRecordID: "choose another id"
    case .payloadTooLarge: "store less in one record"
    case .wrongAccess: "this is an error in the program: please report it"
    case .unusablePayload: "use the program version that wrote it"
    }
  }

  public var description: String { "\(reason); hint: \(hint)" }
}
