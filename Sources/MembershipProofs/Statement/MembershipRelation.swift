import FiniteFields
import ProofSystem

/// "I know the secrets of a leaf under this root, and this nullifier hash is theirs in this scope" (design 3.7), as the verifier checks it.
///
/// 32 Poseidon permutations of width 3 share one S-box column: levels 0…29 of the path, then H2(nullifier, trapdoor), then
/// H2(external nullifier, nullifier). H1 of width 2 turns the former into the leaf. At each level, with the path's bit b, the lower node
/// cur and d = b · (sibling − cur): left = cur + d, right = sibling − d.
package struct MembershipRelation: Relation {
  package typealias K = BN254Scalar
  package typealias Witness = MembershipWitness

  package static let depth = 30
  /// Permutation of H2(nullifier, trapdoor).
  package static let secretsPermutation = 30
  /// Permutation of H2(external nullifier, nullifier).
  package static let nullifierPermutation = 31
  package static let permutationVariables = 5

  package static let pair = circuit(.t3)
  package static let single = circuit(.t2)

  // Committed columns.
  static let pairColumn = 0
  static let singleColumn = 1
  /// Nullifier, then trapdoor.
  static let secretsColumn = 2

  let statement: MembershipStatement

  package var columns: [ColumnShape] {
    [
      ColumnShape(
        name: "path S-boxes", length: Self.pair.sBoxCount << Self.permutationVariables,
        variables: Self.pair.sBoxVariables + Self.permutationVariables),
      ColumnShape(name: "leaf S-boxes", length: Self.single.sBoxCount, variables: Self.single.sBoxVariables),
      ColumnShape(name: "secrets", length: 2, variables: 1),
    ]
  }

  package func absorb(into transcript: inout Transcript) {
    transcript.absorb("membership statement", statement.encoded())
  }

  package func run(_ channel: MaskedChannel<K>, witness: MembershipWitness?) throws(ProofError) {
    // Prover's order of product factors: for each level the bit, then sibling - cur.
    let levels = (0..<Self.depth).map { _ in
      let bit = channel.committedBoolean("path bit")
      return channel.committedProduct(copyingX: bit)
    }
    try checkPairs(channel, levels.map { ($0.y, $0.z) }, witness)
    try checkLeaf(channel, witness)
    channel.mark("hash S-boxes")
    claimOutput(channel, "root", permutation: Self.depth - 1, equals: statement.root)
    claimOutput(
      channel, "nullifier hash", permutation: Self.nullifierPermutation, equals: statement.nullifierHash)
  }

  /// S-boxes of all permutations of width 3.
  ///
  /// - Parameter levels: cells of sibling − cur and of d, by level.
  private func checkPairs(
    _ channel: MaskedChannel<K>, _ levels: [(difference: ExtensionCell, swap: ExtensionCell)],
    _ witness: MembershipWitness?
  ) throws(ProofError) {
    let circuit = Self.pair
    let variables = circuit.sBoxVariables + Self.permutationVariables
    let check = try PowerZerocheck.run(
      "path S-boxes", channel, variables: variables, exponent: circuit.exponent,
      tables: witness.map { w in
        { .init(input: w.pairInputs, output: w.pairOutputs) }
      })
    let point = Array(check.point[..<Self.permutationVariables])
    let sBoxWeights = Array(
      Multilinear.eqTable(Array(check.point[Self.permutationVariables...]))[..<circuit.sBoxCount])
    let here = channel.lowFactor(.eq(point))
    channel.assertZero(
      "path S-box outputs",
      LinearForm(
        Affine(K.zero) - check.output, [TensorTerm(column: Self.pairColumn, low: here, high: sBoxWeights)]))

    let input = circuit.functional(inputWeights: sBoxWeights)
    let (left, right) = (input.state[1], input.state[2])
    let weights = Multilinear.eqTable(point)
    // Permutation i < 30 of the path reads left = cur + d and right = (sibling - cur) + cur - d.
    var affine = Affine(input.constant) - check.input
    for (level, cells) in levels.enumerated() {
      affine.terms.append((cells.swap, weights[level] * (left - right)))
      affine.terms.append((cells.difference, weights[level] * right))
    }
    affine.constant += weights[Self.nullifierPermutation] * left * statement.externalNullifier
    let output = circuit.finalFunctional([K.one, K.zero, K.zero])
    var previous = Array(weights.dropFirst().prefix(Self.depth - 1))
    while previous.count < weights.count { previous.append(K.zero) }
    let nullifierWeight = weights[Self.secretsPermutation] * left + weights[Self.nullifierPermutation] * right
    let secretsLow = channel.lowFactor(.dense([nullifierWeight, weights[Self.secretsPermutation] * right]))
    channel.assertZero(
      "path S-box inputs",
      LinearForm(
        affine,
        [
          TensorTerm(column: Self.pairColumn, low: here, high: input.outputs),
          TensorTerm(
            column: Self.pairColumn, low: channel.lowFactor(.dense(previous)),
            high: output.map { $0 * (left + right) }
          ),
          singleTerm(channel, Self.singleOutput.map { $0 * (weights[0] * (left + right)) }),
          TensorTerm(column: Self.secretsColumn, low: secretsLow, high: [K.one]),
        ]))
  }

  /// S-boxes of H1, which reads the output of H2(nullifier, trapdoor).
  private func checkLeaf(_ channel: MaskedChannel<K>, _ witness: MembershipWitness?) throws(ProofError) {
    let circuit = Self.single
    let variables = circuit.sBoxVariables
    let check = try PowerZerocheck.run(
      "leaf S-boxes", channel, variables: variables, exponent: circuit.exponent,
      tables: witness.map { w in
        { .init(input: w.singleInputs, output: w.singleOutputs) }
      })
    let sBoxWeights = Array(Multilinear.eqTable(check.point)[..<circuit.sBoxCount])
    channel.assertZero(
      "leaf S-box outputs", LinearForm(Affine(K.zero) - check.output, [singleTerm(channel, sBoxWeights)]))
    let input = circuit.functional(inputWeights: sBoxWeights)
    var inner = outputTerm(channel, permutation: Self.secretsPermutation)
    inner = inner.scaled(by: input.state[1])
    channel.assertZero(
      "leaf S-box inputs",
      LinearForm(Affine(input.constant) - check.input, [singleTerm(channel, input.outputs), inner]))
  }

  private func claimOutput(_ channel: MaskedChannel<K>, _ name: String, permutation: Int, equals value: K) {
    channel.assertZero(name, LinearForm(Affine(-value), [outputTerm(channel, permutation: permutation)]))
  }

  /// Slot 0 of a permutation's final state.
  private func outputTerm(_ channel: MaskedChannel<K>, permutation: Int) -> TensorTerm<K> {
    let point = (0..<Self.permutationVariables).map { permutation >> $0 & 1 == 1 ? K.one : K.zero }
    return TensorTerm(
      column: Self.pairColumn, low: channel.lowFactor(.eq(point)),
      high: Self.pair.finalFunctional([K.one, K.zero, K.zero]))
  }

  private static let singleOutput = single.finalFunctional([K.one, K.zero])

  private func singleTerm(_ channel: MaskedChannel<K>, _ weights: [K]) -> TensorTerm<K> {
    let size = 1 << Self.single.sBoxVariables
    let dense = weights + [K](repeating: K.zero, count: size - weights.count)
    return TensorTerm(column: Self.singleColumn, low: channel.lowFactor(.dense(dense)), high: [K.one])
  }

  private static func circuit(_ poseidon: Poseidon) -> PermutationCircuit<BN254Scalar> {
    let half = poseidon.fullRounds / 2
    let rounds = poseidon.roundConstants.enumerated().map { index, constants in
      let isFull = index < half || index >= half + poseidon.partialRounds
      return PermutationCircuit<BN254Scalar>.Round(
        constants: constants, sBoxCount: isFull ? poseidon.width : 1, matrix: poseidon.mds)
    }
    return PermutationCircuit(width: poseidon.width, exponent: 5, initialMatrix: nil, rounds: rounds)
  }
}
