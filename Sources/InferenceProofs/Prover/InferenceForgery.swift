import FiniteFields
import ProofSystem

/// What a lying prover does differently, for tests only; empty, it is honest.
package struct InferenceForgery {
  /// Alters the witness before it is committed.
  package var witness: ((inout InferenceWitness, InferenceLayout) throws -> Void)?
  /// Alters the statement.
  package var statement: ((InferenceStatement) throws -> InferenceStatement)?
  package var networkStatement: ((NetworkStatement) throws -> NetworkStatement)?
  package var hooks = ForgeryHooks<KoalaBearQuintic>()
  /// A repeatable proof.
  package var seed: [UInt8]?

  package init() {}
}
