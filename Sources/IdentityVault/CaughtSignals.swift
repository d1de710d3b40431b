import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// While it is held, the signals that end or stop a process arrive as bytes in a pipe instead.
///
/// The handler may run on any thread and only writes to the pipe, which is all that is safe there; whoever
/// waits for the terminal waits for the pipe too.
struct CaughtSignals {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
  private static let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
  private static let writeEnd = Atomic<Int32>(-1)

  /// Becomes readable when a signal has arrived.
  let descriptor: Int32
  private let writer: Int32
  private let previous: [sig_t?]

  init() throws(PassphraseError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .unreadable(source: "the terminal", reason: String(cString: strerror(errno)))
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writer = ends[1]
    Self.writeEnd.store(writer, ordering: .releasing)
    previous = Self.numbers.map { number in
      let handler = signal(number) { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(CaughtSignals.writeEnd.load(ordering: .acquiring), &byte, 1)
        errno = saved
      }
      // A signal the process was started to ignore (nohup) stays ignored.
      if unsafeBitCast(handler, to: Int.self) == Self.ignored { signal(number, handler) }
      return handler
    }
  }

  /// The next signal that has arrived, without waiting.
  func next() -> Int32? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  /// Puts the previous dispositions back.
  func release() {
    for (number, handler) in zip(Self.numbers, previous) { signal(number, handler) }
    Self.writeEnd.store(-1, ordering: .releasing)
    close(descriptor)
    close(writer)
  }
}
