import Dispatch
import ProofSystem
import Synchronization

/// Independent pieces of work of unequal length on all cores.
enum ParallelRun {
  /// The value of every index below `count`, in order; `WORLDID_THREADS` lowers the number of threads.
  ///
  /// The first error ends the work that has not begun, and is thrown. Indices are taken one by one: segmenting one picture can take three
  /// times as long as another.
  static func map<Value: Sendable>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let state = Mutex((values: [Value?](repeating: nil, count: count), failure: Failure?.none))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(Workers.threadCount, count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count, state.withLock({ $0.failure == nil }) else { return }
        do throws(Failure) {
          let value = try body(index)
          state.withLock { $0.values[index] = value }
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let (values, failure) = state.withLock { ($0.values, $0.failure) }
    if let failure { throw failure }
    return values.compactMap { $0 }
  }
}
