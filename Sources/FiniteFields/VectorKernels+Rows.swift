import FieldKernels

/// The kernels of `Rows.c` and `FirstRounds.c`; each returns 0 when there is none for the machine.
extension VectorKernels {
  @usableFromInline
  static func combineBaseRows(
    _ sum: UnsafeMutableRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int,
    _ factors: UnsafeRawPointer
  ) -> Int {
    worldid_quintic_combine_base_rows(
      sum.assumingMemoryBound(to: UInt32.self), rows.assumingMemoryBound(to: UInt32.self), stride, count,
      length,
      factors.assumingMemoryBound(to: UInt32.self))
  }

  @usableFromInline
  static func combineRows(
    _ sum: UnsafeMutableRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int,
    _ factors: UnsafeRawPointer
  ) -> Int {
    worldid_quintic_combine_rows(
      sum.assumingMemoryBound(to: UInt32.self), rows.assumingMemoryBound(to: UInt32.self), stride, count,
      length,
      factors.assumingMemoryBound(to: UInt32.self))
  }

  @usableFromInline
  static func dotBaseRows(
    _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int, _ weights: UnsafeRawPointer,
    _ results: UnsafeMutableRawPointer
  ) -> Int {
    worldid_quintic_dot_base_rows(
      rows.assumingMemoryBound(to: UInt32.self), stride, count, length,
      weights.assumingMemoryBound(to: UInt32.self), results.assumingMemoryBound(to: UInt32.self))
  }

  @usableFromInline
  static func dotRows(
    _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int, _ weights: UnsafeRawPointer,
    _ results: UnsafeMutableRawPointer
  ) -> Int {
    worldid_quintic_dot_rows(
      rows.assumingMemoryBound(to: UInt32.self), stride, count, length,
      weights.assumingMemoryBound(to: UInt32.self), results.assumingMemoryBound(to: UInt32.self))
  }

  @usableFromInline
  static func bindBase(
    _ table: UnsafeRawPointer, _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_bind_base(
      table.assumingMemoryBound(to: UInt32.self), x.assumingMemoryBound(to: UInt32.self),
      result.assumingMemoryBound(to: UInt32.self), count)
  }

  @usableFromInline
  static func cubeRoundBase(
    _ weights: UnsafeRawPointer, _ input: UnsafeRawPointer, _ output: UnsafeRawPointer,
    _ sums: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_cube_round_base(
      weights.assumingMemoryBound(to: UInt32.self), input.assumingMemoryBound(to: UInt32.self),
      output.assumingMemoryBound(to: UInt32.self), sums.assumingMemoryBound(to: UInt32.self), count)
  }
}
