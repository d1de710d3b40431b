import FiniteFields
import ProofSystem

/// Checks membership proofs. Total: bytes from anywhere give a typed error, never a trap.
///
/// Whether the statement's root belongs to a registry and is recent, and whether the nullifier was used before, is the caller's to check.
public struct MembershipVerifier: Sendable {
  private let shape: ArgumentShape<BN254Scalar>

  /// - Throws: never in practice; the statement's size is fixed and its parameters exist.
  public init() throws(ProofError) { shape = try ArgumentShape(Self.planningRelation) }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(parameters: TableauParameters) throws(ProofError) {
    shape = ArgumentShape(try ArgumentShape(Self.planningRelation), parameters: parameters)
  }

  public var budget: SoundnessBudget { shape.budget }

  /// Returns if the proof's statement holds.
  public func verify(_ proof: MembershipProof) throws(ProofError) {
    try verify(proof, clock: nil, hooks: ForgeryHooks())
  }

  /// Verifies and splits the time by step.
  public func verify(_ proof: MembershipProof, clock: StepClock) throws(ProofError) {
    try verify(proof, clock: clock, hooks: ForgeryHooks())
  }

  package func verify(
    _ proof: MembershipProof, clock: StepClock? = nil, hooks: ForgeryHooks<BN254Scalar>
  ) throws(ProofError) {
    try Argument(MembershipRelation(statement: proof.statement), shape: shape).verify(
      proof.bytes, clock: clock, hooks: hooks)
  }

  /// A relation of the right shape with empty public values, for planning.
  static var planningRelation: MembershipRelation {
    MembershipRelation(
      statement: MembershipStatement(
        root: .zero, nullifierHash: .zero, signalHash: .zero, externalNullifier: .zero))
  }
}
