import FiniteFields
import InferenceProofs
import ProofSystem

/// Runs the commitment sponge with one S-box that does something else, and says what is committed and what the zerocheck runs over.
struct FaultySponge {
  enum Fault {
    /// The committed output is not the cube of the input.
    case output
    /// The input is not what the state leads to.
    case input
  }

  let fault: Fault
  /// nil is the blinding block.
  let permutation: Int?
  let sBox: Int

  var trace = CommitmentSponge.Trace()
  var outputs: [KoalaBear] = []
  var blindOutputs: [KoalaBear] = []

  init(_ fault: Fault, permutation: Int?, sBox: Int) {
    self.fault = fault
    self.permutation = permutation
    self.sBox = sBox
  }

  mutating func run(_ sponge: CommitmentSponge, blinding: CommitmentBlinding, columns: (Int) -> [KoalaBear]) {
    let circuit = CommitmentSponge.circuit
    let count = sponge.message.permutationCount
    trace.inputs = [KoalaBear](repeating: .zero, count: circuit.sBoxCount * count)
    trace.outputs = trace.inputs
    outputs = trace.inputs
    var state = sponge.startState(blinding.elements)
    permute(&state, nil) { input, output, committed, _ in
      trace.blindInputs.append(input)
      trace.blindOutputs.append(output)
      blindOutputs.append(committed)
    }
    for (index, block) in sponge.message.blocks(columns).enumerated() {
      for (slot, element) in block.enumerated() { state[slot] += element }
      permute(&state, index) { input, output, committed, number in
        trace.inputs[number * count + index] = input
        trace.outputs[number * count + index] = output
        outputs[number * count + index] = committed
      }
    }
    trace.digest = Array(state.prefix(CommitmentSponge.digestElementCount))
  }

  private func permute(
    _ state: inout [KoalaBear], _ index: Int?,
    record: (_ input: KoalaBear, _ output: KoalaBear, _ committed: KoalaBear, _ number: Int) -> Void
  ) {
    let circuit = CommitmentSponge.circuit
    func multiply(_ matrix: [[KoalaBear]]) {
      state = matrix.map { row in zip(row, state).reduce(KoalaBear.zero) { $0 + $1.0 * $1.1 } }
    }
    if let matrix = circuit.initialMatrix { multiply(matrix) }
    var number = 0
    for round in circuit.rounds {
      for slot in state.indices { state[slot] += round.constants[slot] }
      for slot in 0..<round.sBoxCount {
        let isFaulty = index == permutation && number == sBox
        let input = isFaulty && fault == .input ? state[slot] + .one : state[slot]
        let output = input.squared * input
        state[slot] = isFaulty && fault == .output ? output + .one : output
        record(input, output, state[slot], number)
        number += 1
      }
      multiply(round.matrix)
    }
  }
}
