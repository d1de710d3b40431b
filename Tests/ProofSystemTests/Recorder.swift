import Synchronization

/// A value that a hook leaves for the test.
final class Recorder<Value: Sendable>: Sendable {
  private let storage = Mutex<Value?>(nil)

  var value: Value? { storage.withLock { $0 } }

  func set(_ value: Value) { storage.withLock { $0 = value } }

  /// Changes what is stored, starting from `initial`.
  func update<Result: Sendable>(from initial: Value, _ change: @Sendable (inout Value) -> Result) -> Result {
    storage.withLock { stored in
      var value = stored ?? initial
      let result = change(&value)
      stored = value
      return result
    }
  }
}
