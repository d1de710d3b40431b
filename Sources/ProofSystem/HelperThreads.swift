import FieldKernels
import Foundation
import Synchronization

/// Threads that wait for loops to help with: awake for a moment after each loop, asleep after that.
///
/// A proof is some hundred short loops one after the other. A thread that sleeps takes longer to wake than many of them run, so a helper
/// first watches for the next loop for about as long as waking would take.
final class HelperThreads: Sendable {
  /// One fewer than threads that a loop may use: the caller works too.
  static let shared = HelperThreads(count: Workers.threadCount - 1)

  /// A loop's free seats, in units of `seat`, and the helpers that have taken one and are still at work.
  private let state = Atomic<Int>(0)
  private static let seat = 1 << 16
  /// Whether some caller's loop has the helpers.
  private let isTaken = Atomic<Bool>(false)
  private let sleeperCount = Atomic<Int>(0)
  private let wakeUp = NSCondition()
  private let job = Job()

  /// Written by the caller that has the helpers while there are no seats and no one is at work; read by those who have a seat.
  private final class Job: @unchecked Sendable {
    var body: (@Sendable () -> Void)?
  }

  /// Looks at `state` before a helper goes to sleep: some 100 µs.
  private static let lookCount = 1 << 12

  private init(count: Int) {
    for _ in 0..<max(count, 0) {
      let thread = Thread { [unowned self] in work() }
      thread.name = "worldid helper"
      thread.start()
    }
  }

  /// Runs the body on the caller's thread and at the same time on up to `helperCount` others; all have returned when this returns.
  ///
  /// While another loop has the helpers, which is so for a loop within a loop, the caller works alone.
  func run(helperCount: Int, _ body: @Sendable () -> Void) {
    guard helperCount > 0, !isTaken.exchange(true, ordering: .acquiring) else { return body() }
    withoutActuallyEscaping(body) { body in
      job.body = body
      // Sequentially consistent, as is `sleep`: either the helper sees the seats or this sees the sleeper.
      state.store(helperCount * Self.seat, ordering: .sequentiallyConsistent)
      if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 {
        wakeUp.withLock { wakeUp.broadcast() }
      }
      body()
      // Whoever comes now finds no seat.
      state.bitwiseAnd(Self.seat - 1, ordering: .relaxed)
      var looks = 0
      while state.load(ordering: .acquiring) > 0 {
        looks += 1
        if looks % Self.lookCount == 0 { sched_yield() } else { worldid_pause() }
      }
      job.body = nil
    }
    isTaken.store(false, ordering: .releasing)
  }

  private func work() {
    while true {
      if !watch() { sleep() }
      runBody()
      state.subtract(1, ordering: .releasing)
    }
  }

  /// A function of its own, so that nothing of the body is held when the helper leaves its seat.
  @inline(never)
  private func runBody() { job.body?() }

  /// Returns whether a seat was taken.
  private func watch() -> Bool {
    for _ in 0..<Self.lookCount {
      if takeSeat() { return true }
      worldid_pause()
    }
    return false
  }

  /// Returns when a seat was taken.
  private func sleep() {
    wakeUp.lock()
    sleeperCount.add(1, ordering: .sequentiallyConsistent)
    while !takeSeat() { wakeUp.wait() }
    sleeperCount.subtract(1, ordering: .relaxed)
    wakeUp.unlock()
  }

  private func takeSeat() -> Bool {
    var seen = state.load(ordering: .sequentiallyConsistent)
    while seen >= Self.seat {
      let (isExchanged, now) = state.compareExchange(
        expected: seen, desired: seen - Self.seat + 1, ordering: .acquiring)
      if isExchanged { return true }
      seen = now
    }
    return false
  }
}
