/// Replaces every element by its inverse, zeros by zero, with one field inversion and three multiplications an
/// element (Montgomery's trick). The time depends on where the zeros are.
@inlinable
public func batchInvert<K: FiniteField>(_ values: inout [K]) {
  var prefixes = [K]()
  prefixes.reserveCapacity(values.count)
  var product = K.one
  for value in values {
    prefixes.append(product)
    if value != .zero { product *= value }
  }
  var suffixInverse = product.inverse()
  for index in values.indices.reversed() where values[index] != .zero {
    let value = values[index]
    values[index] = suffixInverse * prefixes[index]
    suffixInverse *= value
  }
}

/// The inverses of the elements in order; zero for zero.
@inlinable
public func batchInverse<K: FiniteField>(_ values: [K]) -> [K] {
  var inverses = values
  batchInvert(&inverses)
  return inverses
}
