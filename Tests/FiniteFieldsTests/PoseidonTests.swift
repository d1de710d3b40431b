import FiniteFields
import Testing

@Suite struct PoseidonTests {
  @Test func publishedHashes() {
    #expect(
      Poseidon.hash(.zero).hex == "2a09a9fd93c590c26b91effbb2499f07e8f7aa12e2b4940a3aed2411cb65e11c")
    #expect(
      Poseidon.hash(.zero, .zero).hex == "2098f5fb9e239eab3ceac3f27b81e481dc3124d55ffed523a839ee8446b64864")
    #expect(
      Poseidon.hash(BN254Scalar(1), BN254Scalar(2)).hex
        == "115cc0f5e7d690413df64c6b9662e9cf2a3617f2743245519e19607a4417189a")
    #expect(
      Poseidon.hash(BN254Scalar(31213), BN254Scalar(132)).hex
        == "303f59cd0831b5633bcda50514521b33776b5d4280eb5868ba1dbbe2e4d76ab5")
  }

  @Test func referenceHashes() throws {
    let vectors = try PoseidonVectors.load()
    #expect(vectors.hashes.count == 16)
    for vector in vectors.hashes {
      let inputs = vector.inputs.compactMap { BN254Scalar(hex: $0) }
      let digest = inputs.count == 1 ? Poseidon.hash(inputs[0]) : Poseidon.hash(inputs[0], inputs[1])
      #expect(digest.hex == vector.digest)
    }
  }

  /// The textbook rounds, from the public constants.
  private func textbook(
    _ poseidon: Poseidon, _ input: [BN254Scalar]
  ) -> (state: [BN254Scalar], outputs: [BN254Scalar]) {
    var state = input
    var outputs = [BN254Scalar]()
    for (round, constants) in poseidon.roundConstants.enumerated() {
      for slot in state.indices { state[slot] += constants[slot] }
      let partial = (4..<(4 + poseidon.partialRounds)).contains(round)
      for slot in 0..<(partial ? 1 : poseidon.width) {
        state[slot] = state[slot].power(5)
        outputs.append(state[slot])
      }
      state = poseidon.mds.map { row in zip(row, state).reduce(.zero) { $0 + $1.0 * $1.1 } }
    }
    return (state, outputs)
  }

  @Test(arguments: [2, 3])
  func sparseRoundsEqualTextbookRounds(width: Int) {
    let poseidon = width == 2 ? Poseidon.t2 : Poseidon.t3
    var source = SplitMix(state: 7)
    for _ in 0..<50 {
      let input = BN254Scalar.random(count: poseidon.width, from: &source)
      let expected = textbook(poseidon, input)
      var state = input
      var outputs = [BN254Scalar]()
      poseidon.permute(&state) { outputs.append($0) }
      #expect(state == expected.state)
      #expect(outputs == expected.outputs)
      #expect(outputs.count == 8 * poseidon.width + poseidon.partialRounds)
      var silent = input
      poseidon.permute(&silent)
      #expect(silent == state)
    }
  }

  @Test func pairsHashAsEachAlone() {
    for count in [0, 1, 3, 4, 5, 8, 9, 17, 64] {
      let elements = BN254Scalar.samples(2 * count, seed: UInt64(50 + count))
      let expected = (0..<count).map { Poseidon.hash(elements[2 * $0], elements[2 * $0 + 1]) }
      #expect(Poseidon.hashPairs(elements) == expected)
    }
  }

  @Test func hashReadsSlotZeroAndHasZeroCapacity() {
    var state: [BN254Scalar] = [.zero, BN254Scalar(31213), BN254Scalar(132)]
    Poseidon.t3.permute(&state)
    #expect(Poseidon.hash(BN254Scalar(31213), BN254Scalar(132)) == state[0])
    #expect(Poseidon.hash(BN254Scalar(132), BN254Scalar(31213)) != state[0])
  }
}
