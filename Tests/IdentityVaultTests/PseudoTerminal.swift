import Foundation
import IdentityVault
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A terminal whose keyboard and screen the test holds.
final class PseudoTerminal: Sendable {
  struct Failed: Error {}

  /// Counts signals that reached the test's own handler.
  static let delivered = Atomic<Int>(0)

  private let master: Int32
  /// Held open so that settings survive between two prompts.
  private let slave: Int32
  private let path: String

  init() throws {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&ends.master, &ends.slave, &name, nil, nil) == 0 else { throw Failed() }
    (master, slave) = ends
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    close(slave)
    close(master)
  }

  var echoes: Bool {
    var settings = termios()
    return tcgetattr(slave, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  func type(_ text: String) {
    var bytes = Array(text.utf8)
    write(master, &bytes, bytes.count)
  }

  /// What the screen shows, up to and including `end`, or what came within 20 seconds.
  func readOutput(until end: String) -> String {
    var output: [UInt8] = []
    // By bytes: to a string, a carriage return and a line feed are one character.
    while !output.reversed().starts(with: end.utf8.reversed()) {
      var event = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      var byte: UInt8 = 0
      guard poll(&event, 1, 20_000) > 0, read(master, &byte, 1) == 1 else { break }
      output.append(byte)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Asks on another thread.
  func ask(_ prompt: String) -> Answer {
    let answer = Answer()
    let path = path
    Thread.detachNewThread {
      do {
        let secret = try TerminalPrompt(path: path).ask(prompt)
        answer.set(.success(secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }))
      } catch {
        answer.set(.failure(error as? PassphraseError ?? .noTerminal))
      }
    }
    return answer
  }

  /// The outcome of a prompt, once it is there.
  final class Answer: Sendable {
    private let outcome = Mutex<Result<String, PassphraseError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func set(_ value: Result<String, PassphraseError>) {
      outcome.withLock { $0 = value }
      done.signal()
    }

    func wait() -> Result<String, PassphraseError>? {
      guard done.wait(timeout: .now() + 20) == .success else { return nil }
      return outcome.withLock { $0 }
    }
  }
}
