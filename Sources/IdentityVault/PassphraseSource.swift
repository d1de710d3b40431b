import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a passphrase comes from. Never from an argument: the process list shows those to everyone.
public enum PassphraseSource: Hashable, Sendable {
  /// Asked on the controlling terminal, without echo.
  case prompt
  /// The next line of an open descriptor; what follows the line is left unread.
  case fileDescriptor(Int32)
  /// A file that holds the passphrase as its only line.
  case file(String)

  /// Longer passphrases are refused.
  public static let maximumBytes = 1024

  /// Reads the passphrase into guarded memory, without its line end.
  ///
  /// - Parameters:
  ///   - prompt: what the terminal shows before the entry.
  ///   - confirming: asks a second time on the terminal, for a new passphrase.
  ///   - warn: called with a sentence when other users could read the passphrase file.
  /// - Throws: `PassphraseError`.
  public func read(
    prompt: String = "Vault passphrase: ", confirming: Bool = false, warn: (String) -> Void = { _ in }
  ) throws(PassphraseError) -> SecretBytes {
    switch self {
    case .prompt:
      let terminal = TerminalPrompt(path: "/dev/tty")
      let entry = try terminal.ask(prompt)
      if confirming {
        guard entry.isEqual(to: try terminal.ask("Repeat it: ")) else { throw .mismatch }
      }
      return entry
    case .fileDescriptor(let descriptor):
      return try Self.readLine(descriptor, source: "descriptor \(descriptor)")
    case .file(let path):
      return try Self.readFile(path, warn: warn)
    }
  }

  private static func readFile(_ path: String, warn: (String) -> Void) throws(PassphraseError) -> SecretBytes
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(source: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
      warn("other users can access the passphrase file \(path); close it with `chmod 600`")
    }
    let line = try readLine(descriptor, source: path)
    var next: UInt8 = 0
    guard systemRead(descriptor, &next, 1) == 0 else { throw .severalLines(path: path) }
    return line
  }

  /// The next line of a descriptor, byte by byte, so that nothing beyond it is consumed.
  private static func readLine(_ descriptor: Int32, source: String) throws(PassphraseError) -> SecretBytes {
    var line = try SecretLine()
    var byte: UInt8 = 0
    while true {
      let count = systemRead(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(source: source, reason: String(cString: strerror(errno))) }
      guard count == 1, try line.append(byte) else { break }
    }
    return try line.passphrase()
  }
}

/// `read(2)`; its name is taken by the method above.
private func systemRead(_ descriptor: Int32, _ byte: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
  read(descriptor, byte, count)
}
