import FiniteFields

/// Round polynomials of Σ eq (A D1 + N1 D0) over the leaves of a lookup argument, from its columns over the base field.
///
/// The leaves are never held as fractions: the first round makes them piece by piece, and so does the first binding, which keeps half.
/// When segments have become short their tables are completed, and a `FractionRoundProver` does the rest.
final class LeafRoundProver<K: ExtensionField>: FractionProver {
  private let segments: LeafSegments<K>
  private var weights: SegmentedWeights<K>
  /// Empty before the first binding; entries that a kind of segment does not need are never touched.
  private var tables: FractionTables<K>
  /// What the padded segments, weighted, add to the constant coefficient beyond `constant`: a table of one segment.
  private var padded: [K]
  private let constant: K
  private var challenges: [K] = []
  private var sums = RoundSums<K>()
  private var successor: FractionRoundProver<K>?

  /// Whether there are several segments; if not, the leaves are few.
  static func pays(_ leaves: LookupLeaves<K>) -> Bool {
    SegmentedWeights<K>.segmentVariables(of: leaves.variables - 1) < leaves.variables - 1
  }

  /// - Precondition: `pays(leaves)`, and lambda is not 0.
  @_specialize(where K == KoalaBearQuintic)
  init(_ leaves: LookupLeaves<K>, lambda: K, rho: [K]) {
    let weights = SegmentedWeights(rho: rho)
    let segments = LeafSegments(leaves, lambda: lambda, length: weights.length)
    self.weights = weights
    self.segments = segments
    tables = FractionTables(numerators: [], denominators: [], stride: segments.length / 2)
    constant = segments.constant(weights.high)
    padded = segments.paddedSum(weights.high)
    sums = weights.sum(grain: 512) { index, low in
      var sums = RoundSums<K>()
      segments.forEachPiece(index) { piece, tables in
        sums.add(
          segments.round(index, low.slice(piece.lowerBound / 2..<piece.upperBound / 2), tables), times: K.one)
      }
      return sums
    }
  }

  var values: (a: K, n1: K, d0: K, d1: K) {
    successor?.values ?? (a: K.zero, n1: K.zero, d0: K.zero, d1: K.zero)
  }

  @_specialize(where K == KoalaBearQuintic)
  func roundMessage() -> [K] {
    if let successor { return successor.roundMessage() }
    let linear = weights.low.indices.reduce(constant) { $0 + weights.low[$1] * padded[2 * $1] }
    return [sums.first + linear, sums.second]
  }

  @_specialize(where K == KoalaBearQuintic)
  func bind(to point: K) {
    if let successor { return successor.bind(to: point) }
    let segments = segments
    let length = weights.length
    challenges.append(point)
    weights.advance()
    Multilinear.bindLowest(&padded, to: point)
    if challenges.count == 1 {
      let count = 2 * weights.high.count * tables.stride
      tables.numerators = [K](large: count) { _ in }
      tables.denominators = [K](large: count) { _ in }
      sums = tables.pass(
        weights, length: length / 2,
        change: { index, tables in
          segments.forEachPiece(index) { piece, made in
            segments.bind(index, made, to: point)
            segments.copy(index, made, to: tables.slice(piece.lowerBound / 2..<piece.upperBound / 2))
          }
        }, round: { segments.round($0, $1, $2) })
    } else {
      sums = tables.pass(
        weights, length: length, change: { segments.bind($0, $1, to: point) },
        round: { segments.round($0, $1, $2) })
    }
    if weights.isWornOut { handOver() }
  }

  private func handOver() {
    let segments = segments
    let lowWeights = Multilinear.eqTable(challenges)
    _ = tables.pass(
      weights, length: weights.length, change: { segments.complete($0, $1, lowWeights: lowWeights) },
      round: { _, _, _ in RoundSums() })
    successor = FractionRoundProver(continuing: tables, weights)
    tables = FractionTables(numerators: [], denominators: [], stride: 0)
  }
}
