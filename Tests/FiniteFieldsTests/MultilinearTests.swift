import FiniteFields
import Testing

@Suite struct MultilinearTests {
  @Test func koalaBear() { check(KoalaBear.self) }
  @Test func koalaBearQuintic() { check(KoalaBearQuintic.self) }
  @Test func bn254Scalar() { check(BN254Scalar.self) }

  /// Bit b of the index as an element.
  private func corner<F: FiniteField>(_ index: Int, _ variables: Int) -> [F] {
    (0..<variables).map { F((index >> $0) & 1) }
  }

  private func check<F: Sampled>(_: F.Type) {
    for variables in 0...5 {
      let size = 1 << variables
      let point = F.samples(variables, seed: 20)
      let table = F.samples(size, seed: 21)
      let weights = Multilinear.eqTable(point)
      #expect(weights.count == size)
      #expect(weights.reduce(.zero, +) == .one)
      for index in 0..<size {
        #expect(weights[index] == Multilinear.eq(point, corner(index, variables)))
        #expect(Multilinear.evaluate(table, at: corner(index, variables)) == table[index])
      }
      let scale = F(77)
      #expect(Multilinear.eqTable(point, scale: scale) == weights.map { $0 * scale })
      let expected = zip(weights, table).reduce(.zero) { $0 + $1.0 * $1.1 }
      #expect(Multilinear.evaluate(table, at: point) == expected)

      var bound = table
      for coordinate in point { Multilinear.bindLowest(&bound, to: coordinate) }
      #expect(bound == [expected])

      let base = table.map { $0.coefficient(0) }
      let lifted = base.map { F(base: $0) }
      #expect(Multilinear.evaluate(base: base, at: point) == Multilinear.evaluate(lifted, at: point))
      if let first = point.first {
        var halved = lifted
        Multilinear.bindLowest(&halved, to: first)
        #expect(Multilinear.bindingLowest(base: base, to: first) == halved)
      }
      // A short table means zeros to its right.
      let short = Array(table[..<(size / 2)])
      let continued = short + [F](repeating: .zero, count: size - short.count)
      #expect(Multilinear.evaluate(short, at: point) == Multilinear.evaluate(continued, at: point))
    }
  }
}
