import FiniteFields
import ProofSystem
import Testing

/// The batch of claims, in the tableau's coordinates, against inner products taken cell by cell.
@Suite struct ClaimBatchTests {
  typealias K = KoalaBearQuintic

  /// Columns below, at and above the width of a row (2^5), so that offsets within packed rows occur.
  static let shapes = [2, 7, 3, 5, 4, 3, 0, 6].map { variables in
    ColumnShape(name: "", length: max(1, (1 << variables) - (variables > 6 ? 37 : 0)), variables: variables)
  }
  static let logWidth = 5

  struct Setting {
    var random = RandomStream(seed: [5], witness: [], statement: [])
    var lowFactors: [LowFactor<K>] = []
    let columns: [[KoalaBear]]
    let plan: ChannelPlan
    let layout: TableauLayout
    let cells: [K]

    init() {
      var source = random
      columns = ClaimBatchTests.shapes.map { KoalaBear.random(count: $0.length, from: &source) }
      var plan = ChannelPlan()
      plan.padCount = 40
      self.plan = plan
      layout = TableauLayout(
        shapes: ClaimBatchTests.shapes, extensionCells: plan.extensionCellCount,
        logWidth: ClaimBatchTests.logWidth)
      cells = K.random(count: plan.extensionCellCount, from: &source)
    }

    mutating func elements(_ count: Int) -> [K] { K.random(count: count, from: &random) }

    /// A term on `column` with a low factor of `variables` variables of each kind in turn.
    mutating func term(_ kind: Int, column: Int, variables: Int) -> TensorTerm<K> {
      let point = elements(variables)
      let factor: LowFactor<K> =
        switch kind {
        case 0: .eq(point)
        case 1: .shiftedEq(point)
        default: .dense(elements(1 << variables))
        }
      lowFactors.append(factor)
      return TensorTerm(
        column: column, low: LowFactorID(index: lowFactors.count - 1),
        high: elements(1 << (ClaimBatchTests.shapes[column].variables - variables)))
    }

    /// Σ_h Σ_j high[h] low[j] column[h 2^b + j], cells beyond the column being zero.
    func naive(_ term: TensorTerm<K>, weights: [K]) -> K {
      var sum = K.zero
      for (h, high) in term.high.enumerated() {
        for (j, low) in weights.enumerated() where h * weights.count + j < columns[term.column].count {
          sum += (high * low).scaled(by: columns[term.column][h * weights.count + j])
        }
      }
      return sum
    }

    /// What the batch says of the tableau's symbols.
    func batched(_ batch: ClaimBatch<K>) -> K {
      let width = 1 << layout.logWidth
      var symbols = [KoalaBear](repeating: .zero, count: layout.baseRowCount * width)
      for (placement, column) in zip(layout.placements, columns) {
        for (index, cell) in column.enumerated() {
          symbols[placement.firstRow * width + placement.offset + index] = cell
        }
      }
      var sum = K.zero
      for factor in batch.factors {
        let weights = factor.low.weights()
        #expect(weights.count * factor.blockCount == width)
        for (block, coefficient) in factor.coefficients {
          for (j, weight) in weights.enumerated() {
            sum += (coefficient * weight).scaled(by: symbols[block * weights.count + j])
          }
        }
      }
      for (weight, cell) in zip(batch.extensionWeights, cells) { sum += weight * cell }
      return sum
    }
  }

  /// The weights by definition: bit b of j chooses r_b or 1 - r_b.
  static func naiveWeights(_ factor: LowFactor<K>) -> [K] {
    func eq(_ point: [K], _ index: Int) -> K {
      point.enumerated().reduce(K.one) {
        $0 * (index >> $1.offset & 1 == 1 ? $1.element : K.one - $1.element)
      }
    }
    switch factor {
    case .eq(let point): return (0..<1 << point.count).map { eq(point, $0) }
    case .shiftedEq(let point):
      let size = 1 << point.count
      return (0..<size).map { $0 == size - 1 ? K.zero : eq(point, $0 + 1) }
    case .dense(let weights): return weights
    }
  }

