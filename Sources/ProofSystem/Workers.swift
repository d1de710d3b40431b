import Foundation
import Synchronization

/// Fork and join over index ranges: how the prover's long loops use all cores.
///
/// A range is cut into chunks, which the caller and helping threads take one after the other, so a thread that wakes up late costs nothing.
/// Where the cuts lie depends on the number of threads, so a body's results must not depend on them: field arithmetic is exact.
/// Bodies are `@Sendable`, so the compiler checks what they capture; results go through the slices and values below.
public enum Workers {
  /// Threads that a loop may use: one a core, at most 8. `WORLDID_THREADS` in the environment lowers it; 1 means no threads.
  public static let threadCount: Int = {
    let cores = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 8)
    guard let text = ProcessInfo.processInfo.environment["WORLDID_THREADS"], let limit = Int(text), limit >= 1
    else { return cores }
    return min(cores, limit)
  }()

  /// Tests only: another number of threads within a scope; there are no more than `threadCount`.
  @TaskLocal package static var threadOverride: Int?

  /// Runs a body on ranges that together are 0..<count, each once.
  ///
  /// - Parameter grain: indices that are worth a thread (about 20 µs of work); up to twice as many run on the caller alone.
  public static func perform(count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
    run(Chunks(count: count, grain: grain, threads: threads)) { body($1) }
  }

  /// One value a chunk, in the order of the chunks, which together are 0..<count.
  public static func map<Value: Sendable>(
    count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Value
  ) -> [Value] {
    let chunks = Chunks(count: count, grain: grain, threads: threads)
    guard chunks.count > 1 else { return count > 0 ? [body(0..<count)] : [] }
    return [Value](unsafeUninitializedCapacity: chunks.count) { buffer, initialized in
      let values = Shared(buffer)
      run(chunks) { values.buffer.initializeElement(at: $0, to: body($1)) }
      initialized = chunks.count
    }
  }

  /// A new array; the body writes all elements of its range's slice.
  public static func array<Element: BitwiseCopyable & Sendable>(
    count: Int, grain: Int, _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    [Element](large: count) { buffer in
      let elements = Shared(buffer)
      perform(count: count, grain: grain) { body($0, elements.slice($0)) }
    }
  }

  /// Changes an array in place; the body gets its range's slice.
  public static func update<Element: Sendable>(
    _ array: inout [Element], grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
  ) {
    array.withUnsafeMutableBufferPointer { buffer in
      let elements = Shared(buffer)
      perform(count: elements.buffer.count, grain: grain) { body($0, elements.slice($0)) }
    }
  }

  /// Two different things at once.
  public static func both<First: Sendable, Second: Sendable>(
    _ first: @Sendable () -> First, _ second: @Sendable () -> Second
  ) -> (First, Second) {
    withUnsafeTemporaryAllocation(of: First.self, capacity: 1) { a in
      withUnsafeTemporaryAllocation(of: Second.self, capacity: 1) { b in
        let (a, b) = (Shared(a), Shared(b))
        perform(count: 2, grain: 1) { range in
          if range.contains(0) { a.buffer.initializeElement(at: 0, to: first()) }
          if range.contains(1) { b.buffer.initializeElement(at: 0, to: second()) }
        }
        return (a.buffer.moveElement(from: 0), b.buffer.moveElement(from: 0))
      }
    }
  }

  private static var threads: Int { threadOverride ?? threadCount }

  /// The caller takes part; a helper that comes when all chunks are taken finds nothing to do.
  private static func run(_ chunks: Chunks, _ body: @Sendable (_ index: Int, _ range: Range<Int>) -> Void) {
    let threads = min(threads, chunks.count)
    guard threads > 1 else {
      for index in 0..<chunks.count { body(index, chunks[index]) }
      return
    }
    let next = Atomic<Int>(0)
    HelperThreads.shared.run(helperCount: threads - 1) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < chunks.count else { return }
        body(index, chunks[index])
      }
    }
  }

  /// 0..<total cut into equal parts, the last one shorter.
  private struct Chunks: Sendable {
    let total: Int
    let size: Int
    let count: Int

    init(count total: Int, grain: Int, threads: Int) {
      // Many chunks a thread even out threads of unequal speed; whole vectors, because kernels leave odd ends to slow loops.
      let parts = threads > 1 ? max(1, min(total / max(grain, 1), 16 * threads)) : 1
      let even = max(1, (total + parts - 1) / parts)
      size = even > 16 ? (even + 15) & ~15 : even
      self.total = max(total, 0)
      count = (self.total + size - 1) / size
    }

    subscript(index: Int) -> Range<Int> { index * size..<min((index + 1) * size, total) }
  }
}

/// Memory in which several threads write at once.
///
/// Safe as it is used here: it does not outlive the call that owns the memory, chunks are disjoint, so no two threads touch the same
/// element, and `HelperThreads` orders everything before it, all chunks, and everything after it.
struct Shared<Element>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Element>

  init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }

  func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: buffer[range])
  }
}
