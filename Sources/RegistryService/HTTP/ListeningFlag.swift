// Whether the server got as far as listening.

import Synchronization

/// Set once, read from anywhere.
final class ListeningFlag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}
