import FieldKernels

/// The kernels of `ScalarBinding.c`, `ScalarRounds.c` and `ScalarRows.c` over BN254; each does all elements or returns 0.
extension VectorKernels {
  @usableFromInline
  static func bindScalars(_ table: UnsafeMutableRawPointer, _ x: UnsafeRawPointer, _ count: Int) -> Int {
    worldid_bn254_bind(longWords(table), longWords(x), count)
  }

  @usableFromInline
  static func splitScalars(_ table: UnsafeMutableRawPointer, _ x: UnsafeRawPointer, _ half: Int) -> Int {
    worldid_bn254_split(longWords(table), longWords(x), half)
  }

  @usableFromInline
  static func fifthPowerRound(
    _ weights: UnsafeRawPointer, _ input: UnsafeRawPointer, _ output: UnsafeRawPointer,
    _ sums: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_bn254_fifth_power_round(
      longWords(weights), longWords(input), longWords(output), longWords(sums), count)
  }

  static func combineScalarRows(
    _ sum: UnsafeMutableRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int,
    _ factors: UnsafeRawPointer
  ) -> Int {
    worldid_bn254_combine_rows(
      longWords(sum), longWords(rows), stride, count, length, longWords(factors))
  }

  static func dotScalarRows(
    _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int, _ weights: UnsafeRawPointer,
    _ results: UnsafeMutableRawPointer
  ) -> Int {
    guard worldid_kernels_level() >= Int32(WORLDID_KERNELS_AVX512_IFMA) else { return 0 }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 5 * (length + 8)) { scratch in
      guard let start = scratch.baseAddress else { return 0 }
      return worldid_bn254_dot_rows(
        longWords(rows), stride, count, length, longWords(weights), start, longWords(results))
    }
  }

  static func longWords(_ pointer: UnsafeRawPointer) -> UnsafePointer<UInt64> {
    pointer.assumingMemoryBound(to: UInt64.self)
  }

  static func longWords(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
    pointer.assumingMemoryBound(to: UInt64.self)
  }
}
