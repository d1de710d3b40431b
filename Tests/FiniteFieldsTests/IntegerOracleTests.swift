import FiniteFields
import Testing

/// Prime field arithmetic against GMP.
@Suite struct IntegerOracleTests {
  @Test func koalaBear() { check(KoalaBear.self, order: order(of: KoalaBear.self)) }
  @Test func bn254Scalar() { check(BN254Scalar.self, order: order(of: BN254Scalar.self)) }

  /// −1 + 1 over the integers.
  private func order<F: PrimeField>(of _: F.Type) -> BigInteger {
    var bytes = F(-1).canonicalBytes
    bytes[0] += 1
    return BigInteger(littleEndian: bytes)
  }

  @Test func ordersArePrimeAndAsPublished() {
    #expect(order(of: KoalaBear.self).isProbablyPrime)
    #expect(order(of: BN254Scalar.self).isProbablyPrime)
    #expect(KoalaBear(-1).canonical == 2_130_706_432)
    #expect(BN254Scalar(-1).hex == "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000")
  }

  private func check<F: Sampled & PrimeField>(_: F.Type, order: BigInteger) {
    let samples = F.samples(2000, seed: 2)
    func bytes(_ integer: BigInteger) -> [UInt8] { integer.littleEndianBytes(count: F.byteCount) }
    for index in stride(from: 0, to: samples.count, by: 2) {
      let (a, b) = (samples[index], samples[index + 1])
      let (x, y) = (BigInteger(a), BigInteger(b))
      #expect((a + b).canonicalBytes == bytes(x.plus(y, modulo: order)))
      #expect((a - b).canonicalBytes == bytes(x.minus(y, modulo: order)))
      #expect((a * b).canonicalBytes == bytes(x.times(y, modulo: order)))
      #expect(a.squared.canonicalBytes == bytes(x.times(x, modulo: order)))
      #expect((-a).canonicalBytes == bytes(BigInteger().minus(x, modulo: order)))
      #expect(a.inverse().canonicalBytes == bytes(x.inverse(modulo: order)))
      #expect(a.power(0xdead_beef_1234).canonicalBytes == bytes(x.power(0xdead_beef_1234, modulo: order)))
    }
  }

  /// a · b over the quintic extension by one product of integers: coefficients lie 80 bits apart, and those of the product
  /// are below 5p² < 2⁶⁵. Then X⁵ = 1 − X² takes the upper ones down.
  static func product(_ a: KoalaBearQuintic, _ b: KoalaBearQuintic) -> [UInt8] {
    func spread(_ element: KoalaBearQuintic) -> BigInteger {
      BigInteger(
        littleEndian: element.coefficients.flatMap { $0.canonicalBytes + [UInt8](repeating: 0, count: 6) })
    }
    let noModulus = BigInteger(littleEndian: [UInt8](repeating: 0, count: 110) + [1])
    let bytes = spread(a).times(spread(b), modulo: noModulus).littleEndianBytes(count: 110)
    let modulus = BigInteger(littleEndian: withUnsafeBytes(of: KoalaBear.modulus.littleEndian, Array.init))
    var c = (0..<9).map { BigInteger(littleEndian: Array(bytes[(10 * $0)..<(10 * $0 + 10)])) }
    for power in stride(from: 8, through: 5, by: -1) {
      c[power - 5] = c[power - 5].plus(c[power], modulo: modulus)
      c[power - 3] = c[power - 3].minus(c[power], modulo: modulus)
    }
    return c[..<5].flatMap { $0.reduced(modulo: modulus).littleEndianBytes(count: 4) }
  }

  @Test func koalaBearQuintic() {
    let samples = KoalaBearQuintic.samples(1000, seed: 12)
    for index in stride(from: 0, to: samples.count, by: 2) {
      let (a, b) = (samples[index], samples[index + 1])
      #expect((a * b).canonicalBytes == Self.product(a, b))
      #expect(a.squared.canonicalBytes == Self.product(a, a))
      var sum = KoalaBearQuintic.zero
      sum.addProduct(a, b)
      #expect(sum.canonicalBytes == Self.product(a, b))
    }
  }

  @Test func dotProductsReduceOnce() {
    let order = order(of: BN254Scalar.self)
    let s = BN254Scalar.samples(1800, seed: 3)
    // All operands at their largest reach the bound of the accumulator.
    let extremes = [BN254Scalar](repeating: BN254Scalar(-1), count: 6)
    for chunk in [extremes] + stride(from: 0, to: s.count, by: 6).map({ Array(s[$0..<($0 + 6)]) }) {
      let v = chunk.map { BigInteger($0) }
      let two = v[0].times(v[1], modulo: order).plus(v[2].times(v[3], modulo: order), modulo: order)
      let three = two.plus(v[4].times(v[5], modulo: order), modulo: order)
      #expect(
        BN254Scalar.dot(chunk[0], chunk[1], chunk[2], chunk[3]).canonicalBytes
          == two.littleEndianBytes(count: 32))
      #expect(
        BN254Scalar.dot(chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5]).canonicalBytes
          == three.littleEndianBytes(count: 32))
    }
  }

  @Test func integersOfAnyLengthAreReduced() {
    let order = order(of: BN254Scalar.self)
    var source = SplitMix(state: 4)
    for length in 0...80 {
      for filler: UInt8? in [nil, 0, 0xff] {
        let bytes = (0..<length).map { _ in filler ?? UInt8(truncatingIfNeeded: source.next()) }
        let expected = BigInteger(littleEndian: bytes.reversed()).reduced(modulo: order)
        #expect(BN254Scalar(reducing: bytes).canonicalBytes == expected.littleEndianBytes(count: 32))
      }
    }
  }
}
