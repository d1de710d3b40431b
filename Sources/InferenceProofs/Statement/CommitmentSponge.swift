import FiniteFields
import ProofSystem

/// The hash behind scan and code commitments: a Poseidon2-KoalaBear sponge of width 24, rate 15, capacity 9 (`PROTOCOL.md` 8).
///
/// The capacity starts as (version, domain, shape); the first block is nine blinding elements; then follow 2^variables message
/// blocks, added to the rate. The digest is the first nine slots of the last state.
public struct CommitmentSponge: Sendable {
  public static let width = 24
  public static let rate = 15
  public static let digestElementCount = 9

  /// What is committed; part of the capacity's initial value.
  public enum Domain: Int, Sendable {
    case scan = 1
    case code = 2
    /// One output of a network.
    case output = 3
  }

  package let message: SpongeMessage
  /// Nine elements.
  let initialCapacity: [KoalaBear]

  /// - Parameter shape: at most seven numbers that fix the meaning of the message.
  init(domain: Domain, shape: [Int], message: SpongeMessage) {
    self.message = message
    var capacity = ([protocolVersion, domain.rawValue] + shape).map { KoalaBear($0) }
    while capacity.count < Self.width - Self.rate { capacity.append(.zero) }
    initialCapacity = Array(capacity.prefix(Self.width - Self.rate))
  }

  /// The permutation as the proof sees it.
  package static let circuit: PermutationCircuit<KoalaBear> = {
    let poseidon = Poseidon2.width24
    let internalMatrix = (0..<width).map { row in
      (0..<width).map { column in row == column ? poseidon.internalDiagonal[row] + .one : .one }
    }
    func full(_ constants: [KoalaBear]) -> PermutationCircuit<KoalaBear>.Round {
      .init(constants: constants, sBoxCount: width, matrix: poseidon.externalMatrix)
    }
    let partial = poseidon.internalConstants.map { constant in
      PermutationCircuit<KoalaBear>.Round(
        constants: [constant] + [KoalaBear](repeating: .zero, count: width - 1), sBoxCount: 1,
        matrix: internalMatrix)
    }
    return PermutationCircuit(
      width: width, exponent: 3, initialMatrix: poseidon.externalMatrix,
      rounds: poseidon.initialExternalConstants.map(full) + partial
        + poseidon.terminalExternalConstants.map(full))
  }()

  /// S-box values of one run, for the proof. Columns are [S-box, permutation], the permutation running fastest.
  package struct Trace: Sendable {
    package var blindInputs: [KoalaBear] = []
    package var blindOutputs: [KoalaBear] = []
    package var inputs: [KoalaBear] = []
    package var outputs: [KoalaBear] = []
    package var digest: [KoalaBear] = []

    package init() {}
  }

  /// The commitment alone.
  ///
  /// - Parameter columns: the cells that the message reads, by the column index it names.
  func digest(blinding: [KoalaBear], columns: (Int) -> [KoalaBear]) -> [KoalaBear] {
    var state = startState(blinding)
    Poseidon2.width24.permute(&state)
    for block in message.blocks(columns) {
      for (slot, element) in block.enumerated() { state[slot] += element }
      Poseidon2.width24.permute(&state)
    }
    return Array(state.prefix(Self.digestElementCount))
  }

  package func trace(blinding: [KoalaBear], columns: (Int) -> [KoalaBear]) -> Trace {
    let count = message.permutationCount
    var trace = Trace()
    trace.inputs = [KoalaBear](repeating: .zero, count: Self.circuit.sBoxCount * count)
    trace.outputs = trace.inputs
    var state = startState(blinding)
    Poseidon2.width24.permute(&state) { input, output in
      trace.blindInputs.append(input)
      trace.blindOutputs.append(output)
    }
    // A column of the trace is far from the next one in memory, so several permutations are written at a time.
    let group = min(16, count)
    let sBoxCount = Self.circuit.sBoxCount
    var inputs = [KoalaBear](repeating: .zero, count: group * sBoxCount)
    var outputs = inputs
    var next = 0
    for (permutation, block) in message.blocks(columns).enumerated() {
      for (slot, element) in block.enumerated() { state[slot] += element }
      let part = next..<next + sBoxCount
      inputs.withUnsafeMutableBufferPointer { inputs in
        outputs.withUnsafeMutableBufferPointer { outputs in
          Poseidon2.width24.permute(
            &state, inputs: .init(rebasing: inputs[part]), outputs: .init(rebasing: outputs[part]))
        }
      }
      next = part.upperBound
      guard next == inputs.count else { continue }
      next = 0
      let first = permutation + 1 - group
      for sBox in 0..<sBoxCount {
        for index in 0..<group {
          trace.inputs[sBox * count + first + index] = inputs[index * sBoxCount + sBox]
          trace.outputs[sBox * count + first + index] = outputs[index * sBoxCount + sBox]
        }
      }
    }
    trace.digest = Array(state.prefix(Self.digestElementCount))
    return trace
  }

  package func startState(_ blinding: [KoalaBear]) -> [KoalaBear] {
    var state = [KoalaBear](repeating: .zero, count: Self.width)
    for (slot, element) in blinding.prefix(Self.digestElementCount).enumerated() { state[slot] = element }
    for (slot, element) in initialCapacity.enumerated() { state[Self.rate + slot] = element }
    return state
  }
}
