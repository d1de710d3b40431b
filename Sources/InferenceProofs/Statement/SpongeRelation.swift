import FiniteFields
import ProofSystem

/// Proves that the committed cells of a sponge's message hash to a public digest.
///
/// Committed are the S-box outputs; a zerocheck proves out = in³, where `in` is linear in outputs of the same permutation, the message and
/// the outputs of the previous permutation. The blinding block is a permutation of its own, in its own column, and feeds the first one.
package struct SpongeRelation: Sendable {
  typealias K = KoalaBearQuintic

  /// Indices of the committed columns.
  package struct Columns: Sendable {
    package let outputs: Int
    package let blindOutputs: Int
    package let blinding: Int
  }

  let name: String
  let sponge: CommitmentSponge
  let columns: Columns
  let digest: [KoalaBear]

  private var circuit: PermutationCircuit<KoalaBear> { CommitmentSponge.circuit }

  /// Shapes of the three columns, in the order outputs, blind outputs, blinding.
  static func columnShapes(name: String, sponge: CommitmentSponge) -> [ColumnShape] {
    let circuit = CommitmentSponge.circuit
    return [
      ColumnShape(
        name: name + " S-boxes", length: circuit.sBoxCount << sponge.message.variables,
        variables: circuit.sBoxVariables + sponge.message.variables),
      ColumnShape(
        name: name + " blinding S-boxes", length: circuit.sBoxCount, variables: circuit.sBoxVariables),
      ColumnShape(name: name + " blinding", length: CommitmentSponge.digestElementCount, variables: 4),
    ]
  }

  func run(_ channel: MaskedChannel<K>, trace: CommitmentSponge.Trace?) throws(ProofError) {
    try runMessageBlocks(channel, trace)
    try runBlindingBlock(channel, trace)
    claimDigest(channel)
  }

  private func runMessageBlocks(_ channel: MaskedChannel<K>, _ trace: CommitmentSponge.Trace?)
    throws(ProofError)
  {
    let message = sponge.message
    let variables = circuit.sBoxVariables + message.variables
    let check = try PowerZerocheck.run(
      name + " S-boxes", channel, variables: variables, exponent: circuit.exponent,
      tables: trace.map { trace in
        { .init(input: trace.inputs, output: trace.outputs) }
      })
    let permutation = Array(check.point[..<message.variables])
    let sBoxWeights = usedWeights(Array(check.point[message.variables...]))
    let here = channel.lowFactor(.eq(permutation))
    channel.assertZero(
      name + " S-box outputs",
      LinearForm(
        Affine(K.zero) - check.output, [TensorTerm(column: columns.outputs, low: here, high: sBoxWeights)]))

    let input = circuit.functional(inputWeights: sBoxWeights)
    let previous = circuit.finalFunctional(input.state)
    let messageLow = channel.lowFactor(.eq(Array(permutation[..<message.lowVariables])))
    var terms = message.terms(point: permutation, low: messageLow, elementWeights: input.state)
    terms.append(TensorTerm(column: columns.outputs, low: here, high: input.outputs))
    terms.append(
      TensorTerm(
        column: columns.outputs, low: channel.lowFactor(.shiftedEq(permutation)), high: previous))
    // The first permutation continues the blinding block.
    let first = permutation.reduce(K.one) { $0 * (K.one - $1) }
    terms.append(blindTerm(channel, previous.map { $0 * first }))
    channel.assertZero(name + " S-box inputs", LinearForm(Affine(input.constant) - check.input, terms))
  }

  private func runBlindingBlock(_ channel: MaskedChannel<K>, _ trace: CommitmentSponge.Trace?)
    throws(ProofError)
  {
    let variables = circuit.sBoxVariables
    let check = try PowerZerocheck.run(
      name + " blinding S-boxes", channel, variables: variables, exponent: circuit.exponent,
      tables: trace.map { trace in
        { .init(input: trace.blindInputs, output: trace.blindOutputs) }
      })
    let sBoxWeights = usedWeights(check.point)
    channel.assertZero(
      name + " blinding S-box outputs",
      LinearForm(Affine(K.zero) - check.output, [blindTerm(channel, sBoxWeights)]))
    let input = circuit.functional(inputWeights: sBoxWeights)
    var constant = input.constant
    for (slot, element) in sponge.initialCapacity.enumerated() {
      constant.addProduct(input.state[CommitmentSponge.rate + slot], base: element)
    }
    var blindingWeights = Array(input.state.prefix(CommitmentSponge.digestElementCount))
    while blindingWeights.count < 16 { blindingWeights.append(K.zero) }
    channel.assertZero(
      name + " blinding S-box inputs",
      LinearForm(
        Affine(constant) - check.input,
        [
          blindTerm(channel, input.outputs),
          TensorTerm(
            column: columns.blinding, low: channel.lowFactor(.dense(blindingWeights)), high: [K.one]),
        ]))
  }

  /// The first slots of the last permutation's final state are the public digest.
  private func claimDigest(_ channel: MaskedChannel<K>) {
    let last = channel.lowFactor(.eq([K](repeating: K.one, count: sponge.message.variables)))
    for slot in 0..<CommitmentSponge.digestElementCount {
      var weights = [K](repeating: K.zero, count: CommitmentSponge.width)
      weights[slot] = K.one
      channel.assertZero(
        name + " digest \(slot)",
        LinearForm(
          Affine(-K(base: digest[slot])),
          [TensorTerm(column: columns.outputs, low: last, high: circuit.finalFunctional(weights))]))
    }
  }

  private func blindTerm(_ channel: MaskedChannel<K>, _ weights: [K]) -> TensorTerm<K> {
    let size = 1 << circuit.sBoxVariables
    let dense = weights + [K](repeating: K.zero, count: size - weights.count)
    return TensorTerm(column: columns.blindOutputs, low: channel.lowFactor(.dense(dense)), high: [K.one])
  }

  private func usedWeights(_ point: [K]) -> [K] { Array(Multilinear.eqTable(point)[..<circuit.sBoxCount]) }
}
