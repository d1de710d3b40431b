import FiniteFields
import Foundation
import ProofSystem
import Testing

/// Soundness of the opening's rounds, of the last challenge and of the queries, over all provers of toy fields.
@Suite struct ExhaustiveOpeningTests {
  /// Ω, f and G over two variables, and the honest round messages for Ω f + χ G.
  struct Claim<Order: ToyOrder> {
    typealias F = Toy<Order>
    let omega: [F]
    let values: [F]
    /// g_0 … g_4.
    let mask: [F]

    func maskValue(_ z: [F]) -> F {
      mask[0] + mask[1] * z[0] + mask[2] * z[0].squared + mask[3] * z[1] + mask[4] * z[1].squared
    }
    func value(_ z: [F], chi: F) -> F {
      Multilinear.evaluate(omega, at: z) * Multilinear.evaluate(values, at: z) + chi * maskValue(z)
    }
    private static var bits: [F] { [.zero, .one] }
    /// Σ Ω f and Σ G.
    var target: F { zip(omega, values).reduce(.zero) { $0 + $1.0 * $1.1 } }
    var maskSum: F { allTuples(Self.bits, 2).reduce(.zero) { $0 + maskValue($1) } }

    /// The true polynomial of the first or second round, coefficients of X⁰ and X², from its values at 0, 1 and −1.
    func message(_ bound: [F], chi: F) -> [F] {
      func sum(_ x: F) -> F {
        allTuples(Self.bits, 1 - bound.count).reduce(.zero) { $0 + value(bound + [x] + $1, chi: chi) }
      }
      let half = F(2).inverse()
      return [sum(.zero), (sum(.one) + sum(-.one)) * half - sum(.zero)]
    }
  }

  /// One row of one symbol beside G and G': two row variables and none of a position.
  static func game<F: PrimeField>(_: F.Type, logLength: Int = 2, openedColumns: Int = 1) -> OpeningGame<F> {
    OpeningGame(
      layout: TableauLayout(shapes: [], extensionCells: 1, logWidth: 0),
      parameters: TableauParameters(
        logWidth: 0, logLength: logLength, openedColumns: openedColumns, grindingBits: 0))
  }

  static func claim<Order: ToyOrder>(_: Order.Type) -> Claim<Order> {
    Claim(
      omega: [2, 1, 0, 5].map { Toy($0) }, values: [3, 1, 4, 2].map { Toy($0) },
      mask: [1, 2, 6, 3, 4].map { Toy($0) })
  }

  /// Plays the messages against the verifier, zeros from there on; whether the claim is true in the end.
  private func survives<Order: ToyOrder>(
    _ game: OpeningGame<Toy<Order>>, _ claim: Claim<Order>, target: Toy<Order>, _ messages: [Toy<Order>],
    _ challenges: [Toy<Order>]
  ) throws -> Bool {
    let rest = [Toy<Order>](repeating: .zero, count: game.messageCount - messages.count)
    let outcome = try game.read(
      messages + rest, target: target, hooks: ProgrammedChallenges(challenges + [.one]).hooks)
    #expect(outcome.point == Array(challenges.dropFirst()))
    return outcome.claim == claim.value(outcome.point, chi: challenges[0])
  }

