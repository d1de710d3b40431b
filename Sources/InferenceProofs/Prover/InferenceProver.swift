import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Proves that a code commitment is the network's output on a scan commitment, and reveals nothing else.
public struct InferenceProver: Sendable {
  let shape: InferenceShape

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to prove at 128 bits, `ProofError.invalidField` for one
  ///   that does not make iris codes.
  public init(network: QuantizedNetwork) throws(ProofError) {
    try InferenceVerifier.requireCode(network)
    shape = try InferenceShape(network: network, form: .code)
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(network: QuantizedNetwork, parameters: TableauParameters) throws(ProofError) {
    try InferenceVerifier.requireCode(network)
    shape = try InferenceShape(network: network, form: .code, parameters: parameters)
  }

  /// Bits of soundness, round by round.
  public var budget: SoundnessBudget { shape.argument.budget }
  public var parameters: TableauParameters { shape.argument.parameters }
  /// Bytes of each section of a proof but the authentication path.
  public var sections: [(name: String, byteCount: Int)] { shape.argument.sections }
  /// Forgery tests only.
  package var plan: ChannelPlan { shape.argument.plan }

  private var layout: InferenceLayout { shape.layout }

  /// Commitment to pixels [channel, row, column], 0 = occluded.
  public func scanCommitment(pixels: [UInt8], blinding: CommitmentBlinding) throws(ProofError)
    -> ScanCommitment
  {
    try shape.checkSize(pixels)
    let cells = layout.input.fill(pixels)
    return ScanCommitment(
      digest: .init(
        first: layout.scan?.sponge.digest(blinding: blinding.elements) {
          $0 == layout.pixelColumn ? cells : []
        } ?? []))
  }

  /// Commitment to the network's outputs, 0 or 1, [channel, row, column].
  public func codeCommitment(
    bits: [UInt8], mask: [UInt8], blinding: CommitmentBlinding
  ) throws(ProofError) -> CodeCommitment {
    let network = layout.network
    let counts = network.outputs.indices.map { network.shape(ofOutput: $0).count }
    guard bits.count == counts[0], mask.count == (counts.count > 1 ? counts[1] : 0) else {
      throw .invalidWitness(reason: "the code has \(bits.count) bits and \(mask.count) mask bits")
    }
    let code = TensorBox(network.shape(ofOutput: 0)).fill(bits)
    let visible = mask.isEmpty ? [] : TensorBox(network.shape(ofOutput: 1)).fill(mask)
    let bitColumn = layout.values(ofOutput: 0)
    return CodeCommitment(
      digest: .init(
        first: layout.codes[0].sponge.digest(blinding: blinding.elements) {
          .column($0) == bitColumn ? code : visible
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
    try shape.checkSize(pixels)
    let blindings = InferenceWitness.Blindings(scan: scanBlinding, codes: [codeBlinding])
    var (witness, _) = try InferenceWitness.make(layout: layout, pixels: pixels, blindings: blindings)
    try forgery.witness?(&witness, layout)
    var statement = try InferenceStatement(
      modelID: layout.network.id.bytes,
      scanCommitment: ScanCommitment(digest: .init(first: witness.scanTrace.digest)),
      codeCommitment: CodeCommitment(digest: .init(first: witness.codeTraces[0].digest)), eyeSide: eyeSide,
      context: context)
    if let forge = forgery.statement { statement = try forge(statement) }
    var secret = pixels + blindings.bytes
    defer { wipe(&secret) }
    let bytes = try shape.prove(
      BoundStatement(statement), witness: witness, secret: secret, clock: clock, forgery: forgery)
    return InferenceProof(statement: statement, bytes: bytes)
  }
}
