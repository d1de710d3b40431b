import FiniteFields
import ProofSystem

/// A statement that uses every part of the engine and is small enough to prove a thousand times a second: entries looked up in a table,
/// cubes of sums of neighbours, a public weighted sum, a boolean and a product of secrets.
struct ToyRelation: Relation {
  typealias K = KoalaBearQuintic
  static let variables = 3
  static let count = 1 << variables

  struct Witness: Sendable {
    /// What the lookup runs over.
    var entries: [KoalaBear]
    /// What the zerocheck runs over.
    var inputs: [KoalaBear]
    var cubes: [KoalaBear]
    var multiplicities: [KoalaBear]
    /// A boolean and its partner.
    var products: [K]
    /// What is committed: entries, cubes, multiplicities.
    var columns: [[KoalaBear]]
  }

  /// Σ (i + 1) entry_i.
  var weightedSum: KoalaBear

  var columns: [ColumnShape] {
    ["entries", "cubes", "multiplicities"].map {
      ColumnShape(name: $0, length: Self.count, variables: Self.variables)
    }
  }

  func absorb(into transcript: inout Transcript) {
    transcript.absorb("weighted sum", elements: [weightedSum])
  }

  func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError) {
    let rows = (0..<Self.count).map { KoalaBear($0) }
    let lookup = LookupArgument<K>.Block(
      name: "entries", tableID: 1, variables: Self.variables, kind: .lookup, fields: [.column(0)],
      values: witness.map { w in { [w.entries] } })
    let table = LookupArgument<K>.Block(
      name: "table", tableID: 1, variables: Self.variables, kind: .table(multiplicities: 2),
      fields: [.table(rows)], values: witness.map { _ in { [rows] } },
      multiplicityValues: witness.map { w in { w.multiplicities } })
    try LookupArgument(channel, blocks: [lookup, table]).run()

    let cubes = try PowerZerocheck.run(
      "cube", channel, variables: Self.variables, exponent: 3,
      tables: witness.map { w in { PowerZerocheck.Tables(input: w.inputs, output: w.cubes) } })
    func term(_ column: Int, _ low: LowFactor<K>) -> TensorTerm<K> {
      TensorTerm(column: column, low: channel.lowFactor(low), high: [K.one])
    }
    channel.assertZero(
      "cube outputs", LinearForm(cubes.output.scaled(by: -K.one), [term(1, .eq(cubes.point))]))
    channel.assertZero(
      "cube inputs",
      LinearForm(
        cubes.input.scaled(by: -K.one), [term(0, .eq(cubes.point)), term(0, .shiftedEq(cubes.point))]))
    let weights = (0..<Self.count).map { K(base: KoalaBear($0 + 1)) }
    channel.assertZero("weighted sum", LinearForm(Affine(K(base: -weightedSum)), [term(0, .dense(weights))]))
    let bit = channel.committedBoolean("boolean")
    let product = channel.committedProduct(copyingX: bit)
    // bit · y = z and y - z = 0: so y = 0 or bit = 1.
    channel.assertZero("toy product", LinearForm(Affine(K.zero, product.y) - Affine(K.zero, product.z)))
  }

  /// Whether committed columns satisfy everything that is said about them: computed without the proof system.
  func holds(_ columns: [[KoalaBear]]) -> Bool {
    let (entries, cubes, multiplicities) = (columns[0], columns[1], columns[2])
    let rows = (0..<Self.count).map { KoalaBear($0) }
    let sums = entries.indices.map { $0 > 0 ? entries[$0] + entries[$0 - 1] : entries[0] }
    return entries.allSatisfy(rows.contains) && cubes == sums.map { $0 * $0 * $0 }
      && multiplicities == rows.map { row in KoalaBear(entries.filter { $0 == row }.count) }
      && weightedSum
        == entries.enumerated().reduce(.zero) { $0 + KoalaBear($1.offset + 1) * $1.element }
  }
}

/// An honest instance with short columns and no grinding.
///
/// A false proof passes the query round with a chance below 2^-60, (88/512)^24; all other rounds are as sound as ever.
struct Toy: Sendable {
  typealias K = KoalaBearQuintic

  let relation: ToyRelation
  let witness: ToyRelation.Witness
  let shape: ArgumentShape<K>

  init() throws {
    let values = [3, 1, 4, 1, 5, 7, 2, 6]
    let entries = values.map { KoalaBear($0) }
    let inputs = values.indices.map { KoalaBear(values[$0] + ($0 > 0 ? values[$0 - 1] : 0)) }
    let cubes = inputs.map { $0 * $0 * $0 }
    let counts = values.indices.map { row in KoalaBear(values.filter { $0 == row }.count) }
    relation = ToyRelation(
      weightedSum: KoalaBear(values.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }))
    witness = ToyRelation.Witness(
      entries: entries, inputs: inputs, cubes: cubes, multiplicities: counts, products: [.one, K(5)],
      columns: [entries, cubes, counts])
    shape = ArgumentShape(
      try ArgumentShape(relation),
      parameters: TableauParameters(logWidth: 5, logLength: 9, openedColumns: 24, grindingBits: 0))
  }

  /// A repeatable proof of `relation` or a changed one.
  func prove(
    _ changed: ToyRelation? = nil, _ lying: ToyRelation.Witness? = nil, seed: Int,
    hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) -> [UInt8] {
    let random = RandomStream(seed: [UInt8(truncatingIfNeeded: seed)], witness: [1], statement: [2])
    let witness = lying ?? self.witness
    return try Argument(changed ?? relation, shape: shape).prove(
      columns: witness.columns, products: witness.products, witness: witness, random: random, hooks: hooks)
  }
}
