import FiniteFields
import ProofSystem
import Testing

/// Perfect hiding of the tableau's messages as a fact of linear algebra, taken from the prover itself.
///
/// What the verifier sees (opened columns and the opening's messages) is linear in the row coefficients. It reveals nothing beyond the claims
/// if every witness direction that leaves the claims alone lies in the span of the random directions (masks and blinds).
@Suite struct MaskRankTests {
  typealias F = KoalaBear

  static let parameters = TableauParameters(logWidth: 5, logLength: 7, openedColumns: 4, grindingBits: 0)
  static let indices = [3, 17, 40, 127]

  /// The prover's view function over F (challenge field and base field coincide), for fixed claims and challenges.
  struct Setting {
    let layout: TableauLayout
    let batch: ClaimBatch<F>
    /// z*, χ and χ₂.
    let point: [F]
    let chi: F
    let chi2: F
    var k: Int { MaskRankTests.parameters.rowLength }
    var baseCount: Int { layout.baseRowCount * k }
    var count: Int { baseCount + layout.extensionRowCount * k }

    init() {
      let shapes = [6, 4, 2, 1].map { ColumnShape(name: "", length: 1 << $0, variables: $0) }
      var plan = ChannelPlan()
      plan.padCount = 9
      layout = TableauLayout(
        shapes: shapes, extensionCells: plan.extensionCellCount, logWidth: MaskRankTests.parameters.logWidth)
      var source = RandomStream(seed: [8], witness: [], statement: [])
      let lows: [LowFactor<F>] = [
        .eq(F.random(count: 6, from: &source)), .shiftedEq(F.random(count: 4, from: &source)),
        .dense(F.random(count: 4, from: &source)), .eq(F.random(count: 1, from: &source)),
      ]
      let claims = (0..<4).map { index in
        var affine = Affine(F(index))
        affine.terms = [
          (ExtensionCell(list: .pad, index: index), F.random(from: &source)),
          (ExtensionCell(list: .pad, index: index + 4), F.random(from: &source)),
        ]
        let term = TensorTerm<F>(column: [0, 1, 2, 3][index], low: LowFactorID(index: index), high: [F.one])
        return LinearForm(affine, [term])
      }
      batch = ClaimBatch(
        claims: claims, lowFactors: lows, layout: layout, plan: plan, rho: F.random(from: &source))
      point = F.random(count: layout.symbolVariables, from: &source)
      chi = F.random(from: &source)
      chi2 = F.random(from: &source)
    }

    /// Opened columns and the opening's messages; and what the claims say together.
    func view(_ coefficients: [F]) -> (seen: [F], claimed: F) {
      var hooks = ForgeryHooks<F>()
      let split = baseCount
      hooks.rows = { base, rows in
        base = Array(coefficients[..<split])
        rows = Array(coefficients[split...])
      }
      let tableau = TableauProver<F>(
        layout: layout, parameters: MaskRankTests.parameters,
        columns: [], cells: [], random: RandomStream(seed: [], witness: [], statement: []), hooks: hooks)
      let opened = tableau.opening(MaskRankTests.indices)
        .prefix(MaskRankTests.indices.count * layout.columnByteCount(F.self))
      let claimed = batch.strips().reduce(F.zero) { sum, strip in
        zip(strip.weights, tableau.combination(of: strip.rows)).reduce(sum) { $0 + $1.0 * $1.1 }
      }
      let prover = OpeningProver(tableau, batch: batch)
      var sent = [prover.maskSum]
      for x in point {
        sent += prover.roundMessage(chi)
        prover.bind(to: x)
      }
      sent += prover.values() + prover.combinedRow(chi2) + prover.combinedMask(chi2)
      return (ProofParts<F>.elements(opened) + sent, claimed)
    }

    func unit(_ index: Int) -> (seen: [F], claimed: F) {
      var coefficients = [F](repeating: .zero, count: count)
      coefficients[index] = .one
      return view(coefficients)
    }

    /// Coefficient positions of message symbols, and of everything random by kind.
    var witness: [Int] { messages(0..<layout.baseRowCount + layout.extensionDataRowCount) }
    var masks: [Int] {
      (0..<layout.baseRowCount + layout.extensionDataRowCount).flatMap { row in
        (MaskRankTests.parameters.width..<k).map { row * k + $0 }
      }
    }
    /// G, G' or U0.
    func blind(_ index: Int) -> [Int] {
      let row = layout.baseRowCount + layout.extensionDataRowCount + index
      let length = index == 2 ? k : MaskRankTests.parameters.maskRowLength(layout)
      return (0..<length).map { row * k + $0 }
    }
    private func messages(_ rows: Range<Int>) -> [Int] {
      rows.flatMap { row in (0..<MaskRankTests.parameters.width).map { row * k + $0 } }
    }
  }

  static let setting = Setting()

