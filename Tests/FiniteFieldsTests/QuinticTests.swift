import FiniteFields
import Testing

@Suite struct QuinticTests {
  private func element(_ words: [UInt32]) throws -> KoalaBearQuintic {
    let coefficients = words.compactMap { KoalaBear(exactly: $0) }
    return try #require(KoalaBearQuintic(coefficients: coefficients))
  }

  @Test func powersOfXReduceByTheModulus() throws {
    let x = try element([0, 1, 0, 0, 0])
    #expect(x.power(5) == .one - x.squared)
    #expect(x.power(8) == x.squared + x.power(3) - .one)
  }

  @Test func referenceProducts() throws {
    let vectors = try FieldVectors.load()
    #expect(vectors.quinticProducts.count == 64)
    for vector in vectors.quinticProducts {
      let (a, b) = (try element(vector.a), try element(vector.b))
      #expect((a * b).coefficients.map(\.canonical) == vector.product)
    }
    for vector in vectors.quinticInverses {
      #expect(try element(vector.a).inverse().coefficients.map(\.canonical) == vector.inverse)
    }
    let image = try element(vectors.quinticFrobenius.a).frobenius
    #expect(image.coefficients.map(\.canonical) == vectors.quinticFrobenius.image)
  }

  /// A polynomial of prime degree 5 is irreducible when X^(p^5) = X while X^p − X is a unit; both are decided by
  /// powers here, without the precomputed Frobenius images.
  @Test func modulusIsIrreducible() throws {
    let x = try element([0, 1, 0, 0, 0])
    var power = x
    for _ in 0..<5 { power = power.power(UInt64(KoalaBear.modulus)) }
    #expect(power == x)
    let difference = x.power(UInt64(KoalaBear.modulus)) - x
    // a^((p^5 − 1)/(p − 1)) is the norm; a unit has a norm whose (p − 1)-th power is 1.
    var norm = KoalaBearQuintic.one
    for _ in 0..<5 { norm = norm.power(UInt64(KoalaBear.modulus)) * difference }
    #expect(norm == KoalaBearQuintic(base: norm.c0))
    #expect(norm.c0.power(UInt64(KoalaBear.modulus - 1)) == .one)
  }

  @Test func frobeniusIsThePthPower() {
    for a in KoalaBearQuintic.samples(50, seed: 6) {
      #expect(a.frobenius == a.power(UInt64(KoalaBear.modulus)))
      #expect(a.frobenius.frobenius.frobenius.frobenius.frobenius == a)
    }
  }
}
