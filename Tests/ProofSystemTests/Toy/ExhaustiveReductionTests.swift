import FiniteFields
import ProofSystem
import Testing

/// Soundness of what stands around the rounds: random points, products, fractions, lookups, the batch of claims.
@Suite struct ExhaustiveReductionTests {
  /// The point of a zerocheck: an S-box output that is no cube survives at most the chance that a non-zero multilinear polynomial in m
  /// variables vanishes at a point without zeros, m/(|K| − 1); exactly 1 − ((q − 2)/(q − 1))^m at the worst.
  ///
  /// After the point everybody is honest: with a claim that the point made false, honest messages lead nowhere.
  @Test func zerocheckPoint() throws {
    typealias F = Toy<Order5>
    for (variables, errors) in [(1, allTuples(F.all, 2)), (2, allTuples(F.all, 4))] {
      let inputs = (0..<1 << variables).map { F($0 + 2) }
      let run = { (channel: MaskedChannel<F>, error: [F]?) throws(ProofError) in
        let result = try PowerZerocheck.run(
          "cube", channel, variables: variables, exponent: 3,
          tables: error.map { error in
            {
              .init(input: inputs, output: zip(inputs, error).map { $0 * $0 * $0 + $1 })
            }
          })
        // What a statement would claim of its committed columns.
        let committed = zip(inputs, error ?? inputs).map { $0 * $0 * $0 + $1 }
        channel.assertZero(
          "outputs", LinearForm(result.output - Multilinear.evaluate(committed, at: result.point)))
        channel.assertZero(
          "inputs", LinearForm(result.input - Multilinear.evaluate(inputs, at: result.point)))
      }
      let conversation = try Conversation<F> { channel throws(ProofError) in try run(channel, nil) }
      let points = allTuples(F.nonZero, variables)
      var worst = 0
      for error in errors {
        var accepted = 0
        for point in points {
          let prover = MaskedChannel(
            plan: conversation.plan, proving: conversation.cells,
            hooks: ProgrammedChallenges(point + (0..<variables).map { F($0 + 2) }).hooks)
          try run(prover, error)
          if conversation.holds(prover) { accepted += 1 }
        }
        if error.allSatisfy({ $0 == .zero }) {
          #expect(accepted == points.count, "the honest prover")
        } else {
          worst = max(worst, accepted)
        }
      }
      #expect(worst == (variables == 1 ? 1 : 16 - 9))
      #expect(worst * 4 <= variables * points.count, "m/(|K| − 1)")
    }
  }

  /// The whole product check as a game: over all false products, all messages and all clear values, the best any prover can do.
  ///
  /// One product slot besides slot 0, so one point (1/(q − 1)) and one round (2/(q − 1)).
  @Test func productCheckAsAGame() throws {
    typealias F = Toy<Order5>
    let run = { (channel: MaskedChannel<F>) throws(ProofError) in
      _ = channel.committedProduct()
      try channel.checkProducts()
    }
    var best = 0
    let total = 16
    for (factors, errors) in [
      ([1, 2, 3, 4], allTuples([F(0), F(1), F(3)], 2)), ([0, 0, 0, 0], [[F(0), F(1)]]),
      ([4, 1, 0, 2], [[F(1), F(3)]]),
    ] {
      let (x, y) = (factors[..<2].map { F($0) }, factors[2...].map { F($0) })
      for error in errors {
        let z = (0..<2).map { x[$0] * y[$0] + error[$0] }
        let pads = [F(3), F(1)]
        let conversation = try Conversation(cells: pads + x + y + z, run)
        // Expectation over tau and x of what the best messages achieve, times 16.
        var game = 0
        for tau in F.nonZero {
          game +=
            try allTuples(F.all, 2).map { round in
              try F.nonZero.reduce(0) { sum, point in
                let wins = try allTuples(F.all, 2).contains { clear in
                  let verifier = conversation.verifier(round + clear, [tau, point])
                  try run(verifier)
                  return conversation.holds(verifier)
                }
                return sum + (wins ? 1 : 0)
              }
            }.max() ?? 0
        }
        if error == [.zero, .zero] {
          #expect(game == total, "the honest prover always wins")
        } else {
          best = max(best, game)
        }
      }
    }
    // Point lucky: 4 of 16. Otherwise two of four round challenges, thrice: 6 of 16. The budget allows 3/4.
    #expect(best == 10)
  }

  /// From the root to layer 1 of a fraction tree whose sum is not zero. The four values under the root are anything that passes for
  /// zero; then mu and lambda make the next claim true for at most 2/q of their pairs.
  @Test func fractionLayer() throws {
    typealias F = Toy<Order5>
    let leaves = (numerators: [1, 2, 0, 3].map { F($0) }, denominators: [1, 3, 2, 4].map { F($0) })
    let run = { (channel: MaskedChannel<F>, isProving: Bool) throws(ProofError) in
      let result = try channel.addFractions(variables: 2, leaves: isProving ? leaves : nil)
      channel.assertZero(
        "numerator", LinearForm(result.numerator - Multilinear.evaluate(leaves.numerators, at: result.point)))
      channel.assertZero(
        "denominator",
        LinearForm(result.denominator - Multilinear.evaluate(leaves.denominators, at: result.point)))
    }
    let conversation = try Conversation<F> { channel throws(ProofError) in try run(channel, false) }
    func accepts(_ values: [F], _ mu: F, _ lambda: F) throws -> Bool {
      // Layer 0 has mu; layer 1 lambda, a round, and its own mu.
      var hooks = ProgrammedChallenges<F>([mu, lambda, F(2), F(3)]).hooks
      let sent = Recorder<Int>()
      hooks.tamper = { name, honest in
        guard name.hasPrefix("fraction A, D1") || name.hasPrefix("fraction N1, D0") else { return honest }
        let number = sent.update(from: 0) { count in
          count += 1
          return count - 1
        }
        return number < 4 ? values[number] : honest
      }
      let prover = MaskedChannel(plan: conversation.plan, proving: conversation.cells, hooks: hooks)
      try run(prover, true)
      return conversation.holds(prover)
    }
    var worst = 0
    for values in allTuples(F.all, 4) {
      var accepted = 0
      for mu in F.nonZero {
        for lambda in F.all where try accepts(values, mu, lambda) { accepted += 1 }
      }
      worst = max(worst, accepted)
    }
    // 2/q of 20 pairs.
    #expect(worst == 8)
  }

  /// Claims are weighted by ρ, ρ², …: errors in c claims cancel for at most c of all ρ, ρ = 0 included.
  @Test(arguments: 1...4) func batchOfClaims(count: Int) throws {
    typealias F = Toy<Order7>
    var plan = ChannelPlan()
    plan.padCount = count
    let layout = TableauLayout(shapes: [], extensionCells: plan.extensionCellCount, logWidth: 3)
    let values = (0..<count).map { F(2 * $0 + 1) }
    var worst = 0
    for errors in allTuples(F.all, count) {
      let claims = errors.enumerated().map { index, error in
        LinearForm(Affine(-(values[index] + error), ExtensionCell(list: .pad, index: index)))
      }
      let accepted = F.all.filter { rho in
        let batch = ClaimBatch(claims: claims, lowFactors: [], layout: layout, plan: plan, rho: rho)
        return zip(batch.extensionWeights, values).reduce(F.zero) { $0 + $1.0 * $1.1 } == batch.target
      }
      #expect(accepted.contains(.zero))
      if errors.contains(where: { $0 != .zero }) {
        worst = max(worst, accepted.count)
      } else {
        #expect(accepted.count == 7)
      }
    }
    #expect(worst == count)
  }
}