  /// χ: whatever sum of the mask is sent, one χ at most makes a false τ true. χ = 0 would always do.
  @Test func maskChallenge() throws {
    typealias F = Toy<Order7>
    let game = Self.game(F.self)
    let claim = Self.claim(Order7.self)
    var worst = 0
    for sigma in F.all {
      for error in F.all {
        // After χ the prover is honest, which makes no false claim true, for no round challenge is 0.
        let accepted = try F.nonZero.filter { chi in
          let messages = [sigma] + claim.message([], chi: chi) + claim.message([F(2)], chi: chi)
          return try survives(
            game, claim, target: claim.target + error, messages, [chi, F(2), F(3)])
        }.count
        if error != .zero { worst = max(worst, accepted) }
        if error == .zero, sigma == claim.maskSum { #expect(accepted == 6, "completeness") }
      }
    }
    #expect(worst == 1)
  }

  /// Both rounds, each with all messages and all challenges: 2/|K|.
  @Test func rounds() throws {
    typealias F = Toy<Order7>
    let game = Self.game(F.self)
    let claim = Self.claim(Order7.self)
    let chi = F(3)
    let target = claim.target + .one
    var worst = (first: 0, second: 0)
    for lie in allTuples(F.all, 2) {
      let first = try F.all.filter { x in
        let messages = [claim.maskSum] + lie + claim.message([x], chi: chi)
        return try survives(game, claim, target: target, messages, [chi, x, F(3)])
      }
      worst.first = max(worst.first, first.count)
      let second = try F.all.filter { x in
        let messages = [claim.maskSum] + claim.message([], chi: chi) + lie
        return try survives(game, claim, target: target, messages, [chi, F(2), x])
      }
      worst.second = max(worst.second, second.count)
    }
    #expect(worst == (2, 2))
  }

  /// Every prover of both rounds together: the best reaches 1 − (1 − 2/q)², and no more.
  @Test func roundsAsAGame() throws {
    typealias F = Toy<Order5>
    let game = Self.game(F.self)
    let claim = Self.claim(Order5.self)
    let chi = F(3)
    let target = claim.target + .one
    let lies = allTuples(F.all, 2)
    let best = try lies.map { first in
      try F.all.reduce(0) { sum, x in
        let wins = try lies.map { second in
          try F.all.filter { y in
            try survives(game, claim, target: target, [claim.maskSum] + first + second, [chi, x, y])
          }.count
        }
        return sum + (wins.max() ?? 0)
      }
    }.max()
    // Of 25: two first challenges win at once, each of the others with two second ones.
    #expect(best == 2 * 5 + 3 * 2)
  }

  /// χ₂ and the columns on the [4, 3] code over five elements: every pair of words (up to codewords), every χ₂, every V, every column.
  ///
  /// With the decoding radius 0, a pair that is not in the code agrees everywhere with a V for one χ₂ at most, and else misses a column.
  @Test func combinedRowOverAllWords() throws {
    typealias F = Toy<Order5>
    let game = Self.game(F.self)
    #expect(SoundnessBudget.decodingRadius(game.parameters) == 0)
    let point = [F(2), F(3)]
    let rowWeight = (F.one - point[0]) * (F.one - point[1])
    #expect(rowWeight != .zero)
    var worstEverywhere = 0
    var worstElsewhere = 0
    for (blind, row) in allTuples(F.all, 2).map({ ($0[0], $0[1]) }) where (blind, row) != (.zero, .zero) {
      // Words 0 0 0 b: each stands for its coset.
      let columns = (0..<4).map { index in
        (base: [F](), extended: index == 3 ? [row, .zero, .zero, blind] : [F](repeating: .zero, count: 4))
      }
      var everywhere = 0
      for chi2 in F.all {
        let agreement =
          allTuples(F.all, 3).map { combined in
            let outcome = OpeningGame<F>.Outcome(
              point: point, chi2: chi2, combined: combined,
              mask: [F](repeating: .zero, count: game.parameters.maskRowLength(game.layout)))
            return (0..<4).filter { index in
              (try? game.checkColumns([columns[index]], at: [index], outcome)) != nil
            }.count
          }.max() ?? 0
        if agreement == 4 { everywhere += 1 } else { worstElsewhere = max(worstElsewhere, agreement) }
      }
      worstEverywhere = max(worstEverywhere, everywhere)
    }
    #expect(worstEverywhere == 1)
    #expect(worstElsewhere == 3)
    // The budget's query round for one column: 3 of 4.
    #expect(abs(SoundnessBudget.queryBits(game.parameters) - 0.415_037_499_278_844) < 1e-12)
  }

  /// Queries on a [16, 4] code over 17 elements with as many errors as can still be decoded: a wrong V that uses all of them passes
  /// C(n − e − 1, t) of C(n, t) sets of columns, which is what the budget states, and no other V passes more.
  @Test func queriesMeetTheBudget() throws {
    typealias F = Toy<Order17>
    let game = Self.game(F.self, logLength: 4, openedColumns: 2)
    let n = 16
    let radius = SoundnessBudget.decodingRadius(game.parameters)
    #expect(game.parameters.rowLength == 4 && radius == 6)
    let root = F.rootOfUnity(log2Order: 4)
    let points = (0..<n).map { root.power(UInt64($0)) }
    // V = (X − x0)(X − x1)(X − x2): zero, like the committed row, on three columns.
    var wrong = [F.one]
    for x in points[..<3] {
      wrong = zip(wrong + [.zero], [.zero] + wrong).map { $1 - x * $0 }
    }
    // The committed blind row is the zero word with six errors, which agree with V.
    let word = (0..<n).map { (3..<3 + radius).contains($0) ? evaluate(wrong, at: points[$0]) : .zero }
    let columns = word.map { (base: [F](), extended: [.zero, .zero, .zero, $0]) }
    func accepted(_ combined: [F]) -> Int {
      let outcome = OpeningGame<F>.Outcome(
        point: [F(2), F(3)], chi2: F(5), combined: combined,
        mask: [F](repeating: .zero, count: game.parameters.maskRowLength(game.layout)))
      return (0..<n).reduce(0) { sum, first in
        sum
          + (0..<first).filter { second in
            (try? game.checkColumns([columns[second], columns[first]], at: [second, first], outcome)) != nil
          }.count
      }
    }
    #expect(accepted(wrong) == 36, "C(9, 2) of C(16, 2) = 120")
    let stated = 120 * pow(2, -SoundnessBudget.queryBits(game.parameters))
    #expect(abs(stated - 36) < 1e-9)
    #expect(accepted([.zero, .zero, .zero, .zero]) == 45, "the true row, which is no forgery: C(10, 2)")
    // Every other V agrees with the word on no more than nine columns.
    let most = allTuples(F.all, 4).reduce(0) { most, combined in
      guard combined != [.zero, .zero, .zero, .zero] else { return most }
      return max(most, (0..<n).filter { evaluate(combined, at: points[$0]) == word[$0] }.count)
    }
    #expect(most == n - radius - 1)
  }

  /// A message too few is an error, not a trap, on both sides of the plan.
  @Test func missingMessagesAreRefused() throws {
    typealias F = Toy<Order7>
    let game = Self.game(F.self)
    let challenges = [F](repeating: .one, count: 9)
    for count in 0..<game.messageCount {
      #expect(throws: ProofError.truncated(section: "opening")) {
        try game.read(
          [F](repeating: .one, count: count), target: .zero, hooks: ProgrammedChallenges(challenges).hooks)
      }
    }
    _ = try game.read(
      [F](repeating: .one, count: game.messageCount), target: .zero,
      hooks: ProgrammedChallenges(challenges).hooks)
    let conversation = try Conversation<F> { channel throws(ProofError) in
      _ = try channel.send("a") { .zero }
      _ = try channel.send("b") { .zero }
    }
    let channel = conversation.verifier([.one], [])
    _ = try channel.send("a") { .zero }
    #expect(throws: ProofError.truncated(section: "messages")) { _ = try channel.send("b") { .zero } }
  }

