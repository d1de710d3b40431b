import FiniteFields
import Testing

/// Rounds over base tables against the same rounds with the tables lifted to the extension, written out.
@Suite struct FirstRoundTests {
  /// Around whole vectors of 8 and 16, and beyond the 512 and 1024 pairs whose sums are reduced together.
  static let counts = [0, 1, 7, 8, 9, 15, 16, 17, 24, 31, 40, 512, 1023, 1025, 1072]

  static func check<K: Sampled>(
    _: K.Type, _ weights: [K], _ input: [K.Base], _ output: [K.Base], _ points: [K]
  ) {
    let count = weights.count
    var expected = (K.zero, K.zero, K.zero)
    for i in 0..<count {
      let u = K(base: input[2 * i])
      let v = K(base: input[2 * i + 1]) - u
      expected.0 += weights[i] * (K(base: output[2 * i]) - u.power(3))
      expected.1 += weights[i] * u * v.power(2)
      expected.2 += weights[i] * v.power(3)
    }
    let sums = weights.withUnsafeBufferPointer { weights in
      input.withUnsafeBufferPointer { input in
        output.withUnsafeBufferPointer {
          FieldVector.cubeRound(weights: weights, baseInput: input, baseOutput: $0)
        }
      }
    }
    #expect(sums == expected)
    for x in points {
      let expected = (0..<count).map {
        K(base: input[2 * $0]) + x.scaled(by: input[2 * $0 + 1] - input[2 * $0])
      }
      #expect(Multilinear.bindingLowest(base: input, to: x) == expected)
      // One element more, which must stay as it is.
      var bound = [K](repeating: x, count: count + 1)
      bound.withUnsafeMutableBufferPointer { bound in
        input.withUnsafeBufferPointer {
          FieldVector.bindLowest(
            base: $0, to: x, into: UnsafeMutableBufferPointer(rebasing: bound[..<count]))
        }
      }
      #expect(bound == expected + [x])
    }
  }

  @Test(arguments: counts) func equalTheLiftedRounds(count: Int) {
    func check<K: Sampled>(_: K.Type) {
      let input = K.samples(2 * count, seed: 81).map { $0.coefficient(0) }
      let output = K.samples(2 * count, seed: 82).map { $0.coefficient(0) }
      Self.check(K.self, K.samples(count, seed: 80), input, output, K.samples(3, seed: 83))
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  /// Sums of the largest products: weights of the largest words, values that are the largest word or give it.
  @Test(arguments: counts) func largestWords(count: Int) {
    let largest = KoalaBear(montgomeryForm: KoalaBear.modulus - 1)
    let weight = KoalaBearQuintic(largest, largest, largest, largest, largest)
    for values in [[largest, largest], [.zero, largest], [largest, .zero], [.zero, .zero]] {
      let input = (0..<2 * count).map { values[$0 % 2] }
      for output in values {
        Self.check(
          KoalaBearQuintic.self, [KoalaBearQuintic](repeating: weight, count: count), input,
          [KoalaBear](repeating: output, count: 2 * count), [weight, .zero, .one])
      }
    }
  }
}
