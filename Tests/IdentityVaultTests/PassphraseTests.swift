import Foundation
import IdentityVault
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Where passphrases come from.
@Suite struct PassphraseTests {
  private func passphraseError(_ body: () throws -> Void) -> PassphraseError? {
    do {
      try body()
      return nil
    } catch {
      return error as? PassphraseError
    }
  }

  private func text(_ secret: borrowing SecretBytes) -> String {
    secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a file, reads it as a passphrase.
  private func read(file content: [UInt8], mode: Int = 0o600) throws -> (text: String, warnings: [String]) {
    let path = NSTemporaryDirectory() + "worldid-passphrase-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(content).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    var warnings: [String] = []
    let secret = try PassphraseSource.file(path).read(warn: { warnings.append($0) })
    return (text(secret), warnings)
  }

  @Test func aFileHoldsOneLine() throws {
    for end in ["", "\n", "\r\n"] {
      #expect(try read(file: Array(("two words é" + end).utf8)).text == "two words é")
    }
    #expect(try read(file: Array(" \tx \n".utf8)).text == " \tx ")
    #expect(try read(file: Array("a\rb".utf8)).text == "a\rb")
    for nothing in ["", "\n", "\r\n"] {
      #expect(passphraseError { _ = try read(file: Array(nothing.utf8)) } == .empty)
    }
    for several in ["a\nb", "a\n\n", "a\n\0"] {
      guard case .severalLines = passphraseError({ _ = try read(file: Array(several.utf8)) }) else {
        Issue.record("\(several.debugDescription) was accepted")
        continue
      }
    }
    let longest = [UInt8](repeating: 120, count: PassphraseSource.maximumBytes)
    #expect(try read(file: longest + [13, 10]).text.utf8.count == longest.count)
    #expect(passphraseError { _ = try read(file: longest + [120]) } == .tooLong)
    #expect(passphraseError { _ = try read(file: longest + longest) } == .tooLong)
  }

  @Test func anOpenFileIsWarnedAbout() throws {
    #expect(try read(file: [120], mode: 0o600).warnings.isEmpty)
    #expect(try read(file: [120], mode: 0o400).warnings.isEmpty)
    for mode in [0o640, 0o604, 0o644, 0o620] {
      let warnings = try read(file: [120], mode: mode).warnings
      #expect(warnings.count == 1 && warnings.allSatisfy { $0.contains("chmod 600") })
    }
  }

  @Test func unreadableSources() throws {
    for path in ["/nonexistent/passphrase", NSTemporaryDirectory()] {
      guard case .unreadable(path, _) = passphraseError({ _ = try PassphraseSource.file(path).read() }) else {
        Issue.record("\(path) was read")
        continue
      }
    }
    guard
      case .unreadable("descriptor 9999", _) = passphraseError({
        _ = try PassphraseSource.fileDescriptor(9999).read()
      })
    else {
      Issue.record("descriptor 9999 was read")
      return
    }
    #expect(passphraseError { _ = try TerminalPrompt(path: "/dev/null").ask("?") } == .noTerminal)
    #expect(passphraseError { _ = try TerminalPrompt(path: "/nonexistent").ask("?") } == .noTerminal)
  }

  /// Two passphrases, old and new, can come through one descriptor.
  @Test func aDescriptorIsReadLineByLine() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("old\nnew\r\n\nlast".utf8))
    try pipe.fileHandleForWriting.close()
    let source = PassphraseSource.fileDescriptor(pipe.fileHandleForReading.fileDescriptor)
    #expect(text(try source.read()) == "old")
    #expect(text(try source.read()) == "new")
    #expect(passphraseError { _ = try source.read() } == .empty)
    #expect(text(try source.read()) == "last")
    #expect(passphraseError { _ = try source.read() } == .empty)
  }

  /// On a pseudo-terminal: what is typed is not shown, and echo comes back.
  @Test func theTerminalDoesNotEcho() throws {
    let terminal = try PseudoTerminal()
    #expect(terminal.echoes)
    let answer = terminal.ask("Passphrase: ")
    #expect(terminal.readOutput(until: "Passphrase: ") == "Passphrase: ")
    #expect(!terminal.echoes)
    terminal.type("open sesame\n")
    #expect(answer.wait() == .success("open sesame"))
    #expect(terminal.readOutput(until: "\n") == "\r\n")
    #expect(terminal.echoes)
  }

  @Test func theTerminalRefusesNothingAndTooMuch() throws {
    let terminal = try PseudoTerminal()
    for (typed, error) in [
      ("\n", PassphraseError.empty), ("\u{4}", .empty),
      (String(repeating: "x", count: 1100) + "\n", .tooLong),
    ] {
      let answer = terminal.ask("? ")
      #expect(terminal.readOutput(until: "? ").hasSuffix("? "))
      terminal.type(typed)
      #expect(answer.wait() == .failure(error))
      #expect(terminal.echoes)
    }
  }

  /// In a process of its own: a signal at the prompt restores the terminal before it takes effect.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT]) func aSignalRestoresTheTerminal(_ number: Int32) async
  {
    await #expect(processExitsWith: .exitCode(7)) { [number = number as Int32] in
      signal(number) { _ in _ = PseudoTerminal.delivered.wrappingAdd(1, ordering: .relaxed) }
      let terminal = try PseudoTerminal()
      let answer = terminal.ask("? ")
      guard terminal.readOutput(until: "? ") == "? ", !terminal.echoes else { exit(1) }
      kill(getpid(), number)
      guard answer.wait() == .failure(.interrupted) else { exit(2) }
      guard terminal.echoes else { exit(3) }
      while PseudoTerminal.delivered.load(ordering: .relaxed) < 1 { usleep(1000) }
      // The old disposition is back: the next one goes there directly.
      kill(getpid(), number)
      while PseudoTerminal.delivered.load(ordering: .relaxed) < 2 { usleep(1000) }
      exit(7)
    }
    await #expect(processExitsWith: .signal(number)) { [number = number as Int32] in
      let terminal = try PseudoTerminal()
      let answer = terminal.ask("? ")
      _ = terminal.readOutput(until: "? ")
      kill(getpid(), number)
      _ = answer.wait()
      while true { pause() }
    }
  }
}