  /// Rank over F by elimination.
  static func rank(_ rows: [[F]]) -> Int {
    var rows = rows
    var rank = 0
    for column in 0..<(rows.first?.count ?? 0) {
      guard let pivot = (rank..<rows.count).first(where: { rows[$0][column] != .zero }) else { continue }
      rows.swapAt(rank, pivot)
      let inverse = rows[rank][column].inverse()
      for row in rank + 1..<max(rows.count, rank + 1) where rows[row][column] != .zero {
        let factor = rows[row][column] * inverse
        for index in column..<rows[row].count { rows[row][index] -= factor * rows[rank][index] }
      }
      rank += 1
    }
    return rank
  }

  /// How many dimensions of the witness show through these random directions.
  static func leak(random: [Int]) -> Int {
    let noise = random.map { setting.unit($0).seen }
    let symbols = setting.witness.map { setting.unit($0) }
    // Differences of witnesses for which the batched claims say the same.
    guard let pivot = symbols.first(where: { $0.claimed != .zero }) else { return -1 }
    let inverse = pivot.claimed.inverse()
    let directions = symbols.map { symbol in
      zip(symbol.seen, pivot.seen).map { $0 - symbol.claimed * inverse * $1 }
    }
    return rank(noise + directions) - rank(noise)
  }

  @Test func nothingLeaksWithAllMasksAndBlinds() {
    let setting = Self.setting
    let blinds = (0..<3).flatMap { setting.blind($0) }
    #expect(Self.leak(random: setting.masks + blinds) == 0)
    // The view is linear in the coefficients, as the argument assumes.
    var source = RandomStream(seed: [3], witness: [], statement: [])
    let vector = F.random(count: setting.count, from: &source)
    var sum = [F](repeating: .zero, count: setting.view(vector).seen.count)
    for (index, factor) in vector.enumerated() {
      for (position, value) in setting.unit(index).seen.enumerated() { sum[position] += factor * value }
    }
    #expect(sum == setting.view(vector).seen)
  }

  /// The claims themselves do show: a direction that changes them leaves the span.
  @Test func theClaimsAreSeen() {
    let setting = Self.setting
    let noise = (setting.masks + (0..<3).flatMap { setting.blind($0) }).map { setting.unit($0).seen }
    let symbols = setting.witness.map { setting.unit($0).seen }
    #expect(Self.rank(noise + symbols) == Self.rank(noise) + 1)
  }

  @Test(arguments: 0..<3) func withoutABlindRowTheWitnessLeaks(missing: Int) {
    let setting = Self.setting
    let blinds = (0..<3).filter { $0 != missing }.flatMap { setting.blind($0) }
    #expect(Self.leak(random: setting.masks + blinds) > 0)
  }

  /// A mask row of 2m + 1 symbols and t more for the openings: the one further symbol is what hides f~(z*), and t' = t + 1 has another.
  @Test func aMaskRowNeedsOneMoreSymbolThanTheMaskPolynomial() {
    let setting = Self.setting
    func random(_ length: Int) -> [Int] {
      setting.masks + setting.blind(0).prefix(length) + setting.blind(1) + setting.blind(2)
    }
    let needed = setting.layout.maskSymbolCount - 1 + Self.parameters.openedColumns
    #expect(Self.leak(random: random(needed + 1)) == 0)
    #expect(Self.leak(random: random(needed)) > 0)
  }

  @Test func withoutMasksTheWitnessLeaks() {
    let setting = Self.setting
    #expect(Self.leak(random: (0..<3).flatMap { setting.blind($0) }) > 0)
  }

  /// A mask of t symbols hides t openings (the further one is for the leaves, which carry no nonce); one of t − 1 does not.
  @Test func masksNeedAsManySymbolsAsOpenings() {
    let setting = Self.setting
    let blinds = (0..<3).flatMap { setting.blind($0) }
    func masks(_ length: Int) -> [Int] {
      setting.masks.filter { $0 % setting.k < Self.parameters.width + length }
    }
    #expect(masks(Self.parameters.maskLength) == setting.masks)
    #expect(Self.leak(random: masks(4) + blinds) == 0)
    #expect(Self.leak(random: masks(3) + blinds) > 0)
  }

  /// The opened entries of a row, as functions of its mask x^w (s_0 + s_1 x + …), are independent up to t' points, and not beyond.
  @Test func openedEntriesAreJointlyUniform() {
    let parameters = Self.parameters
    let root = F.rootOfUnity(log2Order: parameters.logLength)
    func matrix(points: Int, mask: Int) -> [[F]] {
      (0..<points).map { point in
        let x = root.power(UInt64(point * 5 % parameters.length))
        return (0..<mask).map { x.power(UInt64(parameters.width + $0)) }
      }
    }
    for mask in 0...parameters.maskLength {
      for points in 1...parameters.maskLength + 1 {
        #expect(Self.rank(matrix(points: points, mask: mask)) == min(points, mask))
      }
    }
  }
}
