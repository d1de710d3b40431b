import FiniteFields
import Foundation
import ProofSystem
import Testing

@Suite struct SoundnessBudgetTests {
  static let challenges: [(name: String, error: Double)] = [
    ("alpha", 3 * 4096), ("round", 2), ("round", 3), ("point", 12),
  ]

  static func parameters(w: Int, n: Int, t: Int, g: Int) -> TableauParameters {
    TableauParameters(
      logWidth: w.trailingZeroBitCount, logLength: n.trailingZeroBitCount, openedColumns: t, grindingBits: g)
  }

  static func shapes(_ cells: Int) -> [ColumnShape] {
    var variables = 0
    while 1 << variables < cells { variables += 1 }
    return [ColumnShape(name: "cells", length: cells, variables: variables)]
  }

  /// Exact binomial coefficients, computed by TestVectors/generate_transcript.py.
  @Test func queryBitsEqualExactComputation() throws {
    for vector in try Vectors.load().queryBits {
      let parameters = Self.parameters(w: vector.w, n: vector.n, t: vector.t, g: vector.g)
      #expect(abs(SoundnessBudget.queryBits(parameters) - vector.bits) < 1e-6)
    }
  }

  /// PROTOCOL.md 10: w 1024, n 8192, t 138 and 16 bits of grinding reach 128 bits.
  @Test func theFiguresOfTheProtocol() {
    func bits(_ t: Int, _ g: Int) -> Double {
      SoundnessBudget.queryBits(Self.parameters(w: 1024, n: 8192, t: t, g: g))
    }
    #expect(bits(138, 16) >= 128)
    #expect(bits(138, 15) == bits(138, 16) - 1)
    #expect(bits(138, 15) < 128)
    #expect(bits(137, 16) < bits(138, 16))
    #expect(bits(136, 16) < 128)
    // More grinding than allowed counts nothing at all.
    #expect(bits(138, 17) == 0)
  }

  /// Hand computation: w 32, n 128, t 30 give t' 31, k 63, e 32; with 95 of 128 columns agreeing the first query misses with 95/128.
  @Test func oneQueryByHand() {
    let one = Self.parameters(w: 32, n: 128, t: 1, g: 0)
    // t' 2, k 34, e 47: 80 columns may agree.
    #expect(SoundnessBudget.decodingRadius(one) == 47)
    #expect(abs(SoundnessBudget.queryBits(one) + log2(80.0 / 128)) < 1e-12)
    // w 32, n 64, t 1 give k 34, e 15: 48 columns may agree.
    #expect(
      abs(SoundnessBudget.queryBits(Self.parameters(w: 32, n: 64, t: 1, g: 0)) + log2(48.0 / 64)) < 1e-12)
    #expect(SoundnessBudget.queryBits(Self.parameters(w: 32, n: 128, t: 0, g: 16)) == 0)
    #expect(SoundnessBudget.queryBits(Self.parameters(w: 32, n: 32, t: 4, g: 16)) == 0)
  }

  @Test func everyRoundIsListedAndTheSmallestCounts() {
    let parameters = Self.parameters(w: 1024, n: 8192, t: 138, g: 16)
    let budget = SoundnessBudget(
      parameters: parameters, rowVariables: 7, fieldBits: KoalaBearQuintic.orderBits,
      challenges: Self.challenges, claimCount: 40)
    #expect(
      budget.rounds.map(\.name) == [
        "alpha", "round", "point", "rho", "chi", "opening round, position", "opening round, row", "chi2",
        "queries",
      ])
    let bits = budget.rounds.map(\.bits)
    let field = 5 * log2(2_130_706_433.0)
    let errors: [Double] = [12288, 3, 12, 40, 1, 2, 2 * 7 * 8192 + 2, 8195]
    for (bits, error) in zip(bits, errors) { #expect(abs(bits - (field - log2(error))) < 1e-9) }
    #expect(budget.bits == bits.min())
    #expect(budget.isSufficient)
  }

  @Test func lessThan128BitsIsRefused() {
    let parameters = Self.parameters(w: 1024, n: 8192, t: 138, g: 16)
    func budget(_ challenges: [(name: String, error: Double)], fieldBits: Double = KoalaBearQuintic.orderBits)
      -> SoundnessBudget
    {
      SoundnessBudget(
        parameters: parameters, rowVariables: 7, fieldBits: fieldBits, challenges: challenges, claimCount: 1)
    }
    #expect(budget([("a", exp2(26.5))]).isSufficient)
    #expect(!budget([("a", exp2(27.5))]).isSufficient)
    // The degree-4 extension of KoalaBear would be too small.
    #expect(!budget([], fieldBits: 4 * KoalaBear.orderBits).isSufficient)
    #expect(throws: ProofError.self) {
      try SoundnessBudget.search(
        shapes: Self.shapes(100), extensionCells: 100, field: KoalaBear.self, challenges: Self.challenges,
        claimCount: 10)
    }
    #expect(throws: ProofError.self) {
      try SoundnessBudget.search(
        shapes: Self.shapes(100), extensionCells: 100, field: KoalaBearQuintic.self,
        challenges: [("a", exp2(28))], claimCount: 10)
    }
  }

  @Test(arguments: [1, 100, 3000, 1 << 16, 200_000, 1 << 20]) func searchIsSufficientAndDeterministic(
    cells: Int
  )
    throws
  {
    func search<K: ExtensionField>(_: K.Type) throws -> (TableauParameters, SoundnessBudget) {
      let shapes = Self.shapes(cells)
      let parameters = try SoundnessBudget.search(
        shapes: shapes, extensionCells: 400, field: K.self, challenges: Self.challenges, claimCount: 50)
      let again = try SoundnessBudget.search(
        shapes: shapes, extensionCells: 400, field: K.self, challenges: Self.challenges, claimCount: 50)
      #expect(parameters == again)
      let layout = TableauLayout(shapes: shapes, extensionCells: 400, logWidth: parameters.logWidth)
      #expect(layout.maskSymbolCount <= parameters.width)
      let budget = SoundnessBudget(
        parameters: parameters, rowVariables: layout.rowVariables, fieldBits: K.orderBits,
        challenges: Self.challenges, claimCount: 50)
      #expect(budget.isSufficient)
      #expect(parameters.grindingBits <= SoundnessBudget.maximumGrindingBits)
      #expect(parameters.rowLength <= parameters.length)
      // One column less would not do: nothing is wasted.
      let fewer = TableauParameters(
        logWidth: parameters.logWidth, logLength: parameters.logLength,
        openedColumns: parameters.openedColumns - 1, grindingBits: parameters.grindingBits)
      #expect(SoundnessBudget.queryBits(fewer) < SoundnessBudget.requiredBits)
      return (parameters, budget)
    }
    _ = try search(KoalaBearQuintic.self)
    if cells <= 3000 { _ = try search(BN254Scalar.self) }
  }
}
