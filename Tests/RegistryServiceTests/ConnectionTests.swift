// Connections that stall, trickle, break off or do not speak HTTP.

import Foundation
import RegistryService
import Testing

@Suite struct ConnectionTests {
  private static let head =
    "POST /v1/enrollments HTTP/1.1\r\nHost: registry\r\nContent-Type: application/json\r\n"
    + "Content-Length: 1000\r\n\r\n"

  /// With little patience for bodies or for silence; afterwards the registry must be ready for others.
  private func withHastyRegistry(
    change: (inout RegistryConfiguration) -> Void = { $0.limits.bodySeconds = 1 },
    _ body: @Sendable (Int) async throws -> Void
  ) async throws {
    try await RunningRegistry.use(change: change) { running in
      let port = try #require(URL(string: running.url)?.port)
      try await body(port)
      #expect(try await Exchange("GET", running.url + "/ready").status == 200)
    }
  }

  @Test func bodiesThatTrickleAreAnswered408AndCutOff() async throws {
    try await withHastyRegistry { port in
      let connection = await RawConnection.exchange(port: port, head: Self.head, trickle: " ")
      #expect(connection.received.hasPrefix("HTTP/1.1 408 "))
      #expect(connection.received.contains("body_too_slow"))
      #expect(connection.isClosed)
    }
  }

  @Test func connectionsThatStallAreCutOff() async throws {
    try await withHastyRegistry(change: { $0.limits.idleSeconds = 1 }) { port in
      for head in [Self.head, "POST /v1/enr", ""] {
        #expect(await RawConnection.exchange(port: port, head: head).isClosed)
      }
    }
  }

  @Test func bodiesWithoutEndAreAnswered413AndCutOff() async throws {
    try await withHastyRegistry { port in
      let head = Self.head.replacing("Content-Length: 1000", with: "Content-Length: 999999999999")
      let connection = await RawConnection.exchange(port: port, head: head, trickle: "   ")
      #expect(connection.received.hasPrefix("HTTP/1.1 413 "))
      #expect(connection.isClosed)
    }
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "BREW /v1/registry HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/registry HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "GET /v1/registry HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200_000))\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{0}\u{5}", "GET  HTTP/1.1\r\n\r\n",
  ])
  func whatIsNotHTTPIsRefusedAndCutOff(text: String) async throws {
    try await withHastyRegistry { port in
      let connection = await RawConnection.exchange(port: port, head: text)
      #expect(connection.received.isEmpty || connection.received.hasPrefix("HTTP/1.1 4"))
      #expect(connection.isClosed)
    }
  }
}
