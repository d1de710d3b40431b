import FieldKernels
import FiniteFields
import Testing

/// Array loops against their definitions, element by element. With the vector kernels of this machine the counts
/// run through whole vectors and remainders; with WORLDID_KERNELS=portable the same tests cover the Swift loops.
@Suite struct FieldVectorTests {
  static let counts = [0, 1, 7, 8, 9, 16, 23, 64, 129]

  @Test func addScaled() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let sums = K.samples(count, seed: 30)
        let row = K.samples(count, seed: 31)
        let base = K.samples(count, seed: 32).map { $0.coefficient(0) }
        for factor in K.samples(6, seed: 33) {
          var sum = sums
          row.withUnsafeBufferPointer { row in
            sum.withUnsafeMutableBufferPointer { FieldVector.addScaled($0, factor, row) }
          }
          #expect(sum == zip(sums, row).map { $0 + factor * $1 })
          sum = sums
          base.withUnsafeBufferPointer { row in
            sum.withUnsafeMutableBufferPointer { FieldVector.addScaled($0, factor, base: row) }
          }
          #expect(sum == zip(sums, base).map { $0 + factor.scaled(by: $1) })
        }
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  /// The row may be the sum itself.
  @Test func addScaledToItself() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let row = K.samples(count, seed: 31)
        for factor in K.samples(3, seed: 33) {
          var sum = row
          sum.withUnsafeMutableBufferPointer { FieldVector.addScaled($0, factor, UnsafeBufferPointer($0)) }
          #expect(sum == row.map { $0 + factor * $0 })
        }
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func addProducts() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let sums = K.samples(count, seed: 34)
        let a = K.samples(count, seed: 35)
        let b = K.samples(count, seed: 36)
        var sum = sums
        FieldVector.addProducts(&sum, a, b)
        #expect(sum == sums.indices.map { sums[$0] + a[$0] * b[$0] })
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func fractions() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let n = K.samples(2 * count, seed: 37)
        let d = K.samples(2 * count, seed: 38)
        let sum = FieldVector.fractionSum(numerators: n, denominators: d)
        #expect(sum.numerators == (0..<count).map { n[$0] * d[count + $0] + n[count + $0] * d[$0] })
        #expect(sum.denominators == (0..<count).map { d[$0] * d[count + $0] })

        let weights = K.samples(count, seed: 39)
        let other = K.samples(2 * count, seed: 40)
        let more = K.samples(2 * count, seed: 41)
        let round = FieldVector.fractionRound(weights: weights, a: n, n1: d, d0: other, d1: more)
        // The quadratic through the values at 0, 1 and −1.
        func value(_ x: K) -> K {
          (0..<count).reduce(.zero) { total, i in
            func line(_ f: [K]) -> K { f[2 * i] + x * (f[2 * i + 1] - f[2 * i]) }
            return total + weights[i] * (line(n) * line(more) + line(d) * line(other))
          }
        }
        #expect(round.constant == value(.zero))
        #expect(round.quadratic.doubled == value(.one) + value(-.one) - value(.zero).doubled)
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func cubes() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let weights = K.samples(count, seed: 42)
        let input = K.samples(2 * count, seed: 43)
        let output = K.samples(2 * count, seed: 44)
        let round = FieldVector.cubeRound(weights: weights, input: input, output: output)
        var expected = (K.zero, K.zero, K.zero)
        for i in 0..<count {
          let u = input[2 * i]
          let v = input[2 * i + 1] - u
          expected.0 += weights[i] * (output[2 * i] - u.power(3))
          expected.1 += weights[i] * u * v.power(2)
          expected.2 += weights[i] * v.power(3)
        }
        #expect(round == expected)
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func fifthPowers() {
    func check<K: Sampled>(_: K.Type) {
      for count in Self.counts {
        let weights = K.samples(count, seed: 48)
        let input = K.samples(2 * count, seed: 49)
        let output = K.samples(2 * count, seed: 50)
        var expected = [K](repeating: .zero, count: 5)
        for i in 0..<count {
          let u = input[2 * i]
          let v = input[2 * i + 1] - u
          expected[0] += weights[i] * (output[2 * i] - u.power(5))
          for k in 1...4 { expected[k] += weights[i] * u.power(UInt64(4 - k)) * v.power(UInt64(k + 1)) }
        }
        #expect(FieldVector.fifthPowerRound(weights: weights, input: input, output: output) == expected)
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func tables() {
    func check<K: Sampled>(_: K.Type) {
      for variables in 0...8 {
        let point = K.samples(variables, seed: 45)
        let weights = Multilinear.eqTable(point)
        for (index, weight) in weights.enumerated() {
          let corner = (0..<variables).map { K((index >> $0) & 1) }
          #expect(weight == Multilinear.eq(point, corner))
        }
      }
      for count in Self.counts {
        let table = K.samples(2 * count, seed: 46)
        for x in K.samples(6, seed: 47) {
          var bound = table
          Multilinear.bindLowest(&bound, to: x)
          let expected = (0..<count).map { index -> K in
            let low = table[2 * index]
            return low + x * (table[2 * index + 1] - low)
          }
          #expect(bound == expected)
        }
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func columns() {
    func check<K: Sampled>(_: K.Type) {
      let length = 21
      for (baseRows, extendedRows) in [(0, 0), (1, 0), (0, 1), (3, 2), (8, 0), (11, 4)] {
        let base = K.samples(baseRows * length, seed: 60).map { $0.coefficient(0) }
        let extended = K.samples(extendedRows * length, seed: 61)
        for columns in [0..<21, 0..<8, 3..<20, 5..<6, 7..<7] {
          let expected = columns.flatMap { column in
            (0..<baseRows).flatMap { base[$0 * length + column].canonicalBytes }
              + (0..<extendedRows).flatMap { extended[$0 * length + column].canonicalBytes }
          }
          // One byte more, which must stay as it is.
          var bytes = [UInt8](repeating: 0xa5, count: expected.count + 1)
          bytes.withUnsafeMutableBytes { target in
            base.withUnsafeBufferPointer { base in
              extended.withUnsafeBufferPointer {
                FieldVector.writeColumns(
                  base: base, extended: $0, length: length, columns: columns, to: target)
              }
            }
          }
          #expect(bytes == expected + [0xa5])
        }
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func kernelLevelIsStable() {
    let level = worldid_kernels_level()
    #expect(
      [
        WORLDID_KERNELS_PORTABLE, WORLDID_KERNELS_AVX2, WORLDID_KERNELS_AVX512, WORLDID_KERNELS_AVX512_IFMA,
      ].contains { Int32($0) == level })
    #expect(worldid_kernels_level() == level)
  }
}
