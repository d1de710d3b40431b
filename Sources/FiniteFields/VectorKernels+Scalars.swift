import FieldKernels

/// The kernels of `ScalarRounds.c` over BN254; each does all elements or returns 0.
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

  static func longWords(_ pointer: UnsafeRawPointer) -> UnsafePointer<UInt64> {
    pointer.assumingMemoryBound(to: UInt64.self)
  }

  static func longWords(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
    pointer.assumingMemoryBound(to: UInt64.self)
  }
}
