import FiniteFields

/// Pairs of leaves (i, i + half) in segments of one kind each, and the tables that a kind needs in the rounds of Σ eq (A D1 + N1 D0).
///
/// Most numerators are 1, so most leaves need one table in place of two, and padding needs none:
/// * lookups left and right: A D1 + N1 D0 = λ D0 D1 + D0 + D1 = λ (D0 + μ)(D1 + μ) − μ with μ = 1/λ;
/// * a lookup left, padding 0/1 right: A = 1 + λ D0, which is linear. So all these segments, weighted, are one table; their own values
///   follow from the columns in one go when they are asked for.
struct LeafSegments<K: ExtensionField>: Sendable {
  enum Kind: Sendable {
    /// A, N1, D0, D1.
    case general
    /// D0 + μ and D1 + μ.
    case lookups
    /// No table.
    case padded(LookupLeaves<K>.Block)
  }

  let leaves: LookupLeaves<K>
  let lambda: K
  /// Leaves of a segment in either half.
  let length: Int
  let kinds: [Kind]
  /// μ.
  private let shift: K
  private let half: Int

  /// - Parameters:
  ///   - lambda: not 0.
  ///   - length: a power of two.
  init(_ leaves: LookupLeaves<K>, lambda: K, length: Int) {
    self.leaves = leaves
    self.lambda = lambda
    self.length = length
    let half = 1 << (leaves.variables - 1)
    self.half = half
    shift = lambda.inverse()
    kinds = stride(from: 0, to: half, by: length).map { first in
      switch (
        leaves.content(of: first..<first + length), leaves.content(of: half + first..<half + first + length)
      ) {
      case (.lookups, .lookups): .lookups
      case (.lookups(let block), .padding): .padded(block)
      default: .general
      }
    }
  }

  /// What segments of the other kinds add to the weighted sum of A D1 + N1 D0 whatever their tables are.
  ///
  /// - Parameter weights: one a segment.
  func constant(_ weights: [K]) -> K {
    zip(kinds, weights).reduce(K.zero) { sum, segment in
      switch segment.0 {
      case .general: sum
      case .lookups: sum - shift * segment.1
      case .padded: sum + segment.1
      }
    }
  }

  /// Runs over the leaves of a segment in pieces, with their tables in memory of the innermost cache.
  ///
  /// - Parameter body: gets a piece's position in the segment.
  func forEachPiece(_ index: Int, _ body: (Range<Int>, FractionSegment<K>) -> Void) {
    let count = min(length, LookupLeaves<K>.piece)
    withUnsafeTemporaryAllocation(of: K.self, capacity: 4 * count) { memory in
      func table(_ number: Int) -> UnsafeMutableBufferPointer<K> {
        memory.slice(number * count..<(number + 1) * count)
      }
      let tables = FractionSegment(a: table(0), n1: table(1), d0: table(2), d1: table(3))
      for first in stride(from: 0, to: length, by: count) {
        let left = index * length + first..<index * length + first + count
        let right = half + left.lowerBound..<half + left.upperBound
        switch kinds[index] {
        case .padded: return
        case .lookups:
          leaves.writeDenominators(left, shift: shift, to: tables.d0)
          leaves.writeDenominators(right, shift: shift, to: tables.d1)
        case .general:
          leaves.writeNumerators(left, to: tables.a)
          leaves.writeNumerators(right, to: tables.n1)
          leaves.writeDenominators(left, to: tables.d0)
          leaves.writeDenominators(right, to: tables.d1)
          FieldVector.addScaled(tables.a, lambda, UnsafeBufferPointer(tables.d0))
        }
        body(first..<first + count, tables)
      }
    }
  }

  /// The sums of a round, without the parts of `constant` and `paddedSum`.
  func round(_ index: Int, _ weights: UnsafeBufferPointer<K>, _ tables: FractionSegment<K>) -> RoundSums<K> {
    switch kinds[index] {
    case .padded: return RoundSums()
    case .general: return tables.round(weights)
    case .lookups:
      let sums = FieldVector.productRound(
        weights: weights, UnsafeBufferPointer(tables.d0), UnsafeBufferPointer(tables.d1))
      return RoundSums(first: lambda * sums.constant, second: lambda * sums.quadratic)
    }
  }

  func bind(_ index: Int, _ tables: FractionSegment<K>, to point: K) {
    switch kinds[index] {
    case .padded: return
    case .general: tables.bind(to: point)
    case .lookups:
      FieldVector.bindLowest(tables.d0, to: point)
      FieldVector.bindLowest(tables.d1, to: point)
    }
  }

