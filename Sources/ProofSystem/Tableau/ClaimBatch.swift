import FiniteFields

/// All linear claims of a statement, weighted by ρ¹, ρ², … and sorted by the weights they share: the function Ω on the symbols and the
/// target τ of Σ_z Ω(z) f(z) = τ.
///
/// Ω is Σ_f Σ_block Σ_row coefficient · ⟨low weights of f at block, row⟩ over base rows, plus one weight per cell of K.
package struct ClaimBatch<K: ExtensionField>: Sendable {
  /// Weights of at most `logWidth` variables and where they are used.
  package struct Factor: Sendable {
    package let low: LowFactor<K>
    /// Blocks of 2^variables symbols a row.
    package let blockCount: Int
    /// Row · blockCount + block → coefficient.
    package var coefficients: [Int: K] = [:]
  }

  package private(set) var factors: [Factor] = []
  /// Weight of each cell of the committed column of K.
  package private(set) var extensionWeights: [K]
  /// What all claims together say the weighted sum of committed values is.
  package private(set) var target = K.zero

  let layout: TableauLayout
  /// For each registered low factor: its pieces of at most one row, with their weights over the rows of one block.
  private var pieces: [[(factor: Int, upper: [K])]] = []

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package init(
    claims: [LinearForm<K>], lowFactors: [LowFactor<K>], layout: TableauLayout, plan: ChannelPlan, rho: K
  ) {
    self.layout = layout
    extensionWeights = [K](repeating: K.zero, count: layout.extensionCellCount)
    for low in lowFactors { register(low) }
    var weight = K.one
    for claim in claims {
      weight *= rho
      target -= weight * claim.affine.constant
      for term in claim.affine.terms {
        extensionWeights[plan.position(of: term.cell)] += weight * term.coefficient
      }
      for term in claim.terms { add(term, weight: weight) }
    }
  }

  private mutating func register(_ low: LowFactor<K>) {
    if case .dense(let weights) = low {
      precondition(weights.count.nonzeroBitCount == 1, "dense weights fill a box")
    }
    let a = layout.logWidth
    guard low.variables > a else {
      pieces.append([(index(of: low), [K.one])])
      return
    }
    switch low {
    case .eq(let point):
      pieces.append([(index(of: .eq(Array(point[..<a]))), Multilinear.eqTable(Array(point[a...])))])
    case .shiftedEq(let point):
      // Position w - 1 of row i reads position 0 of row i + 1.
      let lower = Array(point[..<a])
      let upper = Multilinear.eqTable(Array(point[a...]))
      let zero = lower.reduce(K.one) { $0 * (K.one - $1) }
      var last = [K](repeating: K.zero, count: 1 << a)
      last[last.count - 1] = K.one
      pieces.append([
        (index(of: .shiftedEq(lower)), upper),
        (index(of: .dense(last)), upper.dropFirst().map { $0 * zero } + [K.zero]),
      ])
    case .dense(let weights):
      let rows = weights.count >> a
      pieces.append(
        (0..<rows).map { row in
          var upper = [K](repeating: K.zero, count: rows)
          upper[row] = K.one
          return (index(of: .dense(Array(weights[row << a..<(row + 1) << a]))), upper)
        })
    }
  }

  private mutating func index(of low: LowFactor<K>) -> Int {
    if let index = factors.firstIndex(where: { $0.low == low }) { return index }
    factors.append(Factor(low: low, blockCount: 1 << (layout.logWidth - low.variables)))
    return factors.count - 1
  }

  private static func log2(_ count: Int) -> Int { count.trailingZeroBitCount }

  private mutating func add(_ term: TensorTerm<K>, weight: K) {
    let placement = layout.placements[term.column]
    let lowVariables = pieces[term.low.index].reduce(0) {
      max($0, factors[$1.factor].low.variables + Self.log2($1.upper.count))
    }
    // A relation that claims more than the column has would claim nothing: weights outside the box are dropped below.
    precondition(
      lowVariables <= placement.variables && term.high.count <= 1 << (placement.variables - lowVariables),
      "a claim's weights reach out of its column")
    for (factor, upper) in pieces[term.low.index] {
      let blockCount = factors[factor].blockCount
      let firstBlock = placement.firstRow * blockCount + (placement.offset * blockCount) >> layout.logWidth
      // A claim never reaches out of its column's box, into a column that shares the row.
      let low = factors[factor].low.variables
      let boxEnd = firstBlock + (placement.variables < low ? 0 : 1 << (placement.variables - low))
      let end = min((placement.firstRow + placement.rowCount) * blockCount, boxEnd)
      for (h, high) in term.high.enumerated() where high != K.zero {
        let scaled = weight * high
        for (u, rowWeight) in upper.enumerated() {
          // Cells beyond the committed rows are zero by definition.
          let block = firstBlock + h * upper.count + u
          guard block < end else { break }
          factors[factor].coefficients[block, default: K.zero] += scaled * rowWeight
        }
      }
    }
  }
}