  /// Points at which an equality factor is divided out, and χ, are never 0; over five elements a draw would often be.
  @Test func nonZeroChallengesAreNotZero() throws {
    typealias F = Toy<Order5>
    let run = { (channel: MaskedChannel<F>) throws(ProofError) in
      _ = channel.committedProduct()
      _ = try PowerZerocheck.run("cube", channel, variables: 1, exponent: 3, tables: nil)
      _ = try channel.addFractions(variables: 2, leaves: nil)
      try channel.checkProducts()
    }
    let conversation = try Conversation(run)
    let game = Self.game(F.self)
    let drawn = Recorder<[String: [F]]>()
    var hooks = ForgeryHooks<F>()
    hooks.challenge = { name, values in
      drawn.update(from: [:]) { $0[name, default: []] += values }
      return values
    }
    for number in 0..<100 {
      let domain = "transcript \(number)"
      let messages = [F](repeating: .one, count: conversation.plan.messageCount)
      try run(
        MaskedChannel(plan: conversation.plan, verifying: messages, domain: domain, hooks: hooks))
      _ = try game.read(
        [F](repeating: .one, count: game.messageCount), target: .zero, domain: domain, hooks: hooks)
    }
    let values = try #require(drawn.value)
    for name in ["product point", "product round", "cube point", "cube round", "fraction round", "chi"] {
      #expect(Set(try #require(values[name])) == Set(F.nonZero), "\(name)")
    }
    // Layer 0 has mu; layer 1 has lambda, which may be zero, and mu.
    let fractions = try #require(values["fraction mu and lambda"])
    for (offset, expected) in [F.nonZero, F.all, F.nonZero].enumerated() {
      let seen = stride(from: offset, to: fractions.count, by: 3).map { fractions[$0] }
      #expect(Set(seen) == Set(expected))
    }
    for name in ["chi2", "opening round"] {
      #expect(Set(try #require(values[name])) == Set(F.all), "\(name)")
    }
  }
}
