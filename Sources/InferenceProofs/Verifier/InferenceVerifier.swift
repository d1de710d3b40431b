import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Checks inference proofs of one network. Total: bytes from anywhere give a typed error, never a trap.
public struct InferenceVerifier: Sendable {
  public let modelID: [UInt8]
  private let shape: InferenceShape

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to verify at 128 bits, `ProofError.invalidField` for one
  ///   that does not make iris codes.
  public init(network: QuantizedNetwork) throws(ProofError) {
    try Self.requireCode(network)
    shape = try InferenceShape(network: network, form: .code)
    modelID = network.id.bytes
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(network: QuantizedNetwork, parameters: TableauParameters) throws(ProofError) {
    try Self.requireCode(network)
    shape = try InferenceShape(network: network, form: .code, parameters: parameters)
    modelID = network.id.bytes
  }

  public var budget: SoundnessBudget { shape.argument.budget }

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
    try shape.verify(BoundStatement(proof.statement), proof.bytes, clock: clock, hooks: hooks)
  }

  static func requireCode(_ network: QuantizedNetwork) throws(ProofError) {
    guard network.code != nil else {
      throw .invalidField(
        name: "model", reason: "it does not make iris codes: a sign head and a mask of its shape")
    }
  }
}