  /// Copies as many entries as the target has.
  func copy(_ index: Int, _ tables: FractionSegment<K>, to target: FractionSegment<K>) {
    func copy(_ from: UnsafeMutableBufferPointer<K>, _ to: UnsafeMutableBufferPointer<K>) {
      _ = to.update(fromContentsOf: from.slice(0..<to.count))
    }
    switch kinds[index] {
    case .padded: return
    case .general:
      copy(tables.a, target.a)
      copy(tables.n1, target.n1)
    case .lookups: break
    }
    copy(tables.d0, target.d0)
    copy(tables.d1, target.d1)
  }

  /// Makes a segment's tables those of a general one.
  ///
  /// - Parameter lowWeights: eq(challenges, ·) of the rounds so far.
  func complete(_ index: Int, _ tables: FractionSegment<K>, lowWeights: [K]) {
    switch kinds[index] {
    case .general: return
    case .lookups:
      for entry in tables.d0.indices {
        tables.d0[entry] -= shift
        tables.d1[entry] -= shift
      }
      tables.n1.update(repeating: K.one)
    case .padded(let block):
      writeBound(block, index, lowWeights, to: tables.d0)
      tables.n1.update(repeating: K.zero)
      tables.d1.update(repeating: K.one)
    }
    for entry in tables.a.indices { tables.a[entry] = K.one + lambda * tables.d0[entry] }
  }

  /// D0 of a padded segment after some rounds: each entry a weighted sum of neighbours.
  private func writeBound(
    _ block: LookupLeaves<K>.Block, _ index: Int, _ weights: [K], to target: UnsafeMutableBufferPointer<K>
  ) {
    let first = index * length - block.range.lowerBound
    target.update(repeating: block.start)
    for (factor, cells) in block.columns where first < cells.count {
      var row = Array(cells[first..<min(first + length, cells.count)])
      while row.count < length { row.append(K.Base.zero) }
      let sums = row.withUnsafeBufferPointer { row in
        weights.withUnsafeBufferPointer {
          FieldVector.dotRows(
            rows: row, stride: weights.count, count: target.count, length: weights.count, weights: $0)
        }
      }
      for (entry, sum) in sums.enumerated() { target[entry] += factor * sum }
    }
  }

  // MARK: Padded segments

  /// λ Σ weights[s] · D0 over the padded segments: a table of one segment.
  func paddedSum(_ weights: [K]) -> [K] {
    let runs = paddedRuns()
    let rows = runs.reduce(0) { $0 + $1.segments.count }
    return Workers.array(count: length, grain: max(64, 1 << 16 / max(1, rows))) { range, sum in
      sum.update(repeating: K.zero)
      for (block, segments) in runs {
        let factors = weights[segments].map { $0 * lambda }
        let start = factors.reduce(K.zero, +) * block.start
        for index in sum.indices { sum[index] += start }
        for (power, cells) in block.columns {
          addRows(
            cells, from: segments.lowerBound * length - block.range.lowerBound, range,
            factors.map { $0 * power }, to: sum)
        }
      }
    }
  }

  /// Neighbouring padded segments of one block.
  private func paddedRuns() -> [(block: LookupLeaves<K>.Block, segments: Range<Int>)] {
    var runs: [(block: LookupLeaves<K>.Block, segments: Range<Int>)] = []
    for (index, kind) in kinds.enumerated() {
      guard case .padded(let block) = kind else { continue }
      if let last = runs.last, last.block.range == block.range, last.segments.upperBound == index {
        runs[runs.count - 1].segments = last.segments.lowerBound..<index + 1
      } else {
        runs.append((block, index..<index + 1))
      }
    }
    return runs
  }

  /// sum += Σ_i factors[i] · row i, where row i is `length` cells from `first` + i · length on, zero beyond the last cell.
  ///
  /// - Parameter range: the entries of a row that the sum stands for.
  private func addRows(
    _ cells: [K.Base], from first: Int, _ range: Range<Int>, _ factors: [K],
    to sum: UnsafeMutableBufferPointer<K>
  ) {
    let whole = max(0, min(factors.count, (cells.count - first) / length))
    let next = first + whole * length + range.lowerBound
    cells.withUnsafeBufferPointer { cells in
      factors.withUnsafeBufferPointer { factors in
        if whole > 0 {
          FieldVector.combineRows(
            into: sum, rows: cells.slice(first + range.lowerBound..<cells.count), stride: length,
            count: whole,
            length: range.count, factors: factors.slice(0..<whole))
        }
        if whole < factors.count, next < cells.count {
          FieldVector.addScaled(
            sum, factors[whole], base: cells.slice(next..<min(next + range.count, cells.count)))
        }
      }
    }
  }
}
