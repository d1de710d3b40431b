import FiniteFields
import Foundation
import ProofSystem
import Testing

/// What a proof shows of two different witnesses of one statement, by χ² over many proofs; and that the test sees a missing pad or mask.
@Suite struct LeakTests {
  typealias K = KoalaBearQuintic

  /// Cells that add up to a public sum, two secret factors, and a value of theirs that is sent as it is but for its pad.
  struct SecretRelation: Relation {
    struct Witness {
      let cells: [KoalaBear]
      let factors: (K, K)
    }
    let sum: KoalaBear

    var columns: [ColumnShape] { [ColumnShape(name: "cells", length: 8, variables: 3)] }

    func absorb(into transcript: inout Transcript) { transcript.absorb("sum", elements: [sum]) }

    func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError) {
      let low = channel.lowFactor(.dense([K](repeating: K.one, count: 8)))
      channel.assertZero(
        "sum", LinearForm(Affine(K(base: -sum)), [TensorTerm(column: 0, low: low, high: [K.one])]))
      var first = [K](repeating: K.zero, count: 8)
      first[0] = K.one
      let sent = try channel.send("first cell") { witness.map { K(base: $0.cells[0]) } ?? K.zero }
      channel.assertZero(
        "first cell",
        LinearForm(
          Affine(K.zero) - sent,
          [TensorTerm(column: 0, low: channel.lowFactor(.dense(first)), high: [K.one])]))
      let product = try channel.sendFactors(
        "factors", { witness?.factors.0 ?? K.zero }, { witness?.factors.1 ?? K.zero })
      channel.assertZero("factors", LinearForm(product.product - K(12)))
      for _ in 0..<40 { _ = try channel.send("nothing") { K.zero } }
    }
  }

  /// Two witnesses of the same statement, as unlike as can be: mostly zeros, and large values.
  static let witnesses: [SecretRelation.Witness] = [mostlyZeros(), largeValues()]

  private static func mostlyZeros() -> SecretRelation.Witness {
    let cells: [KoalaBear] = [KoalaBear(100)] + [KoalaBear](repeating: .zero, count: 7)
    return SecretRelation.Witness(cells: cells, factors: (K(3), K(4)))
  }

  private static func largeValues() -> SecretRelation.Witness {
    var cells: [KoalaBear] = (0..<7).map { KoalaBear(1 << 29 + $0) }
    cells.append(cells.reduce(KoalaBear(100), -))
    return SecretRelation.Witness(cells: cells, factors: (K(12) * K(7).inverse(), K(7)))
  }

  static let relation = SecretRelation(sum: KoalaBear(100))

  /// Few columns and no proof of work: neither matters here.
  static let shape = Result {
    ArgumentShape(
      try ArgumentShape<K>(relation),
      parameters: TableauParameters(logWidth: 5, logLength: 8, openedColumns: 9, grindingBits: 0))
  }

  static let proofCount = 256
  static let bucketCount = 16

  enum Missing: CaseIterable { case nothing, pads, masks, freshRandomness }

  /// Histograms of the low four bits of every word that an observer sees, one a word's position in the proof.
  static func histograms(of witness: SecretRelation.Witness, missing: Missing, seed: UInt8) throws -> [[Int]]
  {
    let shape = try shape.get()
    let argument = Argument(relation, shape: shape)
    let parts = ProofParts(shape)
    var hooks = ForgeryHooks<K>()
    switch missing {
    case .nothing, .freshRandomness: break
    case .pads:
      // No pad masks anything, and the products of pads follow; slot 0 and the witness keep their values.
      hooks.cells = { cells, plan in
        for index in 0..<plan.padCount { cells[index] = K.zero }
        for list in [ExtensionCell.List.x, .y, .z] {
          for slot in 1..<plan.productSlotCount {
            cells[plan.position(of: ExtensionCell(list: list, index: slot))] = K.zero
          }
        }
      }
    case .masks:
      let parameters = shape.parameters
      hooks.rows = { base, _ in
        for index in base.indices where index % parameters.rowLength >= parameters.width {
          base[index] = .zero
        }
      }
    }
    let words = (parts.columns.upperBound - parts.messages.lowerBound - 8) / 4
    var histograms = [[Int]](repeating: [Int](repeating: 0, count: bucketCount), count: words)
    for number in 0..<proofCount {
      let fresh = missing == .freshRandomness ? 0 : UInt8(number)
      let random = RandomStream(seed: [seed, fresh], witness: [], statement: [])
      let proof = try argument.prove(columns: [witness.cells], witness: witness, random: random, hooks: hooks)
      try argument.verify(proof, hooks: hooks)
      let seen =
        proof[parts.messages.lowerBound..<parts.opening.upperBound]
        + proof[parts.columns.lowerBound..<parts.columns.upperBound]
      for (word, byte) in stride(from: seen.startIndex, to: seen.endIndex, by: 4).enumerated() {
        histograms[word][Int(seen[byte]) % bucketCount] += 1
      }
    }
    return histograms
  }

  /// The largest χ² of a word against the uniform distribution, 15 degrees of freedom.
  static func distanceFromUniform(_ histograms: [[Int]]) -> Double {
    let expected = Double(proofCount) / Double(bucketCount)
    return histograms.map { $0.reduce(0.0) { $0 + pow(Double($1) - expected, 2) / expected } }.max() ?? 0
  }

  /// The largest χ² between a word's two histograms, 15 degrees of freedom.
  static func distance(_ left: [[Int]], _ right: [[Int]]) -> Double {
    zip(left, right).map { left, right in
      zip(left, right).reduce(0.0) { sum, pair in
        let total = Double(pair.0 + pair.1)
        return total == 0 ? sum : sum + pow(Double(pair.0 - pair.1), 2) / total
      }
    }.max() ?? 0
  }

  /// About 1,500 words: a χ² above 70 has a chance of 4e-9 for one and of 1e-5 for any.
  static let threshold = 70.0

  @Test func nothingShows() throws {
    let first = try Self.histograms(of: Self.witnesses[0], missing: .nothing, seed: 1)
    let second = try Self.histograms(of: Self.witnesses[1], missing: .nothing, seed: 2)
    #expect(Self.distanceFromUniform(first) < Self.threshold)
    #expect(Self.distanceFromUniform(second) < Self.threshold)
    #expect(Self.distance(first, second) < Self.threshold)
  }

  /// Without pads, without masks, or with one seed for all proofs, the same test tells the witnesses apart.
  @Test(arguments: [Missing.pads, .masks, .freshRandomness]) func theTestSeesALeak(missing: Missing) throws {
    let first = try Self.histograms(of: Self.witnesses[0], missing: missing, seed: 1)
    let second = try Self.histograms(of: Self.witnesses[1], missing: missing, seed: 2)
    #expect(Self.distanceFromUniform(first) > 10 * Self.threshold)
    #expect(Self.distance(first, second) > 2 * Self.threshold)
  }
}
