import FiniteFields

/// The loops on parts of tables, called on whole arrays.
extension FieldVector {
  /// Entry i adds the fractions i and i + half.
  static func fractionSum<K: ExtensionField>(
    numerators: [K], denominators: [K]
  ) -> (numerators: [K], denominators: [K]) {
    let half = numerators.count / 2
    var sums = [K](repeating: .zero, count: half)
    var products = sums
    numerators.withUnsafeBufferPointer { n in
      denominators.withUnsafeBufferPointer { d in
        sums.withUnsafeMutableBufferPointer { sums in
          products.withUnsafeMutableBufferPointer { products in
            func part(_ table: UnsafeBufferPointer<K>, _ range: Range<Int>) -> UnsafeBufferPointer<K> {
              UnsafeBufferPointer(rebasing: table[range])
            }
            fractionSum(
              part(n, 0..<half), part(d, 0..<half), part(n, half..<2 * half), part(d, half..<2 * half),
              numerators: sums, denominators: products)
          }
        }
      }
    }
    return (sums, products)
  }

  static func fractionRound<K: ExtensionField>(
    weights: [K], a: [K], n1: [K], d0: [K], d1: [K]
  ) -> (constant: K, quadratic: K) {
    open(weights, a, n1) { weights, a, n1 in
      open(d0, d1, []) { d0, d1, _ in fractionRound(weights: weights, a: a, n1: n1, d0: d0, d1: d1) }
    }
  }

  static func cubeRound<K: ExtensionField>(
    weights: [K], input: [K], output: [K]
  ) -> (constant: K, mixed: K, cubic: K) {
    open(weights, input, output) { cubeRound(weights: $0, input: $1, output: $2) }
  }

  static func fifthPowerRound<K: ExtensionField>(weights: [K], input: [K], output: [K]) -> [K] {
    open(weights, input, output) { fifthPowerRound(weights: $0, input: $1, output: $2) }
  }

  private static func open<K, Result>(
    _ a: [K], _ b: [K], _ c: [K],
    _ body: (UnsafeBufferPointer<K>, UnsafeBufferPointer<K>, UnsafeBufferPointer<K>) -> Result
  ) -> Result {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in c.withUnsafeBufferPointer { body(a, b, $0) } }
    }
  }
}

extension Multilinear {
  static func bindingLowest<K: ExtensionField>(base table: [K.Base], to x: K) -> [K] {
    var bound = [K](repeating: .zero, count: table.count / 2)
    bound.withUnsafeMutableBufferPointer { bound in
      table.withUnsafeBufferPointer { FieldVector.bindLowest(base: $0, to: x, into: bound) }
    }
    return bound
  }
}
