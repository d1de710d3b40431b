import FiniteFields
import ProofSystem
import Testing

/// The provers of the reductions over tables long enough for segments, short cuts and threads.
///
/// Pads are zero, so messages are the values themselves, and a reduction is right when all claims it ends in hold for the columns.
@Suite struct ReductionProverTests {
  private typealias K = KoalaBearQuintic

  /// Lookups of several sizes, two tables; columns may end before their block does.
  struct Lookups: Sendable, CustomTestStringConvertible {
    /// log₂ size and number of cells of each lookup; even ones have two entries a tuple, odd ones one.
    let lookups: [(variables: Int, cells: Int)]
    let tableVariables: [Int]

    var testDescription: String { "\(lookups) \(tableVariables)" }

    /// Two columns for every lookup, the second one unused when its tuples have one entry, then the tables' multiplicities.
    func columns() -> [[KoalaBear]] {
      var generator = SplitMix(state: 5)
      let cells = lookups.flatMap { lookup in
        (0..<2).map { _ in
          (0..<lookup.cells).map { _ in KoalaBear(generator.next(below: 1 << 30)) }
        }
      }
      return cells
        + tableVariables.map { variables in
          (0..<1 << variables).map { _ in KoalaBear(generator.next(below: 1 << 30)) }
        }
    }

    func run(_ channel: MaskedChannel<KoalaBearQuintic>, _ columns: [[KoalaBear]]?) throws(ProofError) {
      var blocks: [LookupArgument<KoalaBearQuintic>.Block] = []
      for (index, lookup) in lookups.enumerated() {
        let used = index % 2 == 0 ? [2 * index, 2 * index + 1] : [2 * index]
        blocks.append(
          .init(
            name: "lookup", tableID: 100 + index, variables: lookup.variables, kind: .lookup,
            fields: used.map { .column($0) }, values: columns.map { c in { used.map { c[$0] } } }))
      }
      for (index, variables) in tableVariables.enumerated() {
        let rows = (0..<1 << variables).map { KoalaBear(3 * $0 + 1) }
        let column = 2 * lookups.count + index
        blocks.append(
          .init(
            name: "table", tableID: index, variables: variables, kind: .table(multiplicities: column),
            fields: [.table(rows)], values: columns.map { _ in { [rows] } },
            multiplicityValues: columns.map { c in { c[column] } }))
      }
      try LookupArgument(channel, blocks: blocks).run()
    }

    /// - Parameter hooks: the identity as `leaves` makes the prover hold all leaves as fractions.
    func prove(
      threads: Int = 2, hooks: ForgeryHooks<KoalaBearQuintic> = ForgeryHooks()
    ) throws -> (channel: MaskedChannel<KoalaBearQuintic>, conversation: Conversation<KoalaBearQuintic>) {
      let conversation = try Conversation<KoalaBearQuintic> { c throws(ProofError) in try run(c, nil) }
      let channel = MaskedChannel(plan: conversation.plan, proving: conversation.cells, hooks: hooks)
      try Workers.$threadOverride.withValue(threads) { try run(channel, columns()) }
      return (channel, conversation)
    }
  }

  static let layouts = [
    // Padding beside most lookups; the last lookup beside others.
    Lookups(lookups: [(13, 8192), (12, 4096), (12, 4096), (10, 1024)], tableVariables: [8, 3]),
    // No padding, columns that end within a segment, at its border, and before their block begins to matter.
    Lookups(lookups: [(12, 3000), (12, 2048), (12, 1), (11, 0), (10, 1024)], tableVariables: [10]),
    // Tables in the left half.
    Lookups(lookups: [(9, 512), (9, 100)], tableVariables: [12, 11]),
    // Blocks smaller than a segment.
    Lookups(lookups: [(12, 4096), (4, 16), (3, 8), (0, 1), (2, 3)], tableVariables: [1, 5]),
    // The border between one segment and several.
    Lookups(lookups: [(8, 256)], tableVariables: [3]), Lookups(lookups: [(9, 512)], tableVariables: [3]),
    Lookups(lookups: [(1, 2)], tableVariables: [0]),
  ]

