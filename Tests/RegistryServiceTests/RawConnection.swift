// Bytes on a socket, without the manners of an HTTP library.

import Dispatch
import Foundation
import Glibc

/// What came back on a connection.
struct RawConnection: Sendable {
  let received: String
  /// Whether the other side ended the connection.
  let isClosed: Bool

  /// Sends `head`, then `trickle` over and over with pauses (or nothing when it is empty), until the other
  /// side ends the connection or 30 seconds are over.
  static func exchange(port: Int, head: String, trickle: String = "") async -> RawConnection {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: run(port: port, head: head, trickle: trickle))
      }
    }
  }

  private static func run(port: Int, head: String, trickle: String) -> RawConnection {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(connection, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected, transmit(head, on: connection) else {
      return RawConnection(received: "", isClosed: true)
    }
    var bytes: [UInt8] = []
    var isClosed = false
    for _ in 0..<300 where !isClosed {
      var poll = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&poll, 1, 100) > 0 {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        if count > 0 { bytes += buffer[..<count] } else { isClosed = true }
      }
      if !trickle.isEmpty, !isClosed { isClosed = !transmit(trickle, on: connection) }
    }
    return RawConnection(received: String(decoding: bytes, as: UTF8.self), isClosed: isClosed)
  }

  private static func transmit(_ text: String, on connection: Int32) -> Bool {
    let bytes = Array(text.utf8)
    return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }
}
