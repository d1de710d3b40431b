import FiniteFields

/// The tables A = N0 + λ D0, N1, D0, D1 of one segment, or a part of it.
struct FractionSegment<K: ExtensionField> {
  let a: UnsafeMutableBufferPointer<K>
  let n1: UnsafeMutableBufferPointer<K>
  let d0: UnsafeMutableBufferPointer<K>
  let d1: UnsafeMutableBufferPointer<K>

  func slice(_ range: Range<Int>) -> FractionSegment {
    FractionSegment(a: a.slice(range), n1: n1.slice(range), d0: d0.slice(range), d1: d1.slice(range))
  }

  /// Halves all tables; the results are in their first halves.
  func bind(to point: K) {
    FieldVector.bindLowest(a, to: point)
    FieldVector.bindLowest(n1, to: point)
    FieldVector.bindLowest(d0, to: point)
    FieldVector.bindLowest(d1, to: point)
  }

  /// Coefficients 0 and 2 of the weighted sum of A D1 + N1 D0 over pairs of neighbours.
  func round(_ weights: UnsafeBufferPointer<K>) -> RoundSums<K> {
    let sums = FieldVector.fractionRound(
      weights: weights, a: UnsafeBufferPointer(a), n1: UnsafeBufferPointer(n1), d0: UnsafeBufferPointer(d0),
      d1: UnsafeBufferPointer(d1))
    return RoundSums(first: sums.constant, second: sums.quadratic)
  }
}

/// The four tables of a layer, in the memory of the layer: two arrays of two halves, in each of which segment s begins at entry s · stride.
struct FractionTables<K: ExtensionField> {
  /// A, then N1.
  var numerators: [K]
  /// D0, then D1.
  var denominators: [K]
  let stride: Int

  /// A, N1, D0, D1 at the point, when all variables are bound.
  var values: (a: K, n1: K, d0: K, d1: K) {
    let half = numerators.count / 2
    return (numerators[0], numerators[half], denominators[0], denominators[half])
  }

  /// Changes all segments and adds up the next round in one go, while a segment is in the cache.
  ///
  /// - Parameters:
  ///   - length: entries of a segment before the change; afterwards there are as many as the weights say.
  ///   - change: of the segment with an index.
  ///   - round: sums of a changed segment.
  mutating func pass(
    _ weights: SegmentedWeights<K>, length: Int, change: @Sendable (Int, FractionSegment<K>) -> Void,
    round: @Sendable (Int, UnsafeBufferPointer<K>, FractionSegment<K>) -> RoundSums<K> = { $2.round($1) }
  ) -> RoundSums<K> {
    let stride = stride
    return numerators.withUnsafeMutableBufferPointer { numerators in
      denominators.withUnsafeMutableBufferPointer { denominators in
        let half = numerators.count / 2
        let (n, d) = (Shared(numerators), Shared(denominators))
        return weights.sum(grain: 512) { index, low in
          let left = index * stride..<index * stride + length
          let right = half + left.lowerBound..<half + left.upperBound
          let segment = FractionSegment(
            a: n.slice(left), n1: n.slice(right), d0: d.slice(left), d1: d.slice(right))
          change(index, segment)
          return weights.length > 1 ? round(index, low, segment.slice(0..<weights.length)) : RoundSums()
        }
      }
    }
  }

  /// The first `length` entries of all segments without gaps, cut into segments of `stride` entries.
  func joined(length: Int, stride: Int) -> FractionTables {
    func joined(_ table: [K]) -> [K] {
      var result: [K] = []
      result.reserveCapacity(table.count / self.stride * length)
      for start in Swift.stride(from: 0, to: table.count, by: self.stride) {
        result.append(contentsOf: table[start..<start + length])
      }
      return result
    }
    return FractionTables(numerators: joined(numerators), denominators: joined(denominators), stride: stride)
  }
}
