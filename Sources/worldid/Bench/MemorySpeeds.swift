import Dispatch
import Foundation
import Synchronization

/// How fast this machine moves memory, in GB/s on several threads: the bound of anything that reads much and computes little.
struct MemorySpeeds {
  /// Bytes that are summed up.
  let read: Double
  /// Bytes that are copied, each counted once.
  let copy: Double

  init(byteCount: Int, threads: Int, runs: Int) {
    let words = max(byteCount / 16, 1)
    let source = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: words)
    let target = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: words)
    defer {
      source.deallocate()
      target.deallocate()
    }
    // Written once, so that every page is there.
    for index in 0..<words { source.initializeElement(at: index, to: UInt64(index)) }
    target.initialize(repeating: 0)
    let memory = Memory(source: source, target: target)
    let sum = Atomic<UInt64>(0)
    let clock = ContinuousClock()
    func fastest(_ body: @Sendable (Range<Int>) -> Void) -> Double {
      var best = Double.infinity
      for _ in 0..<max(runs, 3) {
        let duration = clock.measure {
          DispatchQueue.concurrentPerform(iterations: threads) { thread in
            body((words * thread / threads)..<(words * (thread + 1) / threads))
          }
        }
        best = min(best, duration.milliseconds / 1000)
      }
      return Double(words) * 8 / 1e9 / best
    }
    read = fastest { range in
      // Eight sums in parallel, so that additions do not wait for each other.
      var sums = SIMD8<UInt64>(repeating: 0)
      for index in stride(from: range.lowerBound, to: range.upperBound - 7, by: 8) {
        for lane in 0..<8 { sums[lane] &+= memory.source[index + lane] }
      }
      sum.wrappingAdd(sums.wrappedSum(), ordering: .relaxed)
    }
    copy = fastest { range in
      guard let from = memory.source.baseAddress, let to = memory.target.baseAddress else { return }
      memcpy(to + range.lowerBound, from + range.lowerBound, range.count * 8)
    }
  }

  /// Threads touch disjoint ranges, and the memory outlives them.
  private struct Memory: @unchecked Sendable {
    let source: UnsafeMutableBufferPointer<UInt64>
    let target: UnsafeMutableBufferPointer<UInt64>
  }
}
