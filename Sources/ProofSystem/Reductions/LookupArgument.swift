import FiniteFields

/// Where a block's columns are evaluated, with the registered weights eq(point, ·).
public struct LookupPoint<K: ExtensionField>: Sendable {
  public let coordinates: [K]
  public let low: LowFactorID

  /// column~(coordinates) of a committed column with as many variables.
  public func evaluation(column: Int, times factor: K = K.one) -> LinearForm<K> {
    LinearForm(Affine(K.zero), [TensorTerm(column: column, low: low, high: [factor])])
  }
}

/// A tuple entry that is not committed but linear in committed and sent values (an accumulator, a remainder).
public protocol VirtualField<K> {
  associatedtype K: ExtensionField
  /// field~(point) over the block's variables; may send masked values.
  func form(at point: LookupPoint<K>, _ channel: MaskedChannel<K>) throws(ProofError) -> LinearForm<K>
}

/// One entry of the tuple that a block looks up.
public enum LookupField<K: ExtensionField> {
  /// A committed column with the block's variables.
  case column(Int)
  /// Public values, 2^variables of the block.
  case table([K.Base])
  case virtual(any VirtualField<K>)

  func form(at point: LookupPoint<K>, _ channel: MaskedChannel<K>) throws(ProofError) -> LinearForm<K> {
    switch self {
    case .column(let column): point.evaluation(column: column)
    case .table(let values): LinearForm(constant: FieldVector.evaluate(base: values, at: point.coordinates))
    case .virtual(let field): try field.form(at: point, channel)
    }
  }
}

/// One instance of LogUp for all lookups of a statement (`PROTOCOL.md` 6): Σ 1/(α − tuple) over lookups equals Σ m/(α − row) over tables.
public struct LookupArgument<K: ExtensionField> {
  /// 2^variables leaves that look tuples up, or that are a table's rows.
  public struct Block {
    public enum Kind {
      case lookup
      /// Column of multiplicities, one cell a row.
      case table(multiplicities: Int)
    }

    public let name: String
    /// Distinguishes tables; part of every tuple.
    public let tableID: Int
    public let variables: Int
    public let kind: Kind
    /// The entries of the tuple.
    public let fields: [LookupField<K>]
    /// Prover only: the values of each entry of the tuple, 2^variables each, and of the multiplicities.
    public let values: (() -> [[K.Base]])?
    public let multiplicityValues: (() -> [K.Base])?

    public init(
      name: String, tableID: Int, variables: Int, kind: Kind, fields: [LookupField<K>],
      values: (() -> [[K.Base]])?, multiplicityValues: (() -> [K.Base])? = nil
    ) {
      self.name = name
      self.tableID = tableID
      self.variables = variables
      self.kind = kind
      self.fields = fields
      self.values = values
      self.multiplicityValues = multiplicityValues
    }
  }

  let channel: MaskedChannel<K>
  let blocks: [Block]

  /// - Parameter blocks: in any order; they are laid out largest first, each at a multiple of its size.
  /// - Precondition: a table's rows fill its block, and all tuples of a table have as many entries: what is missing would count as zeros, and a
  ///   zero row accepts tuples that are not in the table.
  public init(_ channel: MaskedChannel<K>, blocks: [Block]) {
    self.channel = channel
    for block in blocks {
      for case .table(let values) in block.fields {
        precondition(values.count == 1 << block.variables, "the rows of table \(block.name) fill its block")
      }
      precondition(
        blocks.allSatisfy { $0.tableID != block.tableID || $0.fields.count == block.fields.count },
        "all tuples of table \(block.tableID) have as many entries")
    }
    self.blocks = blocks.enumerated()
      .sorted { ($0.element.variables, $1.offset) > ($1.element.variables, $0.offset) }.map(\.element)
  }

  /// log₂ of the number of leaves.
  private var variables: Int {
    let total = blocks.reduce(0) { $0 + 1 << $1.variables }
    var variables = 0
    while 1 << variables < total { variables += 1 }
    return variables
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  public func run() throws(ProofError) {
    let leaves = Double(1 << variables)
    // Degree of N_root: below the leaves in alpha, times the fields in beta; double poles included.
    let degree = Double(max(3, blocks.map(\.fields.count).max() ?? 0))
    let alpha = channel.challenge("lookup alpha", error: degree * leaves)
    let beta = channel.challenge("lookup beta", error: degree * leaves)
    let tree = channel.isProving ? leafTree(alpha: alpha, beta: beta) : nil
    let root = try FractionalSum.run(channel, variables: variables, tree: tree)
    try claimLeaves(root, alpha: alpha, beta: beta)
  }

  /// N~ and D~ of the leaf layer as linear claims over all blocks at once.
  private func claimLeaves(_ root: FractionalSum.Result<K>, alpha: K, beta: K) throws(ProofError) {
    var numerator = LinearForm(root.numerator.scaled(by: -K.one))
    var denominator = LinearForm(root.denominator.scaled(by: -K.one))
    var covered = K.zero
    var offset = 0
    var lowOfSize: [Int: LowFactorID] = [:]
    for block in blocks {
      let size = block.variables
      let prefix = Self.equality(Array(root.point[size...]), index: offset >> size)
      offset += 1 << size
      covered += prefix
      let coordinates = Array(root.point[..<size])
      let low = lowOfSize[size] ?? channel.lowFactor(.eq(coordinates))
      lowOfSize[size] = low
      let point = LookupPoint(coordinates: coordinates, low: low)
      switch block.kind {
      case .lookup: numerator = numerator + LinearForm(constant: prefix)
      case .table(let column): numerator = numerator - point.evaluation(column: column, times: prefix)
      }
      var weight = prefix
      denominator = denominator + LinearForm(constant: prefix * (alpha - K(block.tableID)))
      for field in block.fields {
        weight *= beta
        denominator = denominator - (try field.form(at: point, channel)).scaled(by: weight)
      }
    }
    channel.assertZero("lookup numerators", numerator)
    // Leaves outside all blocks are 0/1.
    channel.assertZero("lookup denominators", denominator + LinearForm(constant: K.one - covered))
  }

  private static func equality(_ point: [K], index: Int) -> K {
    point.enumerated().reduce(K.one) { $0 * (index >> $1.offset & 1 == 1 ? $1.element : K.one - $1.element) }
  }

  private func leafTree(alpha: K, beta: K) -> FractionTree<K> {
    var offset = 0
    let leaves = LookupLeaves(
      variables: variables,
      blocks: blocks.map { block in
        let range = offset..<offset + 1 << block.variables
        offset = range.upperBound
        var power = -K.one
        let columns = (block.values?() ?? []).map { cells in
          power *= beta
          return (factor: power, cells: cells)
        }
        var multiplicities: [K.Base]?
        if case .table = block.kind { multiplicities = block.multiplicityValues?() ?? [] }
        return LookupLeaves.Block(
          range: range, start: alpha - K(block.tableID), columns: columns, multiplicities: multiplicities)
      })
    guard let forge = channel.hooks.leaves else { return FractionTree(leaves) }
    var fractions = leaves.fractions()
    forge(&fractions.numerators, &fractions.denominators)
    return FractionTree(numerators: fractions.numerators, denominators: fractions.denominators)
  }
}
