import FiniteFields
import ProofSystem
import Testing

/// Soundness of the lookup argument's first round, over all multiplicities that a prover can commit and all challenges.
///
/// After α and β the prover is honest: the fraction tree is the true one of the committed values, so that everything hangs on the
/// numerator at its root. A prover who lies there as well is the subject of `ExhaustiveReductionTests.fractionLayer`.
@Suite struct ExhaustiveLookupTests {
  /// Two committed pairs looked up in a public table of two pairs.
  struct Lookup<Order: ToyOrder> {
    typealias F = Toy<Order>
    let first: [F]
    let second: [F]
    let table: [[F]]
    /// What the lookups and the table's rows say they are of.
    var ids = (lookup: 1, table: 1)

    /// The verifier's logic and, with multiplicities, the prover's.
    func run(_ channel: MaskedChannel<F>, _ multiplicities: [F]?) throws(ProofError) {
      let variables = first.count.trailingZeroBitCount
      let lookup = LookupArgument<F>.Block(
        name: "pairs", tableID: ids.lookup, variables: variables, kind: .lookup,
        fields: [.column(0), .column(1)],
        values: multiplicities.map { _ in { [first, second] } })
      let rows = LookupArgument<F>.Block(
        name: "table", tableID: ids.table, variables: 1, kind: .table(multiplicities: 2),
        fields: table.map { .table($0) }, values: multiplicities.map { _ in { table } },
        multiplicityValues: multiplicities.map { m in { m } })
      try LookupArgument(channel, blocks: [lookup, rows]).run()
    }

    func conversation() throws -> Conversation<F> {
      try Conversation { channel throws(ProofError) in try run(channel, nil) }
    }

    func accepts(
      _ conversation: Conversation<F>, _ multiplicities: [F], alpha: F, beta: F
    ) throws -> Bool {
      let later = (0..<conversation.plan.messageCount + 4).map { F($0 % 3 + 1) }
      let prover = MaskedChannel(
        plan: conversation.plan, proving: conversation.cells,
        hooks: ProgrammedChallenges([alpha, beta] + later).hooks)
      try run(prover, multiplicities)
      return conversation.holds(prover, columns: [first, second, multiplicities])
    }
  }

  /// Over 17 elements, every α, one β that keeps the pairs apart: the root's numerator has degree below the number of leaves.
  @Test func alpha() throws {
    typealias F = Toy<Order17>
    // (3, 1) is looked up once and is no row.
    let lookup = Lookup<Order17>(
      first: [F(2), F(3)], second: [F(5), F(1)], table: [[F(2), F(7)], [F(5), F(4)]])
    let conversation = try lookup.conversation()
    let beta = F(1)
    let tuples = [(2, 5), (3, 1), (2, 5), (7, 4)].map { beta * F($0.0) + beta.squared * F($0.1) }
    #expect(Set(tuples).count == 3, "only the true lookup meets a row")
    var worst = 0
    for multiplicities in allTuples(F.all, 2) {
      let accepted = try F.all.filter {
        try lookup.accepts(conversation, multiplicities, alpha: $0, beta: beta)
      }.count
      worst = max(worst, accepted)
    }
    #expect(worst >= 2)
    #expect(worst <= 3, "leaves − 1")
  }

  /// Every pair (α, β) over seven elements, first for a false lookup, then for true ones.
  @Test func alphaAndBeta() throws {
    typealias F = Toy<Order7>
    let table = [[F(2), F(5)], [F(4), F(1)]]
    func accepted(_ first: [Int], _ second: [Int], _ multiplicities: [F]) throws -> Int {
      let lookup = Lookup<Order7>(first: first.map { F($0) }, second: second.map { F($0) }, table: table)
      let conversation = try lookup.conversation()
      var count = 0
      for alpha in F.all {
        for beta in F.all
        where try lookup.accepts(conversation, multiplicities, alpha: alpha, beta: beta) { count += 1 }
      }
      return count
    }
    #expect(try accepted([2, 5], [4, 1], [F(1), F(1)]) == 49, "completeness, poles included")
    #expect(try accepted([5, 5], [1, 1], [F(0), F(2)]) == 49)
    var worst = 0
    for multiplicities in allTuples(F.all, 2) {
      worst = max(worst, try accepted([2, 3], [4, 1], multiplicities))
    }
    // For β that keep the pairs apart at most leaves − 1 = 3 values of α; β meets one of the two rows for at most 2 values each.
    #expect(worst <= 3 * 7 + 2 * 2 * 7)
    #expect(worst > 7)
  }

  /// Pairs of another table, and pairs whose entries changed places, are not found, whatever the multiplicities.
  @Test func otherTablesAndOtherPlaces() throws {
    typealias F = Toy<Order7>
    let table = [[F(2), F(5)], [F(4), F(1)]]
    func most(_ first: [Int], _ second: [Int], id: Int) throws -> Int {
      let lookup = Lookup<Order7>(
        first: first.map { F($0) }, second: second.map { F($0) }, table: table, ids: (id, 1))
      let conversation = try lookup.conversation()
      return try allTuples(F.all, 2).map { multiplicities in
        try allTuples(F.all, 2).filter {
          try lookup.accepts(conversation, multiplicities, alpha: $0[0], beta: $0[1])
        }.count
      }.max() ?? 0
    }
    #expect(try most([2, 5], [4, 1], id: 1) == 49, "rows of the table")
    #expect(try most([2, 5], [4, 1], id: 2) < 35, "rows of another table")
    #expect(try most([4, 1], [2, 5], id: 1) < 35, "entries in each other's place")
  }

  /// As many lookups of one false tuple as the characteristic cancel: why the number of lookups must stay below it.
  @Test func asManyLookupsAsTheCharacteristic() throws {
    typealias F = Toy<Order7>
    let table = [[F(2), F(5)], [F(4), F(1)]]
    func accepted(_ falseOnes: Int, _ multiplicities: [F]) throws -> Int {
      let lookup = Lookup<Order7>(
        first: (0..<8).map { $0 < falseOnes ? F(3) : F(2) },
        second: (0..<8).map { $0 < falseOnes ? F(1) : F(4) },
        table: table)
      let conversation = try lookup.conversation()
      return try F.all.filter { try lookup.accepts(conversation, multiplicities, alpha: $0, beta: .one) }
        .count
    }
    #expect(try accepted(7, [F(1), F(0)]) == 7, "seven false tuples weigh nothing modulo 7")
    #expect(try accepted(6, [F(2), F(0)]) < 7)
  }
}
