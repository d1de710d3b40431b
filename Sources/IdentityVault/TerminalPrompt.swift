import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks for a passphrase on a terminal without echo, and puts the terminal back whatever happens.
package struct TerminalPrompt: Sendable {
  /// The terminal's device file; `/dev/tty` is the controlling terminal.
  let path: String

  package init(path: String) { self.path = path }

  /// Shows `prompt` and reads a line.
  ///
  /// A signal that would end or stop the process first restores the terminal and is then delivered again
  /// under the disposition it had. After a stop the question is asked anew.
  ///
  /// - Throws: `PassphraseError`.
  package func ask(_ prompt: String) throws(PassphraseError) -> SecretBytes {
    try Self.lock.withLock { _ throws(PassphraseError) in
      while true {
        let terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw .noTerminal }
        defer { close(terminal) }
        if let passphrase = try Self.askOnce(prompt, terminal) { return passphrase }
      }
    }
  }

  /// One prompt at a time: the signal dispositions belong to the whole process.
  private static let lock = Mutex<Void>(())

  /// Nil when a stop signal came and the process was continued.
  private static func askOnce(_ prompt: String, _ terminal: Int32) throws(PassphraseError) -> SecretBytes? {
    var saved = termios()
    guard tcgetattr(terminal, &saved) == 0 else { throw .noTerminal }
    let signals = try CaughtSignals()
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
      signals.release()
      throw .noTerminal
    }
    show(prompt, terminal)
    let outcome: Outcome
    do { outcome = try readLine(terminal, signals) } catch { outcome = .failed(error) }
    tcsetattr(terminal, TCSAFLUSH, &saved)
    show("\n", terminal)
    signals.release()
    switch consume outcome {
    case .line(let passphrase): return consume passphrase
    case .failed(let error): throw error
    case .signal(let number):
      kill(getpid(), number)
      guard number == SIGTSTP else { throw .interrupted }
      return nil
    }
  }

  private enum Outcome: ~Copyable {
    case line(SecretBytes)
    case signal(Int32)
    case failed(PassphraseError)
  }

  private static func readLine(_ terminal: Int32, _ signals: CaughtSignals) throws(PassphraseError) -> Outcome
  {
    var line = try SecretLine()
    while true {
      var events = [
        pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&events, 2, -1) >= 0 || errno == EINTR else {
        throw .unreadable(source: "the terminal", reason: String(cString: strerror(errno)))
      }
      if let number = signals.next() { return .signal(number) }
      guard events[0].revents != 0 else { continue }
      var byte: UInt8 = 0
      let count = read(terminal, &byte, 1)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count >= 0 else {
        throw .unreadable(source: "the terminal", reason: String(cString: strerror(errno)))
      }
      guard count == 1, try line.append(byte) else { return .line(try line.passphrase()) }
    }
  }

  private static func show(_ text: String, _ terminal: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
