import FiniteFields
import Testing

/// Lazy reductions at their bounds: the largest numbers that the stated ranges allow, as many as are summed before a
/// reduction. (`Tests/KernelBounds` does the same inside the C kernels.)
@Suite struct ReductionBoundTests {
  /// Right factors for which all five products of a coefficient are as large as they can be, if the left one is
  /// `largest`; one for each coefficient (`factor_index` in `Quintic.c`), given by how far their Montgomery forms lie
  /// below p.
  static let extremes: [KoalaBearQuintic] = [
    [1, 2, 1, 1, 1], [1, 1, 1, 1, 1], [3, 3, 1, 2, 2], [2, 3, 1, 1, 2], [2, 2, 1, 1, 1],
  ].compactMap { below in
    KoalaBearQuintic(
      coefficients: below.map { KoalaBear(montgomeryForm: KoalaBear.modulus - $0) })
  }

  static let largest = KoalaBearQuintic(
    coefficients: [KoalaBear](repeating: KoalaBear(montgomeryForm: KoalaBear.modulus - 1), count: 5))

  @Test func quinticProducts() throws {
    let largest = try #require(Self.largest)
    #expect(Self.extremes.count == 5)
    for extreme in Self.extremes + [largest] {
      #expect((largest * extreme).canonicalBytes == IntegerOracleTests.product(largest, extreme))
      #expect((extreme * largest).canonicalBytes == IntegerOracleTests.product(extreme, largest))
      #expect(extreme.squared.canonicalBytes == IntegerOracleTests.product(extreme, extreme))
    }
  }

  /// Every product that a kernel sums has `largest` on the left and an extreme on the right.
  @Test func quinticKernels() throws {
    let largest = try #require(Self.largest)
    for extreme in Self.extremes {
      let product = largest * extreme
      for count in [8, 24, 1000] {
        let lefts = [KoalaBearQuintic](repeating: largest, count: count)
        let rights = [KoalaBearQuintic](repeating: extreme, count: count)
        var sum = lefts
        FieldVector.addProducts(&sum, lefts, rights)
        #expect(sum == [KoalaBearQuintic](repeating: largest + product, count: count))

        let fractions = FieldVector.fractionSum(numerators: lefts + lefts, denominators: rights + rights)
        #expect(fractions.numerators == [KoalaBearQuintic](repeating: product.doubled, count: count))

        var table = [KoalaBearQuintic](repeating: .zero, count: 2 * count)
        for index in 0..<count { table[2 * index + 1] = largest }
        Multilinear.bindLowest(&table, to: extreme)
        #expect(table == [KoalaBearQuintic](repeating: product, count: count))

        // The inner products give `largest` at 0 and as the leading coefficient; weights meet it on the right.
        let pairs = (0..<(2 * count)).map { KoalaBearQuintic($0 % 2 == 0 ? 1 : 2) }
        let lines = (0..<(2 * count)).map { $0 % 2 == 0 ? largest : largest.doubled }
        let zeros = [KoalaBearQuintic](repeating: .zero, count: 2 * count)
        let round = FieldVector.fractionRound(weights: rights, a: lines, n1: zeros, d0: zeros, d1: pairs)
        #expect(round.constant == KoalaBearQuintic(count) * product)
        #expect(round.quadratic == KoalaBearQuintic(count) * product)
        let cubes = FieldVector.cubeRound(
          weights: rights, input: zeros, output: [KoalaBearQuintic](repeating: largest, count: 2 * count))
        #expect(cubes.constant == KoalaBearQuintic(count) * product)
      }
    }
  }

  /// Montgomery forms r − 1 and the largest ones with lower limbs full of ones, in more products than are summed
  /// before a reduction (256 vectors of eight, or 256 rows).
  @Test func scalarKernels() throws {
    let ones = try #require(
      BN254Scalar(hex: "30644e72e131a028ffffffffffffffffffffffffffffffffffffffffffffffff"))
    for form in [BN254Scalar(-1), ones] {
      let x = BN254Scalar(montgomeryForm: form)
      let square = x.squared
      let count = 2 * 8 * 256 + 9
      let many = BN254Scalar(count)
      let all = [BN254Scalar](repeating: x, count: count)
      let lines = (0..<(2 * count)).map { $0 % 2 == 0 ? x : x.doubled }
      #expect(
        FieldVector.fifthPowerRound(weights: all, input: lines, output: lines)
          == [many * (square - square.squared * square)]
          + [BN254Scalar](repeating: many * square.squared * square, count: 4))
      #expect(Self.dot(all, all) == [many * square])
      let factors = Array(all[..<513])
      #expect(
        Self.combination([BN254Scalar](repeating: x, count: 9), all, factors)
          == [BN254Scalar](repeating: x + BN254Scalar(factors.count) * square, count: 9))
      // All coefficients equal: the first value is the largest sum of a transform, all others are zero.
      let transform = NumberTheoreticTransform<BN254Scalar>(log2Size: 10)
      var rows = [BN254Scalar](repeating: x, count: 2 * transform.size)
      rows.withUnsafeMutableBufferPointer { transform.forward(rows: $0, prefix: transform.size) }
      let values =
        [BN254Scalar(transform.size) * x] + [BN254Scalar](repeating: .zero, count: transform.size - 1)
      #expect(rows == values + values)
      let hash = Poseidon.hash(x, x)
      #expect(
        Poseidon.hashPairs([BN254Scalar](repeating: x, count: 18)) == [BN254Scalar](repeating: hash, count: 9)
      )
    }
  }

  private static func dot<K: ExtensionField>(_ row: [K], _ weights: [K]) -> [K] {
    row.withUnsafeBufferPointer { row in
      weights.withUnsafeBufferPointer {
        FieldVector.dotRows(rows: row, stride: 0, count: 1, length: row.count, weights: $0)
      }
    }
  }

  /// start + Σ_i factors[i] · entries[i...]
  private static func combination<K: ExtensionField>(_ start: [K], _ entries: [K], _ factors: [K]) -> [K] {
    var sum = start
    sum.withUnsafeMutableBufferPointer { sum in
      entries.withUnsafeBufferPointer { rows in
        factors.withUnsafeBufferPointer {
          FieldVector.combineRows(
            into: sum, rows: rows, stride: 1, count: $0.count, length: sum.count, factors: $0)
        }
      }
    }
    return sum
  }

  /// A transform over KoalaBear whose inputs are all p − 1, Montgomery forms p − 1 among them.
  @Test func transforms() throws {
    let largest = try #require(Self.largest)
    for log2Size in [6, 7, 8, 11, 13] {
      let transform = NumberTheoreticTransform<KoalaBear>(log2Size: log2Size)
      var values = [KoalaBearQuintic](repeating: largest, count: transform.size)
      transform.forward(&values)
      #expect(values[0] == KoalaBearQuintic(transform.size) * largest)
      #expect(values.dropFirst().allSatisfy { $0 == .zero })
    }
  }
}
