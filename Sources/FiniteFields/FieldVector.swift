/// The loops over long arrays in which provers spend their time. For `KoalaBearQuintic` they run in the vector
/// kernels of `FieldKernels` where the machine has them.
///
/// `worldid bench engine` prints what the kernels reach on a machine. `FieldVector+Ranges.swift` has the loops over parts of
/// tables, `FieldVector+Rows.swift` those over matrices.
///
/// Arrays named together have the same count unless a function says otherwise.
public enum FieldVector {
  /// sum[i] += factor · row[i] for a row over the base field, not longer than the sum.
  @inlinable
  public static func addScaled<K: ExtensionField>(
    _ sum: UnsafeMutableBufferPointer<K>, _ factor: K, base row: UnsafeBufferPointer<K.Base>
  ) {
    precondition(row.count <= sum.count, "the row is longer than the sum")
    guard let target = sum.baseAddress, let source = row.baseAddress else { return }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafePointer(to: factor) { VectorKernels.addScaledBase(target, $0, source, row.count) }
    }
    for index in done..<row.count { target[index].addProduct(factor, base: source[index]) }
  }

  /// sum[i] += factor · row[i] for a row over the extension, not longer than the sum.
  @inlinable
  public static func addScaled<K: ExtensionField>(
    _ sum: UnsafeMutableBufferPointer<K>, _ factor: K, _ row: UnsafeBufferPointer<K>
  ) {
    precondition(row.count <= sum.count, "the row is longer than the sum")
    guard let target = sum.baseAddress, let source = row.baseAddress else { return }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafePointer(to: factor) { VectorKernels.addScaled(target, $0, source, row.count) }
    }
    for index in done..<row.count { target[index].addProduct(factor, source[index]) }
  }

  /// sum[i] += a[i] · b[i]
  @inlinable
  public static func addProducts<K: ExtensionField>(_ sum: inout [K], _ a: [K], _ b: [K]) {
    precondition(a.count == sum.count && b.count == sum.count, "the arrays differ in length")
    sum.withUnsafeMutableBufferPointer { sum in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let target = sum.baseAddress, let left = a.baseAddress, let right = b.baseAddress else {
            return
          }
          var done = 0
          if VectorKernels.isQuintic(K.self) {
            done = VectorKernels.addProducts(target, left, right, sum.count)
          }
          for index in done..<sum.count { target[index].addProduct(left[index], right[index]) }
        }
      }
    }
  }
}
