/// The row loops of `FieldVector` for BN254: a vector kernel where the machine has one, else loops whose products share
/// a Montgomery reduction three at a time.
///
/// The pointers are to elements of this type; generic code has checked that and all counts.
extension BN254Scalar {
  @usableFromInline
  static func combineRows(
    _ sum: UnsafeMutableRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int,
    _ factors: UnsafeRawPointer
  ) {
    if VectorKernels.combineScalarRows(sum, rows, stride, count, length, factors) > 0 { return }
    let sum = sum.assumingMemoryBound(to: BN254Scalar.self)
    let rows = rows.assumingMemoryBound(to: BN254Scalar.self)
    let factors = factors.assumingMemoryBound(to: BN254Scalar.self)
    var row = 0
    while row + 3 <= count {
      let first = rows + row * stride
      let (a, b, c) = (factors[row], factors[row + 1], factors[row + 2])
      for index in 0..<length {
        sum[index] += dot(a, first[index], b, first[stride &+ index], c, first[2 &* stride &+ index])
      }
      row += 3
    }
    while row < count {
      for index in 0..<length { sum[index] += factors[row] * rows[row &* stride &+ index] }
      row += 1
    }
  }

  @usableFromInline
  static func dotRows(
    _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ length: Int, _ weights: UnsafeRawPointer,
    _ results: UnsafeMutableRawPointer
  ) {
    if VectorKernels.dotScalarRows(rows, stride, count, length, weights, results) > 0 { return }
    let rows = rows.assumingMemoryBound(to: BN254Scalar.self)
    let weights = weights.assumingMemoryBound(to: BN254Scalar.self)
    let results = results.assumingMemoryBound(to: BN254Scalar.self)
    for row in 0..<count {
      let entries = rows + row * stride
      var sum = zero
      var index = 0
      while index &+ 3 <= length {
        sum += dot(
          weights[index], entries[index], weights[index &+ 1], entries[index &+ 1], weights[index &+ 2],
          entries[index &+ 2])
        index &+= 3
      }
      while index < length {
        sum += weights[index] * entries[index]
        index &+= 1
      }
      results[row] = sum
    }
  }
}
