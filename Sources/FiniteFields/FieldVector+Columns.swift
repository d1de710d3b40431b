extension FieldVector {
  /// Writes columns of a matrix one after the other as canonical encodings: a column's entries in the base rows, then
  /// its entries in the extension rows.
  ///
  /// - Parameters:
  ///   - base: rows of `length` entries over the base field, one after the other.
  ///   - extended: rows of `length` entries over the extension.
  ///   - columns: lies in 0..<length.
  ///   - target: takes the bytes of all these columns.
  @inlinable
  public static func writeColumns<K: ExtensionField>(
    base: UnsafeBufferPointer<K.Base>, extended: UnsafeBufferPointer<K>, length: Int, columns: Range<Int>,
    to target: UnsafeMutableRawBufferPointer
  ) {
    let baseRows = base.count / length
    let extendedRows = extended.count / length
    let stride = baseRows * K.Base.byteCount + extendedRows * K.byteCount
    precondition(
      base.count == baseRows * length && extended.count == extendedRows * length,
      "rows have \(length) entries")
    precondition(columns.lowerBound >= 0 && columns.upperBound <= length, "there are \(length) columns")
    precondition(target.count >= columns.count * stride, "the columns take \(columns.count * stride) bytes")
    guard var column = target.baseAddress else { return }
    var first = columns.lowerBound
    while first < columns.upperBound {
      var done = 0
      if columns.upperBound - first >= 8 {
        if VectorKernels.isQuintic(K.self) {
          done = VectorKernels.koalaBearColumns(
            base.baseAddress, baseRows, extended.baseAddress, extendedRows, length, first, column, stride)
        } else if K.self == BN254Scalar.self {
          done = VectorKernels.scalarColumns(base.baseAddress, baseRows, length, first, column, stride)
          if done > 0 {
            let offset = baseRows * K.Base.byteCount
            done = VectorKernels.scalarColumns(
              extended.baseAddress, extendedRows, length, first, column + offset, stride)
          }
        }
      }
      if done == 0 {
        var entry = column
        for row in 0..<baseRows {
          base[row &* length &+ first].writeCanonical(to: entry)
          entry += K.Base.byteCount
        }
        for row in 0..<extendedRows {
          extended[row &* length &+ first].writeCanonical(to: entry)
          entry += K.byteCount
        }
        done = 1
      }
      first += done
      column += done * stride
    }
  }
}
