// A clock that stands still until a test moves it.

import Synchronization

/// Unix seconds under the test's control.
final class SteppedClock: Sendable {
  private let seconds: Mutex<UInt64>

  init(_ seconds: UInt64 = 1_700_000_000) { self.seconds = Mutex(seconds) }

  var now: UInt64 { seconds.withLock { $0 } }

  func advance(by step: UInt64) { seconds.withLock { $0 += step } }

  /// The form that stores and configurations take.
  var reading: @Sendable () -> UInt64 { { self.now } }
}
