import FiniteFields
import ProofSystem
import Testing

@Suite struct PermutationCircuitTests {
  static let poseidon2: PermutationCircuit<KoalaBear> = {
    let poseidon = Poseidon2.width24
    let full = { (constants: [KoalaBear]) in
      PermutationCircuit<KoalaBear>.Round(
        constants: constants, sBoxCount: 24, matrix: poseidon.externalMatrix)
    }
    let matrix = (0..<24).map { row in
      (0..<24).map { row == $0 ? poseidon.internalDiagonal[row] + .one : KoalaBear.one }
    }
    let partial = poseidon.internalConstants.map {
      PermutationCircuit<KoalaBear>.Round(
        constants: [$0] + [KoalaBear](repeating: .zero, count: 23), sBoxCount: 1, matrix: matrix)
    }
    return PermutationCircuit(
      width: 24, exponent: 3, initialMatrix: poseidon.externalMatrix,
      rounds: poseidon.initialExternalConstants.map(full) + partial
        + poseidon.terminalExternalConstants.map(full))
  }()

  static func circuit(_ poseidon: Poseidon) -> PermutationCircuit<BN254Scalar> {
    let half = poseidon.fullRounds / 2
    return PermutationCircuit(
      width: poseidon.width, exponent: 5, initialMatrix: nil,
      rounds: poseidon.roundConstants.enumerated().map { index, constants in
        let isFull = index < half || index >= half + poseidon.partialRounds
        return .init(constants: constants, sBoxCount: isFull ? poseidon.width : 1, matrix: poseidon.mds)
      })
  }

  /// The circuit's permutation is the hash's, S-box by S-box.
  @Test func permutationsAgree() {
    var source = RandomStream(seed: [1], witness: [], statement: [])
    for _ in 0..<10 {
      let start = KoalaBear.random(count: 24, from: &source)
      var expected = start
      var outputs: [KoalaBear] = []
      Poseidon2.width24.permute(&expected) { outputs.append($0) }
      expectEqual(Self.poseidon2, start, expected, outputs)
      for poseidon in [Poseidon.t2, .t3] {
        let start = BN254Scalar.random(count: poseidon.width, from: &source)
        var expected = start
        var outputs: [BN254Scalar] = []
        poseidon.permute(&expected) { outputs.append($0) }
        expectEqual(Self.circuit(poseidon), start, expected, outputs)
      }
    }
    #expect(Self.poseidon2.sBoxCount == 8 * 24 + 23)
    #expect(Self.poseidon2.sBoxVariables == 8)
    #expect(Self.circuit(.t3).sBoxCount == 8 * 3 + 57)
  }

  private func expectEqual<F: PrimeField>(
    _ circuit: PermutationCircuit<F>, _ start: [F], _ expected: [F], _ outputs: [F]
  ) {
    var state = start
    var recorded: [F] = []
    circuit.permute(&state) { input, output in
      #expect(input.power(UInt64(circuit.exponent)) == output)
      recorded.append(output)
    }
    #expect(state == expected)
    #expect(recorded == outputs)
  }

  @Test func functionalsEqualDirectEvaluation() {
    expectFunctionals(Self.poseidon2, over: KoalaBearQuintic.self)
    expectFunctionals(Self.circuit(.t2), over: BN254Scalar.self)
    expectFunctionals(Self.circuit(.t3), over: BN254Scalar.self)
  }

  private func expectFunctionals<K: ExtensionField>(_ circuit: PermutationCircuit<K.Base>, over: K.Type) {
    var source = RandomStream(seed: [2], witness: [], statement: [])
    func combination(_ weights: [K], _ values: [K.Base]) -> K {
      zip(weights, values).reduce(K.zero) { $0 + $1.0.scaled(by: $1.1) }
    }
    let start = K.Base.random(count: circuit.width, from: &source)
    var state = start
    var inputs: [K.Base] = []
    var outputs: [K.Base] = []
    circuit.permute(&state) {
      inputs.append($0)
      outputs.append($1)
    }
    let inputWeights = K.random(count: circuit.sBoxCount, from: &source)
    let finalWeights = K.random(count: circuit.width, from: &source)
    for (useInputs, useFinal) in [(true, false), (false, true), (true, true)] {
      let functional = circuit.functional(
        inputWeights: useInputs ? inputWeights : [], finalWeights: useFinal ? finalWeights : [])
      let expected =
        (useInputs ? combination(inputWeights, inputs) : K.zero)
        + (useFinal ? combination(finalWeights, state) : K.zero)
      #expect(
        combination(functional.outputs, outputs) + combination(functional.state, start) + functional.constant
          == expected)
    }
    #expect(combination(circuit.finalFunctional(finalWeights), outputs) == combination(finalWeights, state))
    // Single S-boxes and slots, so that no weight is read in the wrong place.
    for index in stride(from: 0, to: circuit.sBoxCount, by: 7) {
      var weights = [K](repeating: K.zero, count: circuit.sBoxCount)
      weights[index] = K.one
      let functional = circuit.functional(inputWeights: weights)
      let value =
        combination(functional.outputs, outputs) + combination(functional.state, start) + functional.constant
      #expect(value == K(base: inputs[index]))
      // An input depends on earlier outputs only.
      #expect(functional.outputs[index...].allSatisfy { $0 == K.zero })
    }
  }
}