  /// N = 0 does not hold for random multiplicities; every other claim does.
  @Test(arguments: layouts) func lookupClaimsHold(_ lookups: Lookups) throws {
    let (channel, conversation) = try lookups.prove(hooks: ForgeryHooks(omittedClaims: ["fraction root"]))
    #expect(conversation.holds(channel, columns: lookups.columns()))
    var columns = lookups.columns()
    columns[0][0] += .one
    #expect(!conversation.holds(channel, columns: columns))
  }

  @Test(arguments: layouts) func leavesAreTheirFractions(_ lookups: Lookups) throws {
    var hooks = ForgeryHooks<KoalaBearQuintic>()
    hooks.leaves = { _, _ in }
    let messages = try lookups.prove().channel.messages
    #expect(try lookups.prove(hooks: hooks).channel.messages == messages)
    for threads in [1, 8] { #expect(try lookups.prove(threads: threads).channel.messages == messages) }
  }

  /// S-boxes on a part of a box: 2^variables entries, of which `count` are there.
  private func zerocheck<K: ExtensionField>(
    _: K.Type, variables: Int, count: Int, exponent: Int, threads: Int, error: K.Base = .zero
  ) throws -> (holds: Bool, messages: [K]) {
    var generator = SplitMix(state: 7)
    let input = (0..<count).map { _ in K.Base(generator.next(below: 1 << 30)) }
    var output = input.map { $0.power(UInt64(exponent)) }
    output[count / 2] += error
    func run(_ channel: MaskedChannel<K>, _ isProver: Bool) throws(ProofError) {
      let tables = PowerZerocheck.Tables<K>(input: input, output: output)
      let result = try PowerZerocheck.run(
        "power", channel, variables: variables, exponent: exponent, tables: isProver ? { tables } : nil)
      let low = channel.lowFactor(.eq(result.point))
      for (column, value) in [result.input, result.output].enumerated() {
        channel.assertZero(
          "column",
          LinearForm(value.scaled(by: -K.one), [TensorTerm(column: column, low: low, high: [K.one])]))
      }
    }
    var cells: [K] = []
    let conversation = try Conversation<K> { c throws(ProofError) in try run(c, false) }
    cells = conversation.cells
    let channel = MaskedChannel(plan: conversation.plan, proving: cells, hooks: ForgeryHooks())
    try Workers.$threadOverride.withValue(threads) { try run(channel, true) }
    return (conversation.holds(channel, columns: [input, output]), channel.messages)
  }

  @Test(arguments: [(1, 2), (3, 5), (8, 256), (9, 300), (10, 1024), (12, 2500), (13, 1)])
  func powersHold(variables: Int, count: Int) throws {
    for threads in [1, 2, 8] {
      let cubes = try zerocheck(
        KoalaBearQuintic.self, variables: variables, count: count, exponent: 3, threads: threads)
      #expect(cubes.holds)
      let fifth = try zerocheck(
        BN254Scalar.self, variables: variables, count: count, exponent: 5, threads: threads)
      #expect(fifth.holds)
      let quintic = try zerocheck(
        KoalaBearQuintic.self, variables: variables, count: count, exponent: 5, threads: threads)
      #expect(quintic.holds)
    }
    let wrong = try zerocheck(
      KoalaBearQuintic.self, variables: variables, count: count, exponent: 3, threads: 2, error: .one)
    #expect(!wrong.holds)
  }

  @Test func powerMessagesDoNotDependOnThreads() throws {
    let messages = try [1, 2, 5].map {
      try zerocheck(BN254Scalar.self, variables: 12, count: 2592, exponent: 5, threads: $0).messages
    }
    #expect(messages[0] == messages[1] && messages[0] == messages[2])
  }
}
