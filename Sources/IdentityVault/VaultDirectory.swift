import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a vault lives: a directory for its owner alone (0700) with one database file (0600) and, while it is
/// in use, SQLite's two companions.
struct VaultDirectory {
  private static let fileName = "vault.sqlite"
  private static let companions = ["-wal", "-shm", "-journal"]

  let path: String

  var file: String { path + "/" + Self.fileName }

  /// Throws unless there is a database file with something in it.
  func requireVault() throws(VaultError) {
    var status = stat()
    guard stat(file, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw Self.failure("look for \(file)") }
      throw .notFound(path: path)
    }
    guard status.st_size > 0 else { throw .damaged(.file) }
  }

  /// Makes the directory and an empty database file, both closed to others. An existing directory must hold
  /// nothing else; an existing database file is left as it is.
  func prepare() throws(VaultError) {
    // Not NSString: its path functions trap on a relative path of one letter (Foundation of Swift 6.3 on Linux).
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw .storage(operation: "create the directory \(parent)", reason: error.localizedDescription)
    }
    if mkdir(path, 0o700) != 0 {
      guard errno == EEXIST else { throw Self.failure("create the directory \(path)") }
      try requireOwnDirectory()
      guard chmod(path, 0o700) == 0 else { throw Self.failure("close \(path) to other users") }
    }
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure("create \(file)") }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else { throw Self.failure("close \(file) to other users") }
    try synchronize(path)
    try synchronize(parent)
  }

  private func requireOwnDirectory() throws(VaultError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw .directoryInUse(path: path)
    }
    let own = [Self.fileName] + Self.companions.map { Self.fileName + $0 }
    guard names.allSatisfy(own.contains) else { throw .directoryInUse(path: path) }
  }

  /// Makes a new directory entry survive a power failure.
  private func synchronize(_ directory: String) throws(VaultError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("open the directory \(directory)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Self.failure("write the directory \(directory) to disk") }
  }

  private static func failure(_ operation: String) -> VaultError {
    .storage(operation: operation, reason: String(cString: strerror(errno)))
  }
}
