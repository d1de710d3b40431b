import FiniteFields

/// A field whose troublesome elements are known: arithmetic errors hide at carries and reductions.
protocol Sampled: ExtensionField {
  static var edges: [Self] { get }
}

extension Sampled {
  /// `count` elements, half of them edges.
  static func samples(_ count: Int, seed: UInt64) -> [Self] {
    let edges = Self.edges
    var source = SplitMix(state: seed)
    return (0..<count).map { _ in
      let word = source.next()
      if word & 1 == 0 { return edges[Int(truncatingIfNeeded: word >> 1) % edges.count] }
      return .random(from: &source)
    }
  }
}

extension KoalaBear: Sampled {
  /// Small, large and near powers of two, both as values and as Montgomery forms.
  static var edges: [KoalaBear] {
    let p = KoalaBear.modulus
    let words: [UInt32] = [
      0, 1, 2, p - 1, p - 2, p / 2, p / 2 + 1, 1 << 16, (1 << 16) - 1, 1 << 24, 1 << 30, (1 << 30) - 1,
    ]
    return words.compactMap { KoalaBear(exactly: $0) } + words.map { KoalaBear(montgomeryForm: $0) }
  }
}

extension KoalaBearQuintic: Sampled {
  static var edges: [KoalaBearQuintic] {
    let base = KoalaBear.edges
    var edges = [KoalaBearQuintic.zero, .one, -.one]
    // Sums of five products are largest when all coefficients have the largest Montgomery form.
    let largest = KoalaBear(montgomeryForm: KoalaBear.modulus - 1)
    edges.append(KoalaBearQuintic(largest, largest, largest, largest, largest))
    edges += ReductionBoundTests.extremes
    for index in base.indices {
      let next = { base[(index + $0) % base.count] }
      edges.append(KoalaBearQuintic(base[index], next(3), next(7), next(12), next(13)))
    }
    for power in 0..<5 {
      var coefficients = [KoalaBear](repeating: .zero, count: 5)
      coefficients[power] = largest
      if let edge = KoalaBearQuintic(coefficients: coefficients) { edges.append(edge) }
    }
    return edges
  }
}

extension BN254Scalar: Sampled {
  /// Values near 0 and near the order, and every pattern of limbs that are empty, full or half full: as values and as
  /// Montgomery forms.
  static var edges: [BN254Scalar] { sampleEdges }

  /// The element whose Montgomery form, value · 2^256, is this integer modulo the order.
  init(montgomeryForm integer: BN254Scalar) { self = integer * BN254Scalar.radixInverse }

  private static let radixInverse = BN254Scalar(2).power(256).inverse()

  private static let sampleEdges: [BN254Scalar] = {
    var edges = [-3, -2, -1, 0, 1, 2, 3, Int.max, Int.min].map { BN254Scalar($0) }
    // The largest integers below the order with lower words, or with lower limbs of 52 bits, full of ones.
    for digits in [48, 52, 39, 26] {
      let order = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"
      let upper = String(order.prefix(64 - digits)) + String(repeating: "0", count: digits)
      if let integer = BN254Scalar(hex: upper) { edges.append(integer - .one) }
    }
    let limbs: [UInt64] = [0, 1, 1 << 32, (1 << 32) - 1, 1 << 63, .max]
    for pattern in 0..<1296 {
      let chosen = [pattern / 216, pattern / 36 % 6, pattern / 6 % 6, pattern % 6].map { limbs[$0] }
      edges.append(
        BN254Scalar(
          reducing: chosen.flatMap { limb in
            (0..<8).map { UInt8(truncatingIfNeeded: limb >> UInt64(56 - 8 * $0)) }
          }))
    }
    return edges + edges.map { BN254Scalar(montgomeryForm: $0) }
  }()
}
