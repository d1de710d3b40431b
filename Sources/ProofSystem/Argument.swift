import FiniteFields

/// A statement as the engine sees it: which columns are committed and what the verifier does with them.
public protocol Relation<K>: Sendable {
  associatedtype K: ExtensionField
  /// What the prover's side of `run` reads; nil on the verifier's side.
  associatedtype Witness

  /// Committed base-field columns; depends on the statement's shape only.
  var columns: [ColumnShape] { get }
  /// Everything that defines the statement, absorbed before the commitment.
  func absorb(into transcript: inout Transcript)
  /// The verifier's logic, run by both sides and by the planner.
  func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError)
}

/// The shape of an argument, fixed by the statement alone: parameters, layout and the number of everything sent.
public struct ArgumentShape<K: ExtensionField>: Sendable {
  public let parameters: TableauParameters
  public let layout: TableauLayout
  public let budget: SoundnessBudget
  package let plan: ChannelPlan
  private let columns: [ColumnShape]

  /// Plans a relation and chooses parameters for it; public values in `relation` do not matter.
  public init(_ relation: some Relation<K>) throws(ProofError) {
    let planner = MaskedChannel<K>()
    try relation.run(planner, witness: nil)
    try ProductCheck.run(planner)
    let plan = planner.plan
    let shapes = relation.columns
    parameters = try SoundnessBudget.search(
      shapes: shapes, extensionCells: plan.extensionCellCount, field: K.self, challenges: plan.challenges,
      claimCount: plan.claimCount)
    layout = TableauLayout(
      shapes: shapes, extensionCells: plan.extensionCellCount, logWidth: parameters.logWidth)
    budget = SoundnessBudget(
      parameters: parameters, rowVariables: layout.rowVariables, fieldBits: K.orderBits,
      challenges: plan.challenges, claimCount: plan.claimCount)
    self.plan = plan
    columns = shapes
    guard budget.isSufficient else { throw .unreachableSoundness(reason: "\(budget.bits) bits") }
  }

  /// A relation over a field that is too small for any soundness, for tests.
  package init(_ relation: some Relation<K>, parameters: TableauParameters) throws(ProofError) {
    let planner = MaskedChannel<K>()
    try relation.run(planner, witness: nil)
    try ProductCheck.run(planner)
    plan = planner.plan
    columns = relation.columns
    self.parameters = parameters
    layout = TableauLayout(
      shapes: columns, extensionCells: plan.extensionCellCount, logWidth: parameters.logWidth)
    budget = SoundnessBudget(
      parameters: parameters, rowVariables: layout.rowVariables, fieldBits: K.orderBits,
      challenges: plan.challenges, claimCount: plan.claimCount)
    precondition(layout.maskSymbolCount <= parameters.width, "a mask row must fit into a row")
  }

  /// Other parameters than the budget demands, for tests of what does not depend on them.
  package init(_ shape: ArgumentShape, parameters: TableauParameters) {
    self.parameters = parameters
    layout = TableauLayout(
      shapes: shape.columns, extensionCells: shape.plan.extensionCellCount, logWidth: parameters.logWidth)
    budget = shape.budget
    plan = shape.plan
    columns = shape.columns
    precondition(layout.maskSymbolCount <= parameters.width, "a mask row must fit into a row")
  }

  /// Bytes of an argument before the authentication path.
  public var fixedByteCount: Int { sections.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of each section of an argument but the authentication path, whose length depends on the drawn columns.
  public var sections: [(name: String, byteCount: Int)] {
    [
      ("messages", HashTree.digestByteCount + plan.messageCount * K.byteCount + 8),
      ("opening", openingCount * K.byteCount),
      ("opened columns", parameters.openedColumns * layout.columnByteCount(K.self)),
    ]
  }

  /// Values of K that the opening sends.
  fileprivate var openingCount: Int {
    Opening.valueCount(layout) + parameters.rowLength + parameters.maskRowLength(layout)
  }

  fileprivate func begin(_ relation: some Relation<K>) -> Transcript {
    var transcript = Transcript(domain: "worldid argument v\(protocolVersion)")
    transcript.absorb("field", Self.fieldDescription)
    parameters.absorb(into: &transcript)
    transcript.absorb("layout", layout.encoded())
    relation.absorb(into: &transcript)
    return transcript
  }

  /// What determines the field: its degree, −1 in the base field, and X^degree for an extension by X.
  private static var fieldDescription: [UInt8] {
    var writer = ByteWriter()
    writer.append(uint32: UInt32(K.degree))
    writer.append(element: -K.Base.one)
    if K.degree > 1, let x = K(coefficients: (0..<K.degree).map { $0 == 1 ? K.Base.one : K.Base.zero }) {
      writer.append(element: x.power(UInt64(K.degree)))
    }
    return writer.bytes
  }
}

/// Version of statements, transcript and wire format together.
public let protocolVersion = 2

/// Proves and verifies a relation: commit, reduce, open (the specification gives the order of everything absorbed).
public struct Argument<R: Relation>: Sendable {
  public typealias K = R.K
  public let shape: ArgumentShape<K>
  public let relation: R

  /// - Parameter shape: of a relation of the same shape, so that it can be computed once and reused.
  public init(_ relation: R, shape: ArgumentShape<K>) {
    self.relation = relation
    self.shape = shape
  }

