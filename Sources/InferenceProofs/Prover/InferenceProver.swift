import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Proves that a code commitment is the network's output on a scan commitment, and reveals nothing else.
public struct InferenceProver: Sendable {
  private let layout: InferenceLayout
  private let shape: ArgumentShape<KoalaBearQuintic>

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to prove at 128 bits.
  public init(network: QuantizedNetwork) throws(ProofError) {
    layout = InferenceLayout(network: network)
    shape = try ArgumentShape(InferenceVerifier.planningRelation(layout))
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(network: QuantizedNetwork, parameters: TableauParameters) throws(ProofError) {
    layout = InferenceLayout(network: network)
    shape = ArgumentShape(
      try ArgumentShape(InferenceVerifier.planningRelation(layout)), parameters: parameters)
  }

  /// Bits of soundness, round by round.
  public var budget: SoundnessBudget { shape.budget }
  public var parameters: TableauParameters { shape.parameters }
  /// Bytes of each section of a proof but the authentication path.
  public var sections: [(name: String, byteCount: Int)] { shape.sections }
  /// Forgery tests only.
  package var plan: ChannelPlan { shape.plan }

  /// Commitment to pixels [channel, row, column], 0 = occluded.
  public func scanCommitment(pixels: [UInt8], blinding: CommitmentBlinding) throws(ProofError)
    -> ScanCommitment
  {
    try checkSize(pixels)
    let cells = layout.input.fill(pixels)
    return ScanCommitment(
      digest: .init(
        first: layout.scanSponge.digest(blinding: blinding.elements) { $0 == layout.pixels ? cells : [] }))
  }

  /// Commitment to the network's outputs, 0 or 1, [channel, row, column].
  public func codeCommitment(
    bits: [UInt8], mask: [UInt8], blinding: CommitmentBlinding
  ) throws(ProofError) -> CodeCommitment {
    guard bits.count == layout.bits.box.shape.count, mask.count == layout.mask?.box.shape.count ?? 0 else {
      throw .invalidWitness(reason: "the code has \(bits.count) bits and \(mask.count) mask bits")
    }
    let code = layout.bits.box.fill(bits)
    let visible = layout.mask.map { $0.box.fill(mask) } ?? []
    return CodeCommitment(
      digest: .init(
        first: layout.codeSponge.digest(blinding: blinding.elements) {
          $0 == layout.bits.outputs ? code : visible
        }))
  }

  /// - Parameters:
  ///   - pixels: normalised iris [channel, row, column], 0 = occluded.
  ///   - context: what the proof is bound to, 32 bytes.
  ///   - clock: splits the time by step.
  public func prove(
    pixels: [UInt8], scanBlinding: CommitmentBlinding, codeBlinding: CommitmentBlinding, eyeSide: EyeSide,
    context: [UInt8], clock: StepClock? = nil
  ) throws -> InferenceProof {
    try prove(
      pixels: pixels, scanBlinding: scanBlinding, codeBlinding: codeBlinding, eyeSide: eyeSide,
      context: context, clock: clock, forgery: InferenceForgery())
  }

  /// - Parameter forgery: tests only.
  package func prove(
    pixels: [UInt8], scanBlinding: CommitmentBlinding, codeBlinding: CommitmentBlinding, eyeSide: EyeSide,
    context: [UInt8], clock: StepClock? = nil, forgery: InferenceForgery
  ) throws -> InferenceProof {
    try checkSize(pixels)
    var witness = try InferenceWitness.make(
      layout: layout, pixels: pixels, scanBlinding: scanBlinding, codeBlinding: codeBlinding)
    try forgery.witness?(&witness, layout)
    var statement = try InferenceStatement(
      modelID: layout.network.id.bytes,
      scanCommitment: ScanCommitment(digest: .init(first: witness.scanTrace.digest)),
      codeCommitment: CodeCommitment(digest: .init(first: witness.codeTrace.digest)), eyeSide: eyeSide,
      context: context)
    if let forge = forgery.statement { statement = try forge(statement) }
    var secret = pixels + scanBlinding.bytes + codeBlinding.bytes
    defer { wipe(&secret) }
    let bound = shape.parameters.encoded() + statement.encoded()
    let random =
      forgery.seed.map { RandomStream(seed: $0, witness: secret, statement: bound) }
      ?? RandomStream(witness: secret, statement: bound)
    clock?.mark("inference and hashing")
    let argument = Argument(InferenceRelation(layout: layout, statement: statement), shape: shape)
    let bytes = try argument.prove(
      columns: witness.columns, witness: witness, random: random, clock: clock, hooks: forgery.hooks)
    return InferenceProof(statement: statement, bytes: bytes)
  }

  private func checkSize(_ pixels: [UInt8]) throws(ProofError) {
    guard pixels.count == layout.input.shape.count else {
      throw .invalidWitness(reason: "\(pixels.count) pixels, the network reads \(layout.input.shape.count)")
    }
  }
}
