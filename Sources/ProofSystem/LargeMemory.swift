#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Asks the system for large pages before memory is touched for the first time, so that a table of some megabytes costs a few page faults
/// instead of thousands. Without them, everything works the same.
func preferLargePages<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
  #if os(Linux)
    let page = 1 << 21
    let bytes = UnsafeMutableRawBufferPointer(memory)
    guard bytes.count >= 2 * page, let start = bytes.baseAddress else { return }
    let skipped = -Int(bitPattern: start) & (page - 1)
    // A hint: what it returns changes nothing.
    _ = madvise(start + skipped, (bytes.count - skipped) & ~(page - 1), MADV_HUGEPAGE)
  #endif
}

extension Array where Element: BitwiseCopyable {
  /// An array for a long table, in large pages where there are some.
  ///
  /// - Parameter body: writes all elements.
  init(large count: Int, _ body: (UnsafeMutableBufferPointer<Element>) -> Void) {
    guard count > 0 else {
      // All empty arrays share one place in memory, which the initialiser below would write to.
      self = []
      return
    }
    self.init(unsafeUninitializedCapacity: count) { memory, initialized in
      let elements = UnsafeMutableBufferPointer(rebasing: memory[..<count])
      preferLargePages(elements)
      body(elements)
      initialized = count
    }
  }
}