  /// - Parameters:
  ///   - columns: cells of the relation's columns; shorter ones are filled up with zeros.
  ///   - products: the committed factors, in the order in which the relation asks for them.
  ///   - hooks: forgery tests only.
  /// - Returns: root ‖ messages ‖ opening ‖ nonce ‖ opened columns ‖ authentication path.
  public func prove(
    columns: [[K.Base]], products: [K] = [], witness: R.Witness, random: RandomStream,
    clock: StepClock? = nil, hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) -> [UInt8] {
    guard columns.count == relation.columns.count,
      zip(columns, relation.columns).allSatisfy({ $0.count <= $1.length })
    else { throw .invalidWitness(reason: "columns do not have the statement's lengths") }
    var cells = try shape.plan.fillCells(witness: products, random: random)
    defer { wipe(&cells) }
    hooks.cells?(&cells, shape.plan)
    var tableau = TableauProver<K>(
      layout: shape.layout, parameters: shape.parameters, columns: columns, cells: cells, random: random,
      hooks: hooks)
    clock?.mark("commitment")
    let root = tableau.tree.root
    var transcript = shape.begin(relation)
    transcript.absorb("root", root)
    let channel = MaskedChannel<K>(
      role: .proving(cells: cells), plan: shape.plan, transcript: transcript, clock: clock, hooks: hooks)
    try relation.run(channel, witness: witness)
    try ProductCheck.run(channel)
    clock?.mark("products")

    transcript = channel.transcript
    let batch = claimBatch(channel, &transcript, hooks)
    if hooks.opensLateTableau {
      let sum = batch.strips().reduce(K.zero) { sum, strip in
        zip(strip.weights, tableau.combination(of: strip.rows)).reduce(sum) { $0 + $1.0 * $1.1 }
      }
      tableau = TableauProver<K>(
        layout: shape.layout, parameters: shape.parameters, columns: columns,
        cells: batch.fittedCells(cells, sum: sum), random: random, hooks: hooks)
    }
    var exchange = OpeningExchange<K>(transcript, received: nil, hooks: hooks)
    _ = try Opening.run(
      &exchange, layout: shape.layout, parameters: shape.parameters, target: batch.target,
      prover: OpeningProver(tableau, batch: batch))
    transcript = exchange.transcript
    clock?.mark("combination")
    let nonce =
      hooks.omittedChecks.contains(.grinding)
      ? transcript.missingNonce(bits: shape.parameters.grindingBits)
      : transcript.grind(bits: shape.parameters.grindingBits)
    clock?.mark("grinding")
    let indices = drawColumns(&transcript, nonce: nonce, hooks)

    var writer = ByteWriter()
    writer.append(root)
    writer.append(elements: channel.sent)
    writer.append(elements: exchange.sent)
    writer.append(uint64: nonce)
    writer.append(tableau.opening(indices))
    clock?.mark("opening")
    return writer.bytes
  }

  /// Total: returns if the argument holds, throws otherwise.
  public func verify(
    _ bytes: [UInt8], clock: StepClock? = nil, hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) {
    let parameters = shape.parameters
    // Costs nothing, unlike finding out in the last section.
    guard bytes.count >= shape.fixedByteCount else { throw .truncated(section: "argument") }
    var reader = ByteReader(bytes)
    let root = try reader.take(HashTree.digestByteCount, "root")
    let messages: [K] = try reader.elements(shape.plan.messageCount, "messages")
    let opened: [K] = try reader.elements(shape.openingCount, "opening")
    let nonce = try reader.uint64("nonce")

    var transcript = shape.begin(relation)
    transcript.absorb("root", root)
    let channel = MaskedChannel<K>(
      role: .verifying(messages: messages), plan: shape.plan, transcript: transcript, clock: clock,
      hooks: hooks)
    clock?.mark("decoding")
    try relation.run(channel, witness: nil)
    try ProductCheck.run(channel)
    // A message that no one reads would be absorbed by no one. No relation's course depends on values, so this cannot happen.
    guard channel.sent.count == messages.count else {
      throw .trailingBytes(count: messages.count - channel.sent.count)
    }
    clock?.mark("products")

    transcript = channel.transcript
    let batch = claimBatch(channel, &transcript, hooks)
    var exchange = OpeningExchange<K>(transcript, received: opened, hooks: hooks)
    let opening = try Opening.run(
      &exchange, layout: shape.layout, parameters: parameters, target: batch.target, prover: nil)
    transcript = exchange.transcript
    guard
      transcript.meetsTarget(nonce: nonce, bits: parameters.grindingBits)
        || hooks.omittedChecks.contains(.grinding)
    else {
      throw .rejected(.grinding)
    }
    let tableau = TableauVerifier<K>(layout: shape.layout, parameters: parameters)
    try tableau.checkValues(opening, batch: batch, omitting: hooks.omittedChecks)
    clock?.mark("claims")
    let indices = drawColumns(&transcript, nonce: nonce, hooks)
    let columns = try tableau.readColumns(
      indices, root: root, from: &reader, omitting: hooks.omittedChecks)
    if !hooks.acceptsTrailingBytes { try reader.finish() }
    try tableau.checkColumns(columns, at: indices, opening: opening, omitting: hooks.omittedChecks)
    clock?.mark("columns and path")
  }

  private func claimBatch(
    _ channel: MaskedChannel<K>, _ transcript: inout Transcript, _ hooks: ForgeryHooks<K>
  ) -> ClaimBatch<K> {
    let rho: [K] = transcript.challenges("rho", count: 1)
    return ClaimBatch(
      claims: channel.claims, lowFactors: channel.lowFactors, layout: shape.layout, plan: shape.plan,
      rho: (hooks.challenge?("rho", rho) ?? rho)[0])
  }

  private func drawColumns(
    _ transcript: inout Transcript, nonce: UInt64, _ hooks: ForgeryHooks<K>
  ) -> [Int] {
    var writer = ByteWriter()
    writer.append(uint64: nonce)
    transcript.absorb("nonce", writer.bytes)
    let drawn = transcript.distinctIndices(
      "columns", count: shape.parameters.openedColumns, below: shape.parameters.length)
    return hooks.columns?(drawn) ?? drawn
  }
}
