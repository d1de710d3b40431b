import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Checks proofs of one network's runs in one disclosure. Total: bytes from anywhere give a typed error, never a trap.
public struct NetworkVerifier: Sendable {
  public let modelID: [UInt8]
  public let disclosure: TensorDisclosure
  private let shape: InferenceShape

  /// - Throws: `ProofError.unreachableSoundness` for a network too large to verify at 128 bits, `ProofError.invalidField` when the
  ///   disclosure does not fit the network.
  public init(network: QuantizedNetwork, disclosure: TensorDisclosure) throws(ProofError) {
    try Self.check(disclosure, network)
    shape = try InferenceShape(network: network, form: .tensors(disclosure))
    self.disclosure = disclosure
    modelID = network.id.bytes
  }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(
    network: QuantizedNetwork, disclosure: TensorDisclosure, parameters: TableauParameters
  ) throws(ProofError) {
    try Self.check(disclosure, network)
    shape = try InferenceShape(network: network, form: .tensors(disclosure), parameters: parameters)
    self.disclosure = disclosure
    modelID = network.id.bytes
  }

  public var budget: SoundnessBudget { shape.argument.budget }

  /// Returns if the proof's statement holds. What the statement says (its input, its outputs, its context) is the caller's to compare.
  public func verify(_ proof: NetworkProof, clock: StepClock? = nil) throws(ProofError) {
    try verify(proof, clock: clock, hooks: ForgeryHooks())
  }

  /// - Parameter hooks: tests only.
  package func verify(
    _ proof: NetworkProof, clock: StepClock? = nil, hooks: ForgeryHooks<KoalaBearQuintic>
  ) throws(ProofError) {
    let statement = proof.statement
    guard statement.modelID == modelID || hooks.acceptsOtherModels else {
      throw .statementMismatch(field: "model")
    }
    guard statement.disclosure == disclosure else { throw .statementMismatch(field: "disclosure") }
    try checkShapes(statement)
    if !hooks.acceptsOtherSums { try checkSums(statement) }
    try shape.verify(BoundStatement(statement), proof.bytes, clock: clock, hooks: hooks)
  }

  /// Stated tensors have the network's shapes and types.
  private func checkShapes(_ statement: NetworkStatement) throws(ProofError) {
    let network = shape.layout.network
    if case .stated(let values) = statement.input, values.count != network.inputShape.count {
      throw .invalidField(
        name: "input", reason: "\(values.count) values, the network reads \(network.inputShape.count)")
    }
    for (index, output) in statement.outputs.enumerated() {
      guard case .stated(let values) = output else { continue }
      let count = network.shape(ofOutput: index).count
      let isRightType =
        switch (values, network.outputs[index].rule) {
        case (.sums, .sums): true
        case (.bytes, .sums), (.sums, _): false
        case (.bytes, _): true
        }
      guard isRightType, values.count == count else {
        throw .invalidField(
          name: "output \(index)", reason: "it must have the network's type and \(count) values")
      }
    }
  }

  /// A stated sum is one that the network can have: in the field, any number that differs from it by a multiple of the modulus would do.
  private func checkSums(_ statement: NetworkStatement) throws(ProofError) {
    let network = shape.layout.network
    for (index, output) in statement.outputs.enumerated() {
      guard case .stated(.sums(let sums)) = output, case .sums(let ranges) = network.outputBounds[index]
      else {
        continue
      }
      let area = sums.count / ranges.count
      for (channel, range) in ranges.enumerated() {
        guard sums[(channel * area)..<((channel + 1) * area)].allSatisfy({ range.contains(Int($0)) }) else {
          throw .invalidField(
            name: "output \(index)",
            reason: "a sum of channel \(channel) is outside \(range.lowerBound)...\(range.upperBound)")
        }
      }
    }
  }

  static func check(_ disclosure: TensorDisclosure, _ network: QuantizedNetwork) throws(ProofError) {
    guard disclosure.outputs.count == network.outputs.count else {
      throw .invalidField(
        name: "outputs",
        reason: "\(disclosure.outputs.count) are disclosed, the network has \(network.outputs.count)")
    }
    guard disclosure.outputs.contains(where: { $0 != .hidden }) else {
      throw .invalidField(name: "outputs", reason: "all of them are hidden: that says nothing")
    }
  }
}
