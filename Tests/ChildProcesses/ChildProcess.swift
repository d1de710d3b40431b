import Foundation
import ProcessSpawning
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A child process of a test, which inherits no open file and is waited for by its number.
///
/// `Foundation.Process` learns of an end by a socket that the child holds. When tests start several at the same moment, one child inherits
/// the socket of another, and that one's end is noticed only when both have ended; two such children and tests that wait for each
/// other's end never return. A child that has ended and is not collected also keeps the exit tests of Swift Testing from seeing theirs.
public final class ChildProcess: Sendable {
  /// How a process ended.
  public enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// Somebody else in this process collected it.
    case lost
  }

  /// The process could not be started.
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  public let processIdentifier: pid_t
  private let end = Mutex<End?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: its path.
  ///   - arguments: without the program's own name.
  ///   - environment: nil for this process's own.
  ///   - directory: where it starts; nil for this process's own.
  ///   - output: path of the file that takes its standard output, which exists or is made.
  ///   - errors: likewise for standard error; nil for the same file.
  public init(
    executable: String, arguments: [String], environment: [String: String]? = nil, directory: String? = nil,
    output: String, errors: String? = nil
  ) throws {
    _ = Self.keepEnds
    let environment = environment ?? ProcessInfo.processInfo.environment
    var identifier: pid_t = 0
    let status = Self.withStrings([executable] + arguments) { arguments in
      Self.withStrings(environment.map { "\($0)=\($1)" }) { environment in
        worldid_spawn(&identifier, executable, arguments, environment, directory, output, errors)
      }
    }
    guard status == 0 else {
      throw Failed(description: "\(executable) does not start: \(String(cString: strerror(status)))")
    }
    processIdentifier = identifier
  }

  /// Nothing is left running or uncollected by a test that fails before it waits.
  deinit {
    guard collect() == nil else { return }
    kill(processIdentifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(processIdentifier, &status, 0) == -1, errno == EINTR {}
  }

  /// With SIGCHLD ignored, as some launchers leave it, the system would forget how children ended.
  private static let keepEnds: Void = { _ = signal(SIGCHLD, SIG_DFL) }()

  /// Whether it has not ended yet.
  public var isRunning: Bool { collect() == nil }

  /// Sends a signal, unless it has been collected and its number may be another's.
  public func send(_ signal: Int32) {
    end.withLock { end in
      if end == nil { kill(processIdentifier, signal) }
    }
  }

  /// Returns when it has ended. Other threads may ask or signal meanwhile.
  public func wait() -> End {
    var pause: UInt32 = 500
    while true {
      if let end = collect() { return end }
      usleep(pause)
      pause = min(2 * pause, 10_000)
    }
  }

  /// Runs a program to its end and returns what it wrote on both its outputs.
  public static func run(
    _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
    directory: String? = nil
  ) throws -> (end: End, text: String) {
    let path = NSTemporaryDirectory() + "/worldid-child-" + UUID().uuidString
    defer { unlink(path) }
    let child = try ChildProcess(
      executable: executable, arguments: arguments, environment: environment, directory: directory,
      output: path)
    let end = child.wait()
    return (end, String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
  }

  /// Runs the tests that match a filter in a child of this test process, with some variables changed.
  public static func runTests(
    _ filter: String, changing variables: [String: String]
  ) throws -> (end: End, text: String) {
    try run(
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path,
      ["--testing-library", "swift-testing", "--filter", filter],
      environment: ProcessInfo.processInfo.environment.merging(variables) { $1 })
  }

  private func collect() -> End? {
    end.withLock { end in
      if let end { return end }
      var status: Int32 = 0
      let collected = waitpid(processIdentifier, &status, WNOHANG)
      if collected == -1, errno == ECHILD { end = .lost }
      guard collected == processIdentifier else { return end }
      let signal = status & 0x7f
      end = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
      return end
    }
  }

  /// A null-terminated array of C strings for the length of the call.
  private static func withStrings<Value>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
