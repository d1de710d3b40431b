import FiniteFields

/// A prover of one layer of the fraction tree.
protocol FractionProver<K>: RoundProver {
  /// A = N0 + λ D0, N1, D0, D1 at the point, after the last round.
  var values: (a: K, n1: K, d0: K, d1: K) { get }
}

/// Round polynomials of Σ eq (A D1 + N1 D0) over one layer, in the memory of the layer.
final class FractionRoundProver<K: ExtensionField>: FractionProver {
  private var tables: FractionTables<K>
  private var weights: SegmentedWeights<K>
  private var sums = RoundSums<K>()

  /// - Parameters:
  ///   - layer: its fractions i and i + half are added; its memory is taken, so that nothing is copied.
  ///   - rho: log₂ half coordinates.
  @_specialize(where K == KoalaBearQuintic)
  init(taking layer: inout FractionTree<K>.Layer, lambda: K, rho: [K]) {
    weights = SegmentedWeights(rho: rho)
    tables = FractionTables(numerators: [], denominators: [], stride: weights.length)
    swap(&tables.numerators, &layer.numerators)
    swap(&tables.denominators, &layer.denominators)
    sums = tables.pass(
      weights, length: weights.length,
      change: { FieldVector.addScaled($1.a, lambda, UnsafeBufferPointer($1.d0)) })
  }

  /// Goes on where another prover ends, whose segments have become short.
  ///
  /// - Parameters:
  ///   - tables: all general.
  ///   - weights: after the last binding.
  @_specialize(where K == KoalaBearQuintic)
  init(continuing tables: FractionTables<K>, _ weights: SegmentedWeights<K>) {
    self.weights = SegmentedWeights(rho: weights.rest)
    self.tables = tables.joined(length: weights.length, stride: self.weights.length)
    sums = self.tables.pass(self.weights, length: self.weights.length, change: { _, _ in })
  }

  var values: (a: K, n1: K, d0: K, d1: K) { tables.values }

  func roundMessage() -> [K] { [sums.first, sums.second] }

  @_specialize(where K == KoalaBearQuintic)
  func bind(to point: K) {
    let length = weights.length
    weights.advance()
    sums = tables.pass(weights, length: length, change: { $1.bind(to: point) })
    guard weights.isWornOut else { return }
    let next = SegmentedWeights(rho: weights.rest)
    tables = tables.joined(length: weights.length, stride: next.length)
    weights = next
  }
}
