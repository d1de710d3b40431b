// Why a registry could not start.

/// A configuration, database or network condition under which a registry refuses to start.
public enum RegistryStartupError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An accepted sensor key (position in the list) is not a 32-byte Ed25519 public key.
  case invalidSensorKey(position: Int)
  /// A limit or port is out of its range.
  case invalidSetting(name: String, allowed: String)
  /// No verifier can be built for an accepted model (position in the list).
  case unusableModel(position: Int, problem: String)
  /// No verifier can be built for membership proofs.
  case unusableParameters(problem: String)
  /// The database file cannot be opened or written.
  case databaseUnavailable(path: String, problem: String)
  /// The file is an SQLite database of something else.
  case notARegistry(path: String)
  /// The database was written by a newer version of this program.
  case newerDatabase(path: String)
  /// The database contradicts itself.
  case damagedDatabase(path: String, problem: String)
  /// The address cannot be listened on.
  case cannotListen(host: String, port: Int, problem: String)

  public var description: String {
    switch self {
    case .invalidSensorKey(let position):
      "accepted sensor \(position + 1) is no 32-byte public key; hint: pass what `sensor init` printed"
    case .invalidSetting(let name, let allowed):
      "\(name) is out of range; hint: allowed is \(allowed)"
    case .unusableModel(let position, let problem):
      "accepted model \(position + 1) is unusable: \(problem); hint: leave it out or use a shipped model"
    case .unusableParameters(let problem):
      "membership proofs cannot be verified: \(problem); hint: reinstall this program"
    case .databaseUnavailable(let path, let problem):
      "the database \(path) cannot be used: \(problem); hint: check that its folder exists and is writable"
    case .notARegistry(let path):
      "\(path) is not a registry's database; hint: name another file"
    case .newerDatabase(let path):
      "\(path) was written by a newer version; hint: update this program"
    case .damagedDatabase(let path, let problem):
      "\(path) is damaged: \(problem); hint: restore it from a backup"
    case .cannotListen(let host, let port, let problem):
      "cannot listen on \(host) port \(port): \(problem); hint: choose another port, or 0 for any free one"
    }
  }
}
