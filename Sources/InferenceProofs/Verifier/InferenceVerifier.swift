import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Checks inference proofs of one network. Total: bytes from anywhere give a typed error, never a trap.
public struct InferenceVerifier: Sendable {
  public let modelID: [UInt8]
  private let layout: InferenceLayout
  private let shape: ArgumentShape<KoalaBearQuintic>

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to verify at 128 bits.
  public init(network: QuantizedNetwork) throws(ProofError) {
    layout = InferenceLayout(network: network)
    shape = try ArgumentShape(Self.planningRelation(layout))
    modelID = network.id.bytes
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(network: QuantizedNetwork, parameters: TableauParameters) throws(ProofError) {
    layout = InferenceLayout(network: network)
    shape = ArgumentShape(try ArgumentShape(Self.planningRelation(layout)), parameters: parameters)
    modelID = network.id.bytes
  }

  public var budget: SoundnessBudget { shape.budget }

  /// Returns if the proof's statement holds. What the statement is *for* (its context, its scan) is the caller's to compare.
  public func verify(_ proof: InferenceProof) throws(ProofError) {
    try verify(proof, clock: nil, hooks: ForgeryHooks())
  }

  /// Verifies and splits the time by step.
  public func verify(_ proof: InferenceProof, clock: StepClock) throws(ProofError) {
    try verify(proof, clock: clock, hooks: ForgeryHooks())
  }

  /// - Parameter hooks: tests only.
  package func verify(_ proof: InferenceProof, clock: StepClock? = nil, hooks: ForgeryHooks<KoalaBearQuintic>)
    throws(ProofError)
  {
    guard proof.statement.modelID == modelID || hooks.acceptsOtherModels else {
      throw .statementMismatch(field: "model")
    }
    let relation = InferenceRelation(layout: layout, statement: proof.statement)
    try Argument(relation, shape: shape).verify(proof.bytes, clock: clock, hooks: hooks)
  }

  /// A relation of the right shape with empty public values, for planning.
  static func planningRelation(_ layout: InferenceLayout) throws(ProofError) -> InferenceRelation {
    let zeros = CommitmentSponge.Digest(first: [])
    let statement = try InferenceStatement(
      modelID: [UInt8](repeating: 0, count: 32), scanCommitment: ScanCommitment(digest: zeros),
      codeCommitment: CodeCommitment(digest: zeros), eyeSide: .left,
      context: [UInt8](repeating: 0, count: 32))
    return InferenceRelation(layout: layout, statement: statement)
  }
}
