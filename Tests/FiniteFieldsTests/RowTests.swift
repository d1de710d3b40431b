import FiniteFields
import Testing

/// Row combinations and row dot products against single products.
@Suite struct RowTests {
  /// Rows, entries a row, and unused entries after each row. The kernels of `Rows.c` fold their sums after eight
  /// products, reduce after 120 rows or 1024 entries, and work on 8 or 16 entries at once; those of `ScalarRows.c` reduce
  /// after 256 rows or 2048 entries.
  static let shapes: [(count: Int, length: Int, gap: Int)] = [
    (0, 5, 0), (3, 0, 2), (1, 1, 0), (2, 7, 1), (3, 8, 0), (4, 9, 3), (5, 16, 0), (7, 17, 1), (8, 31, 0),
    (9, 32, 5), (17, 33, 0), (119, 5, 0), (120, 16, 0), (121, 24, 1), (249, 3, 0), (2, 1023, 0), (3, 1024, 0),
    (4, 1025, 2), (1, 2071, 0), (256, 9, 0), (515, 8, 1),
  ]

  static func check<K: Sampled>(
    _: K.Type, _ shape: (count: Int, length: Int, gap: Int), _ sample: (Int, UInt64) -> [K]
  ) {
    let stride = shape.length + shape.gap
    // No entry behind the last row, so that reading beyond it would be noticed by the sanitizer.
    let entries = max(0, shape.count * stride - shape.gap)
    let rows = sample(entries, 70)
    let base = sample(entries, 71).map { $0.coefficient(0) }
    let factors = sample(shape.count, 72)
    let weights = sample(shape.length, 73)
    let start = sample(shape.length + 1, 74)

    var (expected, expectedBase) = (start, start)
    var dots = [K](repeating: .zero, count: shape.count)
    var baseDots = dots
    for row in 0..<shape.count {
      for index in 0..<shape.length {
        let entry = rows[row * stride + index]
        let baseEntry = base[row * stride + index]
        expected[index] += factors[row] * entry
        expectedBase[index] += factors[row].scaled(by: baseEntry)
        dots[row] += weights[index] * entry
        baseDots[row] += weights[index].scaled(by: baseEntry)
      }
    }
    var (sum, baseSum) = (start, start)
    factors.withUnsafeBufferPointer { factors in
      rows.withUnsafeBufferPointer { rows in
        sum.withUnsafeMutableBufferPointer {
          FieldVector.combineRows(
            into: $0, rows: rows, stride: stride, count: shape.count, length: shape.length, factors: factors)
        }
      }
      base.withUnsafeBufferPointer { rows in
        baseSum.withUnsafeMutableBufferPointer {
          FieldVector.combineRows(
            into: $0, rows: rows, stride: stride, count: shape.count, length: shape.length, factors: factors)
        }
      }
    }
    #expect(sum == expected)
    #expect(baseSum == expectedBase)
    weights.withUnsafeBufferPointer { weights in
      rows.withUnsafeBufferPointer {
        #expect(
          FieldVector.dotRows(
            rows: $0, stride: stride, count: shape.count, length: shape.length, weights: weights) == dots)
      }
      base.withUnsafeBufferPointer {
        #expect(
          FieldVector.dotRows(
            rows: $0, stride: stride, count: shape.count, length: shape.length, weights: weights) == baseDots)
      }
    }
  }

  @Test(arguments: shapes) func areSumsOfProducts(shape: (count: Int, length: Int, gap: Int)) {
    Self.check(KoalaBear.self, shape) { KoalaBear.samples($0, seed: $1) }
    Self.check(KoalaBearQuintic.self, shape) { KoalaBearQuintic.samples($0, seed: $1) }
    Self.check(BN254Scalar.self, shape) { BN254Scalar.samples($0, seed: $1) }
  }

  /// Products of the largest size and of one sign: entries at an end of their range and factors in its middle, where
  /// the kernels' offset representation has its extremes.
  @Test(arguments: shapes) func atTheAccumulationBound(shape: (count: Int, length: Int, gap: Int)) {
    let p = KoalaBear.modulus
    for entry in [0, 1, p - 1] {
      for factor in [0, 1, p / 2, p / 2 + 1, p - 1] {
        Self.check(KoalaBearQuintic.self, shape) { count, seed in
          let word = KoalaBear(montgomeryForm: seed <= 71 ? entry : factor)
          return [KoalaBearQuintic](
            repeating: KoalaBearQuintic(word, word, word, word, word), count: count)
        }
      }
    }
  }
}
