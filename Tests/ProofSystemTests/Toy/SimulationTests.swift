import FiniteFields
import Foundation
import ProofSystem
import Testing

/// Zero knowledge: with the challenges fixed, transcripts of the real prover are distributed like those of a simulator that has no witness.
///
/// Over a field of 257 elements linear relations between the elements of a transcript show exactly: two distributions must fill the same
/// affine space. Beyond that, elements and random combinations of them are compared by χ². The same is done with the messages before the
/// product check held fixed, after which everything else is linear in the prover's randomness, so that nothing is left that a
/// linear relation could not express. All of it is repeated with provers who leave out one pad, blind or mask, which must show.
@Suite struct SimulationTests {
  typealias K = SimulationSetting.K

  /// Why two sets of transcripts cannot have the same distribution; nil if nothing tells them apart.
  static func difference(_ left: [[K]], _ right: [[K]]) -> String? {
    difference(AffineHull(left), AffineHull(right)) ?? differenceByCounting(left, right)
  }

  static func difference(_ left: AffineHull<K>, _ right: AffineHull<K>) -> String? {
    if left.dimension != right.dimension { return "dimensions \(left.dimension) and \(right.dimension)" }
    return left.equals(right) ? nil : "different affine spaces of dimension \(left.dimension)"
  }

  private static func differenceByCounting(_ left: [[K]], _ right: [[K]]) -> String? {
    var source = RandomStream(seed: [77], witness: [], statement: [])
    let length = left[0].count
    var worst = 0.0
    for number in 0..<2 * length {
      // Single elements, then random combinations of three.
      var positions = [number % length]
      if number >= length { positions += (0..<2).map { _ in Int(K.random(from: &source).value) % length } }
      let factors = positions.map { _ in K.random(from: &source) + .one }
      func histogram(_ transcripts: [[K]]) -> [Double] {
        var counts = [Double](repeating: 0, count: 16)
        for transcript in transcripts {
          let value = zip(positions, factors).reduce(K.zero) { $0 + transcript[$1.0] * $1.1 }
          counts[Int(value.value) / 17] += 1
        }
        return counts
      }
      let pairs = zip(histogram(left), histogram(right))
      worst = max(
        worst, pairs.reduce(0) { $0 + ($1.0 + $1.1 == 0 ? 0 : pow($1.0 - $1.1, 2) / ($1.0 + $1.1)) })
    }
    // 15 degrees of freedom, about 300 statistics: above 65 has a chance of 3e-8 for one of them.
    return worst > 65 ? "χ² \(worst)" : nil
  }

  static let setting = Result { try SimulationSetting(seed: 3) }
  static let sampleCount = 400

  enum View: CaseIterable {
    /// All messages, the opening, opened columns.
    case everything
    /// The same from the product check on, while what comes before is held fixed.
    case afterFixedMessages
  }

  static func real(
    _ view: View, _ witness: Int, _ sabotage: Sabotage = .none, count: Int = sampleCount
  ) throws -> [[K]] {
    let setting = try setting.get()
    return try (0..<count).map {
      switch view {
      case .everything: setting.elements(try setting.real(witness, $0, sabotage: sabotage))
      case .afterFixedMessages:
        setting.lateElements(try setting.real(witness, $0, sabotage: sabotage, fixesMessages: true))
      }
    }
  }

  static func simulated(_ view: View) throws -> [[K]] {
    let setting = try setting.get()
    return try (0..<sampleCount).map {
      switch view {
      case .everything: setting.elements(try setting.simulated($0))
      case .afterFixedMessages: setting.lateElements(try setting.simulated($0, fixesMessages: true))
      }
    }
  }

  /// The simulator needs nothing but the challenges: the verifier accepts, though nobody has a witness.
  @Test func simulatedArgumentsAreAccepted() throws {
    for seed in [3, 4, 250] as [UInt8] {
      let setting = try SimulationSetting(seed: seed)
      #expect(setting.witnesses.count == 2)
      let argument = Argument(setting.statement, shape: setting.shape)
      let simulated = try setting.simulated(Int(seed))
      try argument.verify(simulated, hooks: setting.hooks)
      #expect(throws: ProofError.self) { try argument.verify(simulated) }
      try argument.verify(setting.simulated(1, fixesMessages: true), hooks: setting.hooks)
      for witness in 0..<2 {
        try argument.verify(setting.real(witness, 1), hooks: setting.hooks)
        try argument.verify(setting.real(witness, 1, fixesMessages: true), hooks: setting.hooks)
      }
      // It needs no true statement either.
      let other = SecretStatement(sum: setting.statement.sum + .one, product: .zero)
      let lie = Simulator(
        relation: other, shape: setting.shape, challenges: setting.challenges, columns: setting.columns)
      try Argument(other, shape: setting.shape).verify(lie.simulate(seed: [1]), hooks: setting.hooks)
    }
  }

  @Test(arguments: View.allCases) func realTranscriptsAreSimulated(view: View) throws {
    let simulated = try Self.simulated(view)
    let (first, second) = (try Self.real(view, 0), try Self.real(view, 1))
    #expect(Self.difference(first, simulated) == nil)
    #expect(Self.difference(second, simulated) == nil)
    #expect(Self.difference(first, second) == nil)
    // All is free but what the verifier computes: G' and U0 in each column, and two values of the opening, of which one depends on
    // products of messages unless these are fixed.
    let computed = 2 * (try Self.setting.get().columns.count) + (view == .everything ? 1 : 2)
    #expect(AffineHull(first).dimension == first[0].count - computed)
  }

  /// A space that simulated transcripts fill, by view.
  static let spaces = Result {
    try View.allCases.reduce(into: [View: AffineHull<K>]()) { $0[$1] = AffineHull(try simulated($1)) }
  }

  /// What this prover's transcripts have that simulated ones have not.
  private func trace(_ view: View, _ sabotage: Sabotage) throws -> String? {
    let space = try #require(Self.spaces.get()[view])
    // A few more than fill the space.
    let transcripts = try Self.real(view, 0, sabotage, count: space.dimension + 5)
    return Self.difference(AffineHull(transcripts), space)
  }

  /// Whatever is left out shows: the transcripts fill another affine space than simulated ones.
  @Test(arguments: try Sabotage.all(setting.get())) func everyOmissionShows(sabotage: Sabotage) throws {
    let isEarly = sabotage.isBeforeProducts(try Self.setting.get())
    #expect(try trace(isEarly ? .everything : .afterFixedMessages, sabotage) != nil)
  }

  /// One symbol of a mask more than the openings need: leaving it out hides as well, so it is not what the test above sees.
  @Test func spareSymbolsAreSpare() throws {
    for view in View.allCases { #expect(try trace(view, .spareSymbols) == nil) }
  }
}
