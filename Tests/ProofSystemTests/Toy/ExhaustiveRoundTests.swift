import FiniteFields
import ProofSystem
import Testing

/// Soundness of single rounds of a sumcheck, over fields so small that every prover and every challenge is tried.
///
/// A round begins with a false claim. Whatever is sent, no more challenges than the budget counts may turn it into a true one; and some
/// message does reach that number, so that the test would see a verifier that is too lenient by one challenge.
@Suite struct ExhaustiveRoundTests {
  /// Over all false claims, all messages: the largest number of challenges that lead to a true claim.
  ///
  /// - Parameters:
  ///   - truth: coefficients of the true round polynomial, degree + 1 of them.
  ///   - expected: the true claim that the round should begin with.
  private func worst<Order: ToyOrder>(
    _ order: Order.Type, degree: Int, truth: [Toy<Order>], expected: Toy<Order>, challenges: [Toy<Order>],
    falseClaims: [Toy<Order>],
    round: (MaskedChannel<Toy<Order>>, Toy<Order>) throws(ProofError) -> Affine<Toy<Order>>
  ) throws -> Int {
    typealias F = Toy<Order>
    let pads = (0..<degree).map { F(3 * $0 + 1) }
    var worst = 0
    for claim in falseClaims where claim != expected {
      let conversation = try Conversation<F>(cells: pads + [F](repeating: .zero, count: 3)) {
        channel throws(ProofError) in _ = try round(channel, claim)
      }
      #expect(conversation.plan.challenges.map(\.error) == [Double(degree)], "what the budget counts")
      for message in allTuples(F.all, degree) {
        var fooled = 0
        for x in challenges {
          let verifier = conversation.verifier(message, [x])
          if conversation.value(try round(verifier, claim)) == evaluate(truth, at: x) { fooled += 1 }
        }
        worst = max(worst, fooled)
      }
    }
    return worst
  }

  private func worstSumcheck<Order: ToyOrder>(
    _ order: Order.Type, degree: Int, truth: [Toy<Order>], falseClaims: [Toy<Order>] = Toy<Order>.all
  ) throws -> Int {
    try worst(
      order, degree: degree, truth: truth, expected: truth[0] + evaluate(truth, at: .one),
      challenges: Toy<Order>.all, falseClaims: falseClaims
    ) { channel, claim throws(ProofError) in
      try channel.sumcheck("round", variables: 1, degree: degree, claim: Affine(claim), prover: nil).claim
    }
  }

  private func worstEqualityRound<Order: ToyOrder>(
    _ order: Order.Type, degree: Int, rho: Toy<Order>, truth: [Toy<Order>],
    falseClaims: [Toy<Order>] = Toy<Order>.all
  ) throws -> Int {
    let one = Toy<Order>.one
    return try worst(
      order, degree: degree, truth: truth,
      expected: (one - rho) * truth[0] + rho * evaluate(truth, at: one), challenges: Toy<Order>.nonZero,
      falseClaims: falseClaims
    ) { channel, claim throws(ProofError) in
      try channel.equalityRounds(rho: [rho], degree: degree, claim: Affine(claim)).claim
    }
  }

  /// Degree 2, every true polynomial over five elements: d/|K| = 2/5.
  @Test func sumcheckRoundOfDegreeTwo() throws {
    var worst = 0
    for truth in allTuples(Toy<Order5>.all, 3) {
      worst = max(worst, try worstSumcheck(Order5.self, degree: 2, truth: truth))
    }
    #expect(worst == 2)
  }

  @Test func sumcheckRoundsOfHigherDegree() throws {
    #expect(try worstSumcheck(Order7.self, degree: 3, truth: [1, 4, 6, 2].map { Toy($0) }) == 3)
    #expect(
      try worstSumcheck(
        Order7.self, degree: 5, truth: [3, 0, 5, 1, 1, 6].map { Toy($0) }, falseClaims: [Toy(2)]) == 5)
  }

  /// The point is not 0, so the chance is d of |K| − 1.
  @Test func equalityRoundOfDegreeTwo() throws {
    for rho in Toy<Order5>.nonZero {
      var worst = 0
      for truth in allTuples(Toy<Order5>.all, 3) where truth[0].value < 2 {
        worst = max(worst, try worstEqualityRound(Order5.self, degree: 2, rho: rho, truth: truth))
      }
      #expect(worst == 2, "rho = \(rho)")
    }
  }

  @Test func equalityRoundsOfHigherDegree() throws {
    for rho in [1, 3] {
      #expect(
        try worstEqualityRound(
          Order7.self, degree: 3, rho: Toy(rho), truth: [1, 4, 6, 2].map { Toy($0) }) == 3)
    }
    #expect(
      try worstEqualityRound(
        Order7.self, degree: 5, rho: Toy(3), truth: [3, 0, 5, 1, 1, 6].map { Toy($0) }, falseClaims: [Toy(2)])
        == 5)
  }

  /// A true claim and the true polynomial stay true at every point: rounds refuse nothing honest.
  @Test func honestRoundsStayTrue() throws {
    typealias F = Toy<Order5>
    for truth in allTuples(F.all, 4) {
      let message = [truth[0]] + truth[2...]
      let plain = try Conversation<F> { channel throws(ProofError) in
        _ = try channel.sumcheck("round", variables: 1, degree: 3, claim: Affine(F.zero), prover: nil)
      }
      for x in F.all {
        let claim = Affine(truth[0] + evaluate(truth, at: .one))
        let verifier = plain.verifier(message, [x])
        let result = try verifier.sumcheck("round", variables: 1, degree: 3, claim: claim, prover: nil)
        #expect(plain.value(result.claim) == evaluate(truth, at: x))
        #expect(result.point == [x])
      }
      for (rho, x) in [(2, 3), (1, 1), (4, 2)] {
        let claim = Affine((F.one - F(rho)) * truth[0] + F(rho) * evaluate(truth, at: .one))
        let verifier = plain.verifier(message, [F(x)])
        let result = try verifier.equalityRounds(rho: [F(rho)], degree: 3, claim: claim)
        #expect(plain.value(result.claim) == evaluate(truth, at: F(x)))
      }
    }
  }
}
