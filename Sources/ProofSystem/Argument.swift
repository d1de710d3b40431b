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
      parameters: parameters, fieldBits: K.orderBits, challenges: plan.challenges, claimCount: plan.claimCount
    )
    self.plan = plan
    columns = shapes
    guard budget.isSufficient else { throw .unreachableSoundness(reason: "\(budget.bits) bits") }
  }

  /// Other parameters than the budget demands, for tests of what does not depend on them.
  package init(_ shape: ArgumentShape, parameters: TableauParameters) {
    self.parameters = parameters
    layout = TableauLayout(
      shapes: shape.columns, extensionCells: shape.plan.extensionCellCount, logWidth: parameters.logWidth)
    budget = shape.budget
    plan = shape.plan
    columns = shape.columns
  }

  /// Bytes of an argument before the authentication path.
  public var fixedByteCount: Int { sections.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of each section of an argument but the authentication path, whose length depends on the drawn columns.
  public var sections: [(name: String, byteCount: Int)] {
    [
      ("messages", HashTree.digestByteCount + plan.messageCount * K.byteCount + 8),
      ("test polynomials", (parameters.rowLength + parameters.linearLength - 1) * K.byteCount),
      ("opened columns", parameters.openedColumns * layout.columnByteCount(K.self)),
    ]
  }

  fileprivate var gammaCount: Int { layout.baseRowCount + layout.extensionRowCount - 1 }

  fileprivate func begin(_ relation: some Relation<K>) -> Transcript {
    var transcript = Transcript(domain: "worldid argument v\(protocolVersion)")
    transcript.absorb("field", Array("\(K.self)".utf8))
    parameters.absorb(into: &transcript)
    relation.absorb(into: &transcript)
    return transcript
  }
}

/// Version of statements, transcript and wire format together.
public let protocolVersion = 1

/// Proves and verifies a relation: commit, reduce, test (`PROTOCOL.md` 9 gives the order of everything absorbed).
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
  /// - Returns: root ‖ messages ‖ u ‖ l ‖ nonce ‖ opened columns ‖ authentication path.
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
    let (rho, gammas) = drawTests(&transcript)
    let batch = claimBatch(channel, rho: rho)
    if hooks.opensLateTableau {
      let sum = tableau.linearPolynomial(batch)[shape.parameters.width - 1]
      tableau = TableauProver<K>(
        layout: shape.layout, parameters: shape.parameters, columns: columns,
        cells: batch.fittedCells(cells, sum: sum), random: random, hooks: hooks)
    }
    let u = tableau.proximityPolynomial(gammas: gammas)
    var l = tableau.linearPolynomial(batch)
    l.remove(at: shape.parameters.width - 1)
    transcript.absorb("u", elements: u)
    transcript.absorb("l", elements: l)
    clock?.mark("tests")
    let nonce =
      hooks.omittedChecks.contains(.grinding)
      ? transcript.missingNonce(bits: shape.parameters.grindingBits)
      : transcript.grind(bits: shape.parameters.grindingBits)
    clock?.mark("grinding")
    let indices = drawColumns(&transcript, nonce: nonce)

    var writer = ByteWriter()
    writer.append(root)
    writer.append(elements: channel.sent)
    writer.append(elements: u)
    writer.append(elements: l)
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
    let u: [K] = try reader.elements(parameters.rowLength, "u")
    var l: [K] = try reader.elements(parameters.linearLength - 1, "l")
    let nonce = try reader.uint64("nonce")

    var transcript = shape.begin(relation)
    transcript.absorb("root", root)
    let channel = MaskedChannel<K>(
      role: .verifying(messages: messages), plan: shape.plan, transcript: transcript, clock: clock,
      hooks: hooks)
    clock?.mark("decoding")
    try relation.run(channel, witness: nil)
    try ProductCheck.run(channel)
    clock?.mark("products")

    transcript = channel.transcript
    let (rho, gammas) = drawTests(&transcript)
    transcript.absorb("u", elements: u)
    transcript.absorb("l", elements: l)
    guard
      transcript.meetsTarget(nonce: nonce, bits: parameters.grindingBits)
        || hooks.omittedChecks.contains(.grinding)
    else {
      throw .rejected(.grinding)
    }
    let indices = drawColumns(&transcript, nonce: nonce)
    let tableau = TableauVerifier<K>(layout: shape.layout, parameters: parameters)
    let columns = try tableau.readColumns(
      indices, root: root, from: &reader, omitting: hooks.omittedChecks)
    if !hooks.acceptsTrailingBytes { try reader.finish() }
    clock?.mark("columns and path")
    // The dear part comes after the cheap checks.
    let batch = claimBatch(channel, rho: rho)
    l.insert(batch.target, at: parameters.width - 1)
    try tableau.check(
      columns, at: indices, u: u, l: l, gammas: gammas, batch: batch, omitting: hooks.omittedChecks)
    clock?.mark("tests")
  }

  /// rho and gamma come after every message, the clear ones included.
  private func drawTests(_ transcript: inout Transcript) -> (rho: K, gammas: [K]) {
    let rho: K = transcript.challenge("rho")
    return (rho, transcript.challenges("gamma", count: shape.gammaCount))
  }

  private func claimBatch(_ channel: MaskedChannel<K>, rho: K) -> ClaimBatch<K> {
    ClaimBatch(
      claims: channel.claims, lowFactors: channel.lowFactors, layout: shape.layout, plan: shape.plan, rho: rho
    )
  }

  private func drawColumns(_ transcript: inout Transcript, nonce: UInt64) -> [Int] {
    var writer = ByteWriter()
    writer.append(uint64: nonce)
    transcript.absorb("nonce", writer.bytes)
    return transcript.distinctIndices(
      "columns", count: shape.parameters.openedColumns, below: shape.parameters.length)
  }
}
