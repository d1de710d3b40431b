import FiniteFields
import ProofSystem
import QuantizedNetworks

/// What prover and verifier derive from a network and a form of statement: columns, parameters, and the number of everything sent.
struct InferenceShape: Sendable {
  let layout: InferenceLayout
  let argument: ArgumentShape<KoalaBearQuintic>

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to prove at 128 bits.
  init(network: QuantizedNetwork, form: InferenceForm) throws(ProofError) {
    layout = InferenceLayout(network: network, form: form)
    argument = try ArgumentShape(
      InferenceRelation(layout: layout, statement: BoundStatement(planning: layout)))
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  init(network: QuantizedNetwork, form: InferenceForm, parameters: TableauParameters) throws(ProofError) {
    let full = try InferenceShape(network: network, form: form)
    layout = full.layout
    argument = ArgumentShape(full.argument, parameters: parameters)
  }

  func verify(
    _ statement: BoundStatement, _ bytes: [UInt8], clock: StepClock?, hooks: ForgeryHooks<KoalaBearQuintic>
  ) throws(ProofError) {
    try Argument(InferenceRelation(layout: layout, statement: statement), shape: argument)
      .verify(bytes, clock: clock, hooks: hooks)
  }

  func prove(
    _ statement: BoundStatement, witness: InferenceWitness, secret: [UInt8], clock: StepClock?,
    forgery: InferenceForgery
  ) throws(ProofError) -> [UInt8] {
    let bound = argument.parameters.encoded() + statement.encoded
    let random =
      forgery.seed.map { RandomStream(seed: $0, witness: secret, statement: bound) }
      ?? RandomStream(witness: secret, statement: bound)
    clock?.mark("inference and hashing")
    return try Argument(InferenceRelation(layout: layout, statement: statement), shape: argument)
      .prove(columns: witness.columns, witness: witness, random: random, clock: clock, hooks: forgery.hooks)
  }

  func checkSize(_ pixels: [UInt8]) throws(ProofError) {
    guard pixels.count == layout.input.shape.count else {
      throw .invalidWitness(reason: "\(pixels.count) pixels, the network reads \(layout.input.shape.count)")
    }
  }
}
