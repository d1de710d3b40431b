import FiniteFields
import Testing

/// Loops on parts of tables against their definitions, for counts around the vector widths.
@Suite struct RangeTests {
  private typealias K = KoalaBearQuintic
  private static let counts = [0, 1, 7, 8, 15, 16, 17, 40, 100]

  private func elements(_ count: Int, _ seed: UInt64) -> [K] {
    var generator = SplitMix(state: seed)
    return (0..<count).map { _ in
      K(
        KoalaBear(generator.next()), KoalaBear(generator.next()), KoalaBear(generator.next()),
        KoalaBear(generator.next()), KoalaBear(generator.next()))
    }
  }

  @Test(arguments: counts) func unitFractions(_ count: Int) {
    let (d0, d1) = (elements(count, 1), elements(count, 2))
    var (numerators, denominators) = (elements(count, 3), elements(count, 4))
    d0.withUnsafeBufferPointer { a in
      d1.withUnsafeBufferPointer { b in
        numerators.withUnsafeMutableBufferPointer { n in
          denominators.withUnsafeMutableBufferPointer { d in
            FieldVector.unitFractionSum(a, b, numerators: n, denominators: d)
          }
        }
      }
    }
    #expect(numerators == zip(d0, d1).map { $0 + $1 })
    #expect(denominators == zip(d0, d1).map { $0 * $1 })
  }

  @Test(arguments: counts) func products(_ count: Int) {
    let (weights, x, y) = (elements(count, 1), elements(2 * count, 2), elements(2 * count, 3))
    let sums = weights.withUnsafeBufferPointer { weights in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in FieldVector.productRound(weights: weights, x, y) }
      }
    }
    var constant = K.zero
    var quadratic = K.zero
    for (index, weight) in weights.enumerated() {
      let (low, high) = (2 * index, 2 * index + 1)
      constant += weight * x[low] * y[low]
      quadratic += weight * (x[high] - x[low]) * (y[high] - y[low])
    }
    #expect(sums.constant == constant && sums.quadratic == quadratic)
  }

  @Test(arguments: [(0, 0), (0, 1), (3, 8), (3, 5), (10, 1024), (12, 4096), (12, 2500), (12, 0), (13, 1)])
  func evaluation(variables: Int, count: Int) {
    var generator = SplitMix(state: 9)
    let table = (0..<count).map { _ in KoalaBear(generator.next()) }
    let point = elements(variables, 10)
    #expect(FieldVector.evaluate(base: table, at: point) == Multilinear.evaluate(base: table, at: point))
  }
}
