import FiniteFields
import Testing

/// One suite of laws for every field.
@Suite struct FieldLawTests {
  @Test func koalaBear() { checkLaws(KoalaBear.self) }
  @Test func koalaBearQuintic() { checkLaws(KoalaBearQuintic.self) }
  @Test func bn254Scalar() { checkLaws(BN254Scalar.self) }

  private func checkLaws<F: Sampled>(_: F.Type) {
    let samples = F.samples(900, seed: 1)
    for index in stride(from: 0, to: samples.count, by: 3) {
      let (a, b, c) = (samples[index], samples[index + 1], samples[index + 2])
      checkRing(a, b, c)
      checkDerived(a, b, c)
      checkInverse(a, b)
      checkEncoding(a)
    }
    for edge in F.edges { checkInverse(edge, .one) }
    checkIntegers(F.self)
  }

  private func checkRing<F: Sampled>(_ a: F, _ b: F, _ c: F) {
    #expect(a + b == b + a)
    #expect((a + b) + c == a + (b + c))
    #expect(a + .zero == a)
    #expect(a + -a == .zero)
    #expect(a - b == a + -b)
    #expect(a - b + b == a)
    #expect(a * b == b * a)
    #expect((a * b) * c == a * (b * c))
    #expect(a * (b + c) == a * b + a * c)
    #expect(a * .one == a)
    #expect(a * .zero == .zero)
    #expect((a == b) == (a - b == .zero))
  }

  private func checkDerived<F: Sampled>(_ a: F, _ b: F, _ c: F) {
    #expect(a.squared == a * a)
    #expect(a.doubled == a + a)
    #expect(a.power(0) == .one)
    #expect(a.power(1) == a)
    #expect(a.power(5) == a * a * a * a * a)
    #expect(a.power(1 << 33) == a.power(1 << 32).squared)
    #expect(a.power(.max) * a == a.power(1 << 63).squared)
    var x = a
    x += b
    #expect(x == a + b)
    x -= b
    #expect(x == a)
    x *= b
    #expect(x == a * b)
    x = a
    x *= x
    #expect(x == a.squared)
    x = a
    x -= x
    #expect(x == .zero)
    x = a
    x.addProduct(b, c)
    #expect(x == a + b * c)
    let base = c.coefficient(0)
    x = a
    x.addProduct(b, base: base)
    #expect(x == a + b * F(base: base))
    #expect(a.scaled(by: base) == a * F(base: base))
    #expect(a.adding(base: base) == a + F(base: base))
  }

  private func checkInverse<F: Sampled>(_ a: F, _ b: F) {
    #expect(a.inverse() * a == (a == .zero ? .zero : .one))
    #expect((a * b).inverse() == a.inverse() * b.inverse())
  }

  private func checkEncoding<F: Sampled>(_ a: F) {
    let bytes = a.canonicalBytes
    #expect(bytes.count == F.byteCount)
    #expect(F(canonicalBytes: bytes) == a)
    #expect(F(canonicalBytes: bytes + [0]) == nil)
    #expect(F(canonicalBytes: bytes.dropLast()) == nil)
    #expect(a.coefficients.count == F.degree)
    #expect(F(coefficients: a.coefficients) == a)
    #expect(F(coefficients: a.coefficients + [.zero]) == nil)
    #expect(a.coefficients.flatMap(\.canonicalBytes) == bytes)
    // Off any alignment, too.
    let shifted = [UInt8(7)] + bytes
    #expect(shifted.withUnsafeBytes { $0.baseAddress.flatMap { F(canonical: $0 + 1) } } == a)
  }

  private func checkIntegers<F: Sampled>(_: F.Type) {
    #expect(F(0) == .zero)
    #expect(F(1) == .one)
    #expect(F(-1) == -.one)
    #expect(F(UInt64.max) == F(UInt64(1) << 63).doubled - .one)
    #expect(F(Int.min) == -F(UInt64(1) << 63))
    #expect(F(Int.max) == F(UInt64(Int.max)))
    #expect(F(1 << 40) == F(2).power(40))
    #expect(F.orderBits > 30)
  }

  @Test func batchInverseEqualsInverses() {
    func check<F: Sampled>(_: F.Type) {
      for count in [0, 1, 2, 40] {
        let values = F.samples(count, seed: 5) + [F.zero]
        #expect(batchInverse(values) == values.map { $0.inverse() })
      }
      // Zeros stay, wherever they are, and change no other inverse.
      let (a, b) = (F(3), F(-2))
      for values in [
        [F.zero], [.zero, .zero], [.zero, a], [a, .zero], [a, .zero, .zero, b], [.zero, a, b, .zero],
      ] {
        #expect(batchInverse(values) == values.map { $0 == .zero ? .zero : $0.inverse() })
        #expect(zip(batchInverse(values), values).allSatisfy { $0 * $1 == ($1 == .zero ? .zero : .one) })
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
    #expect(batchInverse([KoalaBear]()).isEmpty)
  }

  @Test func rootsOfUnityHaveExactlyTheirOrder() {
    func check<F: PrimeField>(_: F.Type) {
      for log2Order in 1...F.twoAdicity {
        let root = F.rootOfUnity(log2Order: log2Order)
        #expect(root.power(1 << UInt64(log2Order - 1)) == -.one)
        #expect(root.squared == F.rootOfUnity(log2Order: log2Order - 1))
      }
      #expect(F.rootOfUnity(log2Order: 0) == .one)
    }
    check(KoalaBear.self)
    check(BN254Scalar.self)
  }
}
