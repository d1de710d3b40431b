import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Proves what a network puts out on an input, each of its tensors stated, committed to or hidden.
public struct NetworkProver: Sendable {
  let shape: InferenceShape
  private let disclosure: TensorDisclosure

  /// - Parameter disclosure: one entry for each output of the network.
  /// - Throws: `ProofError.unreachableSoundness` for a network too large to prove at 128 bits, `ProofError.invalidField` when the
  ///   disclosure does not fit the network.
  public init(network: QuantizedNetwork, disclosure: TensorDisclosure) throws(ProofError) {
    try NetworkVerifier.check(disclosure, network)
    shape = try InferenceShape(network: network, form: .tensors(disclosure))
    self.disclosure = disclosure
    // Nobody would read a larger file; a commitment and what goes with it are a kilobyte at most.
    var size = ProofCost(shape).proofBytes + 1024
    if disclosure.input == .stated { size += network.inputShape.count }
    for (index, output) in disclosure.outputs.enumerated() where output == .stated {
      size += 4 * network.shape(ofOutput: index).count
    }
    guard size <= ProofHeader.maximumFileByteCount else {
      throw .invalidField(
        name: "statement", reason: "with its public tensors the file would have about \(size) bytes")
    }
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(
    network: QuantizedNetwork, disclosure: TensorDisclosure, parameters: TableauParameters
  ) throws(ProofError) {
    try NetworkVerifier.check(disclosure, network)
    shape = try InferenceShape(network: network, form: .tensors(disclosure), parameters: parameters)
    self.disclosure = disclosure
  }

  /// Bits of soundness, round by round.
  public var budget: SoundnessBudget { shape.argument.budget }
  public var parameters: TableauParameters { shape.argument.parameters }
  /// Bytes of each section of a proof but the authentication path.
  public var sections: [(name: String, byteCount: Int)] { shape.argument.sections }
  /// Forgery tests only.
  package var plan: ChannelPlan { shape.argument.plan }
  package var layout: InferenceLayout { shape.layout }

  /// Fresh blindings for everything that is committed.
  package func randomBlindings() -> InferenceWitness.Blindings {
    InferenceWitness.Blindings(scan: .random(), codes: layout.codes.map { _ in .random() })
  }

  /// - Parameters:
  ///   - input: bytes [channel, row, column].
  ///   - context: what the proof is bound to, 32 bytes.
  ///   - clock: splits the time by step.
  /// - Returns: The proof. Blindings of commitments are drawn and thrown away.
  public func prove(input: [UInt8], context: [UInt8], clock: StepClock? = nil) throws -> NetworkProof {
    try prove(
      input: input, blindings: randomBlindings(), context: context, clock: clock, forgery: InferenceForgery())
  }

  /// - Parameter forgery: tests only.
  package func prove(
    input: [UInt8], blindings: InferenceWitness.Blindings, context: [UInt8], clock: StepClock? = nil,
    forgery: InferenceForgery
  ) throws -> NetworkProof {
    try shape.checkSize(input)
    var (witness, evaluation) = try InferenceWitness.make(layout: layout, pixels: input, blindings: blindings)
    try forgery.witness?(&witness, layout)
    var statement = try statement(input, witness, evaluation, context)
    if let forge = forgery.networkStatement { statement = try forge(statement) }
    var secret = input + blindings.bytes
    defer { wipe(&secret) }
    let bytes = try shape.prove(
      BoundStatement(statement), witness: witness, secret: secret, clock: clock, forgery: forgery)
    return NetworkProof(statement: statement, bytes: bytes)
  }

  private func statement(
    _ input: [UInt8], _ witness: InferenceWitness, _ evaluation: QuantizedNetwork.Evaluation,
    _ context: [UInt8]
  ) throws(ProofError) -> NetworkStatement {
    let inputClaim: InputClaim =
      switch disclosure.input {
      case .stated: .stated(input)
      case .committed: .committed(ScanCommitment(digest: .init(first: witness.scanTrace.digest)))
      case .hidden: .hidden
      }
    var traces = witness.codeTraces[...]
    let outputs = zip(evaluation.outputs, disclosure.outputs).map { values, disclosure -> OutputClaim in
      switch disclosure {
      case .stated: .stated(values)
      case .committed:
        .committed(CodeCommitment(digest: .init(first: traces.popFirst()?.digest ?? [])))
      case .hidden: .hidden
      }
    }
    return try NetworkStatement(
      modelID: layout.network.id.bytes, context: context, input: inputClaim, outputs: outputs)
  }
}
