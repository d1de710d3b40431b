import Foundation

/// Whole files in and out.
enum Files {
  /// Reads a file of bounded size.
  ///
  /// - Parameters:
  ///   - path: what the user named.
  ///   - what: what it should be, for messages: "picture", "proof", "model".
  ///   - limit: bytes beyond which it is not read.
  static func read(_ path: String, as what: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(
        "cannot read the \(what) \(path): \(String(cString: strerror(errno)))",
        hint: errno == ENOENT ? "check the path" : "check the file's permissions")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let data: Data
    do {
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw Failure("cannot read the \(what) \(path): it is not a file", hint: "name a file, not a folder")
    }
    guard data.count <= limit else {
      throw Failure(
        "\(path) is longer than \(limit) bytes, too long for a \(what)", hint: "name another file")
    }
    return [UInt8](data)
  }

  /// Writes a whole file or nothing: first beside its place, then moved there.
  ///
  /// - Parameters:
  ///   - isPrivate: readable by its owner alone, for what was made from an eye or is a key.
  ///   - replacing: false to refuse when there is a file already.
  static func write(
    _ bytes: [UInt8], to path: String, isPrivate: Bool, replacing: Bool = true
  ) throws(Failure) {
    let partial = path + ".\(ProcessInfo.processInfo.processIdentifier).part"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
      try handle.close()
    } catch {
      unlink(partial)
      throw failure(path)
    }
    // A link refuses to take the place of another file, a rename does not.
    let moved = replacing ? rename(partial, path) : link(partial, path)
    let refusal = failure(path)
    if moved != 0 || !replacing { unlink(partial) }
    guard moved == 0 else { throw refusal }
  }

  /// Makes a folder and those above it.
  ///
  /// - Parameter isPrivate: new folders are for their owner alone.
  static func makeFolder(_ path: String, isPrivate: Bool = false) throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true,
        attributes: isPrivate ? [.posixPermissions: 0o700] : nil)
    } catch {
      throw Failure(
        "cannot create the folder \(path): \(error.localizedDescription)",
        hint: "name a folder you may write to")
    }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(
      "cannot write \(path): \(String(cString: strerror(errno)))",
      hint: "name a file in a folder you may write to")
  }
}