  @Test(arguments: 0..<3, shapes.indices) func termsEqualInnerProducts(kind: Int, column: Int) {
    for variables in 0...Self.shapes[column].variables {
      var setting = Setting()
      let term = setting.term(kind, column: column, variables: variables)
      let rho = setting.elements(1)[0]
      let batch = ClaimBatch(
        claims: [LinearForm(Affine(K.zero), [term])], lowFactors: setting.lowFactors, layout: setting.layout,
        plan: setting.plan, rho: rho)
      #expect(
        setting.batched(batch) == rho * setting.naive(term, weights: Self.naiveWeights(setting.lowFactors[0]))
      )
    }
  }

  /// Claim c has the weight ρ^(c+1), pads and constants included.
  @Test func claimsAreWeightedByPowers() {
    var setting = Setting()
    var claims: [LinearForm<K>] = []
    var values: [K] = []
    var constants: [K] = []
    for index in 0..<24 {
      let column = index % Self.shapes.count
      let variables = min(Self.shapes[column].variables, index % 7)
      let term = setting.term(index % 3, column: column, variables: variables)
      let scalars = setting.elements(3)
      let cell = ExtensionCell(list: index % 2 == 0 ? .pad : .z, index: index % 2 == 0 ? index : 0)
      var affine = Affine(scalars[0])
      affine.terms = [(cell, scalars[1])]
      claims.append(LinearForm(affine, [term.scaled(by: scalars[2])]))
      constants.append(scalars[0])
      values.append(
        scalars[1] * setting.cells[setting.plan.position(of: cell)]
          + scalars[2] * setting.naive(term, weights: Self.naiveWeights(setting.lowFactors[index])))
    }
    let rho = setting.elements(1)[0]
    let batch = ClaimBatch(
      claims: claims, lowFactors: setting.lowFactors, layout: setting.layout, plan: setting.plan, rho: rho)
    var sum = K.zero
    var target = K.zero
    for index in values.indices {
      sum += rho.power(UInt64(index + 1)) * values[index]
      target -= rho.power(UInt64(index + 1)) * constants[index]
    }
    #expect(setting.batched(batch) == sum)
    #expect(batch.target == target)
  }

  /// Claims that use equal weights share one factor.
  @Test func equalWeightsAreShared() {
    var setting = Setting()
    let point = setting.elements(3)
    let terms = [2, 5].map {
      TensorTerm(column: $0, low: LowFactorID(index: $0 == 2 ? 0 : 1), high: [K.one])
    }
    let batch = ClaimBatch(
      claims: terms.map { LinearForm(Affine(K.zero), [$0]) }, lowFactors: [.eq(point), .eq(point)],
      layout: setting.layout, plan: setting.plan, rho: K(3))
    #expect(batch.factors.count == 1)
    #expect(batch.factors[0].coefficients.count == 2)
  }

  /// The evaluation of the weights' extension, O(variables) where they allow it, against its definition.
  @Test(arguments: 0..<3, 0..<8) func extensionsOfWeights(kind: Int, variables: Int) {
    var source = RandomStream(seed: [9], witness: [], statement: [])
    let point = K.random(count: variables, from: &source)
    let factor: LowFactor<K> =
      kind == 0
      ? .eq(point) : kind == 1 ? .shiftedEq(point) : .dense(K.random(count: 1 << variables, from: &source))
    let z = K.random(count: variables, from: &source)
    let expected = zip(Self.naiveWeights(factor), Self.naiveWeights(.eq(z))).reduce(K.zero) {
      $0 + $1.0 * $1.1
    }
    #expect(factor.evaluate(at: z) == expected)
    #expect(factor.weights() == Self.naiveWeights(factor))
  }

  /// The weights as strips of rows, and their extension at a point, say the same as the factors.
  @Test func stripsAndExtensionAgree() {
    var setting = Setting()
    let claims = (0..<24).map { index in
      let column = index % Self.shapes.count
      let term = setting.term(
        index % 3, column: column, variables: min(Self.shapes[column].variables, index % 7))
      var affine = Affine(K.zero)
      affine.terms = [(ExtensionCell(list: .pad, index: index), K(index + 1))]
      return LinearForm(affine, [term])
    }
    let batch = ClaimBatch(
      claims: claims, lowFactors: setting.lowFactors, layout: setting.layout, plan: setting.plan,
      rho: setting.elements(1)[0])
    let layout = setting.layout
    let width = 1 << layout.logWidth
    var omega = [K](repeating: .zero, count: 1 << layout.symbolVariables)
    for strip in batch.strips() {
      #expect(strip.weights.count == width)
      for (row, coefficient) in strip.rows {
        for (position, weight) in strip.weights.enumerated() {
          omega[row * width + position] += coefficient * weight
        }
      }
    }
    var expected = [K](repeating: .zero, count: omega.count)
    for factor in batch.factors {
      for (block, coefficient) in factor.coefficients {
        for (j, weight) in factor.low.weights().enumerated() {
          expected[block * (width / factor.blockCount) + j] += coefficient * weight
        }
      }
    }
    for (cell, weight) in batch.extensionWeights.enumerated() {
      expected[layout.baseRowCount * width + cell] += weight
    }
    #expect(omega == expected)
    let z = setting.elements(layout.symbolVariables)
    #expect(
      batch.evaluate(
        position: Array(z[..<layout.logWidth]),
        rowWeights: Multilinear.eqTable(Array(z[layout.logWidth...])))
        == Multilinear.evaluate(omega, at: z))
  }
}
