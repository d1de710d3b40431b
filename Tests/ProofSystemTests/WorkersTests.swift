import Dispatch
import Foundation
import ProofSystem
import Synchronization
import Testing

/// Fork and join: every index once, in its place, for any number of threads.
@Suite struct WorkersTests {
  private static let cases = [1, 2, 3, 8].flatMap { threads in
    [(0, 1), (1, 1), (2, 1), (7, 3), (100, 1), (1000, 1000), (4097, 16), (100_000, 64)].map {
      (threads: threads, count: $0.0, grain: $0.1)
    }
  }

  private func onThreads<Value>(_ count: Int, _ body: () -> Value) -> Value {
    Workers.$threadOverride.withValue(count, operation: body)
  }

  @Test(arguments: cases) func everyIndexIsVisitedOnce(threads: Int, count: Int, grain: Int) {
    let visits = onThreads(threads) {
      var visits = [Int](repeating: 0, count: count)
      Workers.update(&visits, grain: grain) { range, slice in
        for (offset, index) in range.enumerated() { slice[offset] += index + 1 }
      }
      return visits
    }
    #expect(visits == Array(1..<(count + 1)))
  }

  @Test(arguments: cases) func valuesComeInOrder(threads: Int, count: Int, grain: Int) {
    let ranges = onThreads(threads) { Workers.map(count: count, grain: grain) { $0 } }
    #expect(ranges.flatMap { Array($0) } == Array(0..<count))
    #expect(ranges.allSatisfy { !$0.isEmpty })
    if threads == 1 { #expect(ranges.count <= 1) }
  }

  @Test(arguments: cases) func arraysAreFilled(threads: Int, count: Int, grain: Int) {
    let squares: [Int] = onThreads(threads) {
      Workers.array(count: count, grain: grain) { range, slice in
        for (offset, index) in range.enumerated() { slice[offset] = index * index }
      }
    }
    #expect(squares == (0..<count).map { $0 * $0 })
  }

  @Test func smallCountsRunOnTheCaller() {
    #expect(onThreads(8) { Workers.map(count: 1999, grain: 1000) { $0 } } == [0..<1999])
  }

  /// Two chunks that wait for each other end early only when two threads run them; others may have the helpers meanwhile.
  @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1)) func chunksRunAtTheSameTime() {
    let met = Atomic<Bool>(false)
    let end = ContinuousClock.now + .seconds(60)
    while !met.load(ordering: .relaxed), ContinuousClock.now < end {
      let arrived = Atomic<Int>(0)
      onThreads(2) {
        Workers.perform(count: 2, grain: 1) { _ in
          arrived.add(1, ordering: .sequentiallyConsistent)
          let deadline = ContinuousClock.now + .milliseconds(20)
          while ContinuousClock.now < deadline {
            if arrived.load(ordering: .sequentiallyConsistent) == 2 {
              return met.store(true, ordering: .relaxed)
            }
          }
        }
      }
    }
    let haveMet = met.load(ordering: .relaxed)
    #expect(haveMet)
  }

  /// Helpers go from one caller's loop to the next, awake or asleep, and a loop within a loop does without them.
  @Test func manyCallersAndLoopsWithinLoops() {
    let total = Atomic<Int>(0)
    let callers = (0..<4).map { caller in
      let isDone = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        for round in 0..<2000 {
          Workers.$threadOverride.withValue(2 + round % 3) {
            Workers.perform(count: 8, grain: 1) { outer in
              for _ in outer {
                Workers.perform(count: 4, grain: 1) { total.add($0.count, ordering: .relaxed) }
              }
            }
          }
          // Long enough for helpers to fall asleep.
          if round % 500 == caller { Thread.sleep(forTimeInterval: 0.002) }
        }
        isDone.signal()
      }
      return isDone
    }
    for caller in callers { caller.wait() }
    #expect(total.load(ordering: .relaxed) == 4 * 2000 * 8 * 4)
  }

  @Test(arguments: [1, 2]) func twoThingsAtOnce(threads: Int) {
    let (text, number) = onThreads(threads) { Workers.both({ "first" }, { 2 }) }
    #expect(text == "first" && number == 2)
  }

  @Test func loopsNest() {
    let sums = onThreads(4) {
      Workers.map(count: 16, grain: 1) { outer in
        Workers.map(count: 1000, grain: 10) { $0.reduce(0, +) }.reduce(0, +) * outer.count
      }
    }
    #expect(sums.reduce(0, +) == 16 * 499_500)
  }
}
