// A server that says the same to everyone.

import Foundation
import Synchronization

/// Accepts connections on a free port of the loopback, reads a little, answers and closes; with no answer it
/// keeps connections open and silent.
final class CannedServer: Sendable {
  let url: String
  private let listener: Int32
  private let silent = Mutex<[Int32]>([])

  init(answer: String?) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> in_port_t? in
        guard bind(listener, address, length) == 0, listen(listener, 16) == 0,
          getsockname(listener, address, &length) == 0
        else { return nil }
        return pointer.pointee.sin_port.bigEndian
      }
    }
    guard let port else { throw POSIXError(.EADDRINUSE) }
    url = "http://127.0.0.1:\(port)"
    Thread.detachNewThread { [self] in serve(answer) }
  }

  /// Nobody listens there afterwards.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    silent.withLock { connections in
      for connection in connections { close(connection) }
      connections = []
    }
  }

  private func serve(_ answer: String?) {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      guard let answer else {
        silent.withLock { $0.append(connection) }
        continue
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      _ = recv(connection, &buffer, buffer.count, 0)
      let bytes = Array(answer.utf8)
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { break }
        sent += count
      }
      close(connection)
    }
  }
}
