import Foundation
import Synchronization

/// Leaves nothing behind, however the program ends: stops child processes and removes the temporary folder at
/// the end, at a failure, and when a signal ends the program.
final class CleanUp: Sendable {
  private static let writeEnd = Atomic<Int32>(-1)
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  let folder: String
  private let isInterrupted = Atomic<Bool>(false)
  private let children = Mutex<[Int32]>([])

  /// Makes a temporary folder for its owner alone and watches the signals from now on.
  init(name: String) throws(Failure) {
    var template = Array((Self.temporary + "/\(name)-XXXXXX").utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
    }
    guard made else {
      throw Failure(
        "cannot create a temporary folder: \(String(cString: strerror(errno)))",
        hint: "check TMPDIR and the free space")
    }
    folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    try watchSignals()
  }

  private static var temporary: String {
    let path = NSTemporaryDirectory()
    return path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  func adopt(_ child: Int32) { children.withLock { $0.append(child) } }

  func release(_ child: Int32) { children.withLock { $0.removeAll { $0 == child } } }

  /// Asks the children to end, insists after two seconds, and removes the folder.
  func run() {
    let remaining = children.withLock { children in
      defer { children = [] }
      return children
    }
    for child in remaining { kill(child, SIGTERM) }
    for _ in 0..<100 where remaining.contains(where: { kill($0, 0) == 0 && !Self.isZombie($0) }) {
      usleep(20_000)
    }
    for child in remaining { kill(child, SIGKILL) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// After a signal the watching thread ends the program; nobody else may do so before it with another status.
  func yieldIfInterrupted() {
    while isInterrupted.load(ordering: .acquiring) { sleep(1) }
  }

  /// A child that has ended but was not waited for still answers to `kill(pid, 0)`.
  private static func isZombie(_ child: Int32) -> Bool {
    var information = siginfo_t()
    let status = waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
    return status != 0 || information.si_signo == SIGCHLD
  }

  /// The handler may only write to a pipe; a thread does the work.
  private func watchSignals() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw Failure(
        "cannot watch for signals: \(String(cString: strerror(errno)))", hint: "repeat the command")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    Self.writeEnd.store(ends[1], ordering: .releasing)
    let reader = ends[0]
    Thread.detachNewThread { [self] in
      var number: UInt8 = 0
      guard read(reader, &number, 1) == 1 else { return }
      isInterrupted.store(true, ordering: .releasing)
      run()
      _exit(128 + Int32(number))
    }
    for number in Self.signals {
      signal(number) { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(CleanUp.writeEnd.load(ordering: .acquiring), &byte, 1)
        errno = saved
      }
    }
    // A parent that blocks these signals hands that down; here they must arrive.
    var awaited = sigset_t()
    sigemptyset(&awaited)
    for number in Self.signals { sigaddset(&awaited, number) }
    pthread_sigmask(SIG_UNBLOCK, &awaited, nil)
  }
}
