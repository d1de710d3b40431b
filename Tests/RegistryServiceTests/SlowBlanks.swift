// A request body that is sent as slowly as a test likes.

import AsyncHTTPClient

/// Yields blanks one after another, with a pause before each.
struct SlowBlanks: AsyncSequence, Sendable {
  typealias Element = UInt8

  let count: Int
  let pause: Duration?

  struct AsyncIterator: AsyncIteratorProtocol {
    var remaining: Int
    let pause: Duration?

    mutating func next() async throws -> UInt8? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      if let pause { try await Task.sleep(for: pause) }
      return UInt8(ascii: " ")
    }
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(remaining: count, pause: pause)
  }
}
