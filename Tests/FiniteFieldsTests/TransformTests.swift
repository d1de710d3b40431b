import FiniteFields
import Testing

@Suite struct TransformTests {
  @Test func koalaBear() { check(KoalaBear.self, sizes: 0...9) }
  @Test func koalaBearQuintic() { check(KoalaBearQuintic.self, sizes: 0...8) }
  @Test func bn254Scalar() { check(BN254Scalar.self, sizes: 0...7) }

  private func check<E: Sampled>(_: E.Type, sizes: ClosedRange<Int>) {
    for log2Size in sizes {
      let transform = NumberTheoreticTransform<E.Base>(log2Size: log2Size)
      let coefficients = E.samples(1 << log2Size, seed: UInt64(log2Size))
      let root = E.Base.rootOfUnity(log2Order: log2Size)
      #expect(transform.domain == (0..<(1 << log2Size)).map { root.power(UInt64($0)) })
      var values = coefficients
      transform.forward(&values)
      // Horner at every point of the domain.
      #expect(
        values
          == transform.domain.map { x in coefficients.reversed().reduce(.zero) { $0.scaled(by: x) + $1 } })
      transform.inverse(&values)
      #expect(values == coefficients)
    }
  }

  /// Sizes that run through every pass of the transform, where Horner at all points is too slow: some points only.
  @Test func largeTransforms() {
    func check<E: Sampled>(_: E.Type, log2Size: Int) {
      let transform = NumberTheoreticTransform<E.Base>(log2Size: log2Size)
      let coefficients = E.samples(1 << log2Size, seed: 17)
      var values = coefficients
      transform.forward(&values)
      let domain = transform.domain
      for index in stride(from: 1, to: domain.count, by: domain.count / 7) {
        #expect(values[index] == coefficients.reversed().reduce(.zero) { $0.scaled(by: domain[index]) + $1 })
      }
      transform.inverse(&values)
      #expect(values == coefficients)
    }
    for log2Size in 10...15 {
      check(KoalaBear.self, log2Size: log2Size)
      check(KoalaBearQuintic.self, log2Size: log2Size)
    }
    check(BN254Scalar.self, log2Size: 12)
  }

  @Test func rowsTransformAsEachAlone() {
    func check<E: Sampled>(_: E.Type) {
      let shapes = [
        (0, 3), (1, 4), (3, 1), (3, 2), (4, 9), (6, 17), (7, 8), (8, 3), (10, 3), (13, 2),
      ]
      for (log2Size, count) in shapes {
        let transform = NumberTheoreticTransform<E.Base>(log2Size: log2Size)
        let size = 1 << log2Size
        // On either side of the sizes from which a first layer only copies.
        let prefixes = [0, 1, size / 8, size / 8 + 1, size / 4 + 1, size / 2, size / 2 + 1, size]
        for prefix in Set(prefixes) where prefix <= size {
          var rows = E.samples(count * size, seed: UInt64(prefix))
          for index in rows.indices where index % size >= prefix { rows[index] = .zero }
          let expected = (0..<count).flatMap { row in
            var values = Array(rows[(row * size)..<((row + 1) * size)])
            transform.forward(&values)
            return values
          }
          rows.withUnsafeMutableBufferPointer { transform.forward(rows: $0, prefix: prefix) }
          #expect(rows == expected, "\(count) rows of \(size), prefix \(prefix)")
        }
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  @Test func valuesMultiplyAsPolynomials() {
    let transform = NumberTheoreticTransform<KoalaBear>(log2Size: 4)
    var a = [KoalaBear](repeating: .zero, count: 16)
    a[3] = KoalaBear(5)
    var b = [KoalaBear](repeating: .zero, count: 16)
    b[9] = KoalaBear(7)
    transform.forward(&a)
    transform.forward(&b)
    var product = zip(a, b).map { $0 * $1 }
    transform.inverse(&product)
    #expect(product[12] == KoalaBear(35))
    #expect(product.filter { $0 != .zero }.count == 1)
  }
}
