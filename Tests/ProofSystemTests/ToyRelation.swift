import FiniteFields
import ProofSystem

/// A relation that uses every part of the engine: entries b (looked up in a table), cubes c = (b + previous b)^3, a secret product, and a
/// public weighted sum.
struct ToyRelation: Relation {
  typealias K = KoalaBearQuintic

  struct Witness {
    var entries: [KoalaBear]
    /// What the zerocheck runs over; committed are `columns`.
    var inputs: [KoalaBear]
    var cubes: [KoalaBear]
    var multiplicities: [KoalaBear]
    /// A boolean and its partner.
    var products: [K]
    var columns: [[KoalaBear]] = []

    /// Commits what the witness says.
    mutating func fillColumns() { columns = [entries, cubes, multiplicities] }
  }

  /// 2^variables entries below 2^tableVariables.
  let variables: Int
  let tableVariables: Int
  /// Σ (i + 1) b_i.
  var weightedSum: KoalaBear

  var columns: [ColumnShape] {
    [
      ColumnShape(name: "entries", length: 1 << variables, variables: variables),
      ColumnShape(name: "cubes", length: 1 << variables, variables: variables),
      ColumnShape(name: "multiplicities", length: 1 << tableVariables, variables: tableVariables),
    ]
  }

  func absorb(into transcript: inout Transcript) {
    transcript.absorb("weighted sum", elements: [weightedSum])
  }

  func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError) {
    let rows = (0..<1 << tableVariables).map { KoalaBear($0) }
    let lookup = LookupArgument<K>.Block(
      name: "entries", tableID: 1, variables: variables, kind: .lookup, fields: [.column(0)],
      values: witness.map { w in { [w.entries] } })
    let table = LookupArgument<K>.Block(
      name: "table", tableID: 1, variables: tableVariables, kind: .table(multiplicities: 2),
      fields: [.table(rows)], values: witness.map { _ in { [rows] } },
      multiplicityValues: witness.map { w in { w.multiplicities } })
    try LookupArgument(channel, blocks: [lookup, table]).run()

    let cubes = try PowerZerocheck.run(
      "cube", channel, variables: variables, exponent: 3,
      tables: witness.map { w in { PowerZerocheck.Tables(input: w.inputs, output: w.cubes) } })
    let low = channel.lowFactor(.eq(cubes.point))
    let shifted = channel.lowFactor(.shiftedEq(cubes.point))
    channel.assertZero(
      "cube outputs",
      LinearForm(cubes.output.scaled(by: -K.one), [TensorTerm(column: 1, low: low, high: [K.one])]))
    channel.assertZero(
      "cube inputs",
      LinearForm(
        cubes.input.scaled(by: -K.one),
        [
          TensorTerm(column: 0, low: low, high: [K.one]), TensorTerm(column: 0, low: shifted, high: [K.one]),
        ]))
    let weights = (0..<1 << variables).map { K(base: KoalaBear($0 + 1)) }
    channel.assertZero(
      "weighted sum",
      LinearForm(
        Affine(K(base: -weightedSum)),
        [TensorTerm(column: 0, low: channel.lowFactor(.dense(weights)), high: [K.one])]))
    let bit = channel.committedBoolean("boolean")
    let product = channel.committedProduct(copyingX: bit)
    // bit · y = z and y − z = 0: so y = 0 or bit = 1.
    channel.assertZero("toy product", LinearForm(Affine(K.zero, product.y) - Affine(K.zero, product.z)))
  }
}

extension ToyRelation {
  /// An honest pair; `shiftedEq` reads the next cell, so an input is an entry plus the one before it.
  static func make(variables: Int, tableVariables: Int = 4, seed: UInt64) -> (ToyRelation, Witness) {
    var generator = SplitMix(state: seed)
    return make(
      entries: (0..<1 << variables).map { _ in generator.next(below: 1 << tableVariables) },
      tableVariables: tableVariables)
  }

  /// Whatever follows from these entries, also from entries outside the table.
  static func make(entries: [Int], tableVariables: Int = 4) -> (ToyRelation, Witness) {
    let inputs = entries.indices.map { KoalaBear(entries[$0] + ($0 > 0 ? entries[$0 - 1] : 0)) }
    var counts = [Int](repeating: 0, count: 1 << tableVariables)
    for entry in entries where counts.indices.contains(entry) { counts[entry] += 1 }
    let sum = entries.enumerated().reduce(KoalaBear.zero) { $0 + KoalaBear(($1.offset + 1) * $1.element) }
    var witness = Witness(
      entries: entries.map { KoalaBear($0) }, inputs: inputs, cubes: inputs.map { $0.squared * $0 },
      multiplicities: counts.map { KoalaBear($0) }, products: [.one, K(5)])
    witness.fillColumns()
    return (
      ToyRelation(
        variables: entries.count.trailingZeroBitCount, tableVariables: tableVariables, weightedSum: sum),
      witness
    )
  }

  /// A repeatable proof.
  func prove(
    _ witness: Witness, shape: ArgumentShape<K>, seed: Int = 0, hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) -> [UInt8] {
    let random = RandomStream(
      seed: [UInt8(seed & 255), UInt8(seed >> 8 & 255)], witness: [1], statement: [2])
    return try Argument(self, shape: shape).prove(
      columns: witness.columns, products: witness.products, witness: witness, random: random, hooks: hooks)
  }
}
