/// Matrices of `count` rows, row i beginning at rows[i · stride] with `length` entries, multiplied by a vector from the
/// left or from the right. The portable loops are here, those of BN254 in `BN254Scalar+Rows.swift`.
extension FieldVector {
  /// sum[j] += Σ_i factors[i] · rows[i · stride + j] for j < length, the rows over the base field.
  ///
  /// - Precondition: there is a factor for each row, and the rows and the sum have all these entries.
  @inlinable
  public static func combineRows<K: ExtensionField>(
    into sum: UnsafeMutableBufferPointer<K>, rows: UnsafeBufferPointer<K.Base>, stride: Int,
    count rowCount: Int, length: Int, factors: UnsafeBufferPointer<K>
  ) {
    precondition(factors.count == rowCount, "a factor for each row")
    precondition(length <= sum.count, "a sum for each entry")
    checkRows(entries: rows.count, stride: stride, count: rowCount, length: length)
    guard rowCount > 0, length > 0, let target = sum.baseAddress, let source = rows.baseAddress,
      let factor = factors.baseAddress
    else { return }
    if VectorKernels.isQuintic(K.self),
      VectorKernels.combineBaseRows(target, source, stride, rowCount, length, factor) > 0
    {
      return
    }
    if K.self == BN254Scalar.self {
      return BN254Scalar.combineRows(target, source, stride, rowCount, length, factor)
    }
    for row in 0..<rowCount {
      for index in 0..<length { target[index].addProduct(factor[row], base: source[row &* stride &+ index]) }
    }
  }

  /// sum[j] += Σ_i factors[i] · rows[i · stride + j] for j < length, the rows over the extension.
  ///
  /// - Precondition: there is a factor for each row, and the rows and the sum have all these entries.
  @inlinable
  public static func combineRows<K: ExtensionField>(
    into sum: UnsafeMutableBufferPointer<K>, rows: UnsafeBufferPointer<K>, stride: Int,
    count rowCount: Int, length: Int, factors: UnsafeBufferPointer<K>
  ) {
    precondition(factors.count == rowCount, "a factor for each row")
    precondition(length <= sum.count, "a sum for each entry")
    checkRows(entries: rows.count, stride: stride, count: rowCount, length: length)
    guard rowCount > 0, length > 0, let target = sum.baseAddress, let source = rows.baseAddress,
      let factor = factors.baseAddress
    else { return }
    if VectorKernels.isQuintic(K.self),
      VectorKernels.combineRows(target, source, stride, rowCount, length, factor) > 0
    {
      return
    }
    if K.self == BN254Scalar.self {
      return BN254Scalar.combineRows(target, source, stride, rowCount, length, factor)
    }
    for row in 0..<rowCount {
      for index in 0..<length { target[index].addProduct(factor[row], source[row &* stride &+ index]) }
    }
  }

  /// Σ_j weights[j] · rows[i · stride + j] over j < length for each row i, the rows over the base field.
  ///
  /// - Precondition: there is a weight for each entry of a row, and the rows have all these entries.
  @inlinable
  public static func dotRows<K: ExtensionField>(
    rows: UnsafeBufferPointer<K.Base>, stride: Int, count rowCount: Int, length: Int,
    weights: UnsafeBufferPointer<K>
  ) -> [K] {
    precondition(weights.count == length, "a weight for each entry")
    checkRows(entries: rows.count, stride: stride, count: rowCount, length: length)
    var results = [K](repeating: .zero, count: rowCount)
    guard rowCount > 0, length > 0, let source = rows.baseAddress, let weight = weights.baseAddress else {
      return results
    }
    if VectorKernels.isQuintic(K.self),
      VectorKernels.dotBaseRows(source, stride, rowCount, length, weight, &results) > 0
    {
      return results
    }
    if K.self == BN254Scalar.self {
      BN254Scalar.dotRows(source, stride, rowCount, length, weight, &results)
      return results
    }
    for row in 0..<rowCount {
      for index in 0..<length { results[row].addProduct(weight[index], base: source[row &* stride &+ index]) }
    }
    return results
  }

  /// Σ_j weights[j] · rows[i · stride + j] over j < length for each row i, the rows over the extension.
  ///
  /// - Precondition: there is a weight for each entry of a row, and the rows have all these entries.
  @inlinable
  public static func dotRows<K: ExtensionField>(
    rows: UnsafeBufferPointer<K>, stride: Int, count rowCount: Int, length: Int,
    weights: UnsafeBufferPointer<K>
  ) -> [K] {
    precondition(weights.count == length, "a weight for each entry")
    checkRows(entries: rows.count, stride: stride, count: rowCount, length: length)
    var results = [K](repeating: .zero, count: rowCount)
    guard rowCount > 0, length > 0, let source = rows.baseAddress, let weight = weights.baseAddress else {
      return results
    }
    if VectorKernels.isQuintic(K.self),
      VectorKernels.dotRows(source, stride, rowCount, length, weight, &results) > 0
    {
      return results
    }
    if K.self == BN254Scalar.self {
      BN254Scalar.dotRows(source, stride, rowCount, length, weight, &results)
      return results
    }
    for row in 0..<rowCount {
      for index in 0..<length { results[row].addProduct(weight[index], source[row &* stride &+ index]) }
    }
    return results
  }

  @inlinable
  static func checkRows(entries: Int, stride: Int, count: Int, length: Int) {
    precondition(count >= 0 && length >= 0 && stride >= 0, "counts are not negative")
    precondition(
      count == 0 || (count - 1) * stride + length <= entries,
      "\(count) rows of \(length) entries, \(stride) apart, need more than \(entries)")
  }
}
