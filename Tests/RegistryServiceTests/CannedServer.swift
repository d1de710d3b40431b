// A server that says the same to everyone.

import Dispatch
import Foundation
import Synchronization

/// Accepts connections on a free port of the loopback, reads a little, answers and closes; with no answer it keeps
/// connections open and silent.
///
/// Nothing is closed before its thread has ended: a number closed before is soon the number of somebody else's socket, and the thread
/// would accept there.
final class CannedServer: Sendable {
  let url: String
  private let listener: Int32
  private let ended = DispatchSemaphore(value: 0)
  private let isStopped = Atomic<Bool>(false)

  /// - Parameters:
  ///   - answer: what everyone is told.
  ///   - trickle: what is sent after that, four times a second, until the client has had enough.
  init(answer: String?, trickle: String = "") throws {
    listener = Self.listening()
    guard let port = Self.port(of: listener) else {
      close(listener)
      throw POSIXError(.EADDRINUSE)
    }
    url = "http://127.0.0.1:\(port)"
    Thread.detachNewThread { [self] in
      serve(answer, trickle)
      ended.signal()
    }
  }

  /// Nobody listens there afterwards.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    shutdown(listener, Int32(SHUT_RDWR))
    ended.wait()
    close(listener)
  }

  private static func listening() -> Int32 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isBound { listen(listener, 16) }
    return listener
  }

  private static func port(of listener: Int32) -> in_port_t? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) == 0 }
    }
    return isKnown && address.sin_port != 0 ? address.sin_port.bigEndian : nil
  }

  /// Returns when `stop` has shut the listener down.
  private func serve(_ answer: String?, _ trickle: String) {
    var silent: [Int32] = []
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else {
        if isStopped.load(ordering: .acquiring) { break }
        // Too many open files for the moment.
        usleep(10_000)
        continue
      }
      guard let answer else {
        silent.append(connection)
        continue
      }
      var patience = timeval(tv_sec: 600, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      _ = recv(connection, &buffer, buffer.count, 0)
      var isThere = transmit(answer, on: connection)
      for _ in 0..<80 where isThere && !trickle.isEmpty {
        usleep(250_000)
        isThere = transmit(trickle, on: connection)
      }
      close(connection)
    }
    for connection in silent { close(connection) }
  }

  private func transmit(_ text: String, on connection: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
