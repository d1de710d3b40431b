import FieldKernels

/// The Poseidon2 permutation over KoalaBear with x^3 (eprint 2023/323), with the parameters published by Plonky3.
///
/// The external matrix comes first; then four full rounds, the partial rounds and four full rounds. A full round
/// adds its constants, cubes every slot and multiplies by the external matrix; a partial round adds one constant
/// to slot 0, cubes slot 0 and multiplies by the internal matrix, all ones plus a diagonal.
public struct Poseidon2: Sendable {
  public static let width16 = Poseidon2(width: 16, partialRounds: 20)
  public static let width24 = Poseidon2(width: 24, partialRounds: 23)

  public let width: Int
  /// Full rounds before the partial ones, and as many after them.
  public let externalFullRounds = 4
  public let partialRounds: Int
  /// One row a round, one constant a slot.
  public let initialExternalConstants: [[KoalaBear]]
  public let terminalExternalConstants: [[KoalaBear]]
  public let internalConstants: [KoalaBear]
  /// Row i gives output slot i. In blocks of four slots: M + M on the diagonal, M elsewhere, with the circulant
  /// M of first row (2, 3, 1, 1).
  public let externalMatrix: [[KoalaBear]]
  public let internalDiagonal: [KoalaBear]
  /// The constants of all full rounds in a row, for the kernel.
  private let fullConstants: [KoalaBear]

  init(width: Int, partialRounds: Int) {
    self.width = width
    self.partialRounds = partialRounds
    var generator = GrainGenerator(
      bitsPerElement: 31, width: width, fullRounds: 8, partialRounds: partialRounds)
    let rows = 2 * externalFullRounds
    var external = [[KoalaBear]]()
    var scalars = [KoalaBear]()
    for round in 0..<rows {
      if round == externalFullRounds {
        for _ in 0..<partialRounds { scalars.append(generator.nextKoalaBear()) }
      }
      external.append((0..<width).map { _ in generator.nextKoalaBear() })
    }
    initialExternalConstants = Array(external[..<externalFullRounds])
    terminalExternalConstants = Array(external[externalFullRounds...])
    internalConstants = scalars
    fullConstants = external.flatMap { $0 }
    internalDiagonal = Self.diagonal(width: width)
    let block = [2, 3, 1, 1]
    externalMatrix = (0..<width).map { row in
      (0..<width).map { column in
        let entry = block[(column - row) & 3]
        return KoalaBear(row / 4 == column / 4 ? 2 * entry : entry)
      }
    }
  }

  /// Small numbers and signed powers of one half, as Plonky3 chose them for each width.
  private static func diagonal(width: Int) -> [KoalaBear] {
    func half(_ exponent: UInt64) -> KoalaBear { KoalaBear(2).inverse().power(exponent) }
    let small: [KoalaBear] = [-2, 1, 2].map { KoalaBear($0) } + [half(1)] + [3, 4].map { KoalaBear($0) }
    let mirrored = [-half(1), KoalaBear(-3), KoalaBear(-4)]
    let halves: [UInt64]
    let negatedHalves: [UInt64]
    if width == 16 {
      halves = [8, 3, 24]
      negatedHalves = [8, 3, 4, 24]
    } else {
      halves = [8, 2, 3, 4, 5, 6, 24]
      negatedHalves = [8, 3, 4, 5, 6, 7, 9, 24]
    }
    return small + mirrored + halves.map(half) + negatedHalves.map { -half($0) }
  }

  /// Permutes a state of `width` elements.
  public func permute(_ state: inout [KoalaBear]) {
    if permuteByKernel(&state, inputs: nil, outputs: nil) { return }
    permute(&state, recordSBoxes: { _, _ in })
  }

  /// S-boxes of one permutation.
  public var sBoxCount: Int { 2 * externalFullRounds * width + partialRounds }

  /// Permutes and writes input and output of every S-box, `sBoxCount` of each, in the order of `recordSBoxes`.
  public func permute(
    _ state: inout [KoalaBear], inputs: UnsafeMutableBufferPointer<KoalaBear>,
    outputs: UnsafeMutableBufferPointer<KoalaBear>
  ) {
    precondition(
      inputs.count == sBoxCount && outputs.count == sBoxCount, "room for \(sBoxCount) S-boxes is needed")
    if permuteByKernel(&state, inputs: inputs.baseAddress, outputs: outputs.baseAddress) { return }
    var next = 0
    permute(&state) { input, output in
      inputs[next] = input
      outputs[next] = output
      next += 1
    }
  }

  /// - Returns: false on a machine without the kernel, and for another width.
  private func permuteByKernel(
    _ state: inout [KoalaBear], inputs: UnsafeMutablePointer<KoalaBear>?,
    outputs: UnsafeMutablePointer<KoalaBear>?
  ) -> Bool {
    guard width == 24 else { return false }
    precondition(state.count == width, "Poseidon2 of width 24 permutes 24 elements, not \(state.count)")
    return state.withUnsafeMutableBytes { state in
      fullConstants.withUnsafeBytes { full in
        internalConstants.withUnsafeBytes { partial in
          internalDiagonal.withUnsafeBytes { diagonal in
            func words(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt32>? {
              bytes.baseAddress?.assumingMemoryBound(to: UInt32.self)
            }
            func words(_ pointer: UnsafeMutablePointer<KoalaBear>?) -> UnsafeMutablePointer<UInt32>? {
              pointer.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt32.self) }
            }
            return worldid_poseidon2_24(
              state.baseAddress?.assumingMemoryBound(to: UInt32.self), words(full), words(partial),
              words(diagonal), partialRounds, words(inputs), words(outputs)) > 0
          }
        }
      }
    }
  }

  /// Permutes and hands over every S-box output in round order: slots 0..<width in a full round, slot 0 in a
  /// partial one; 8 · width + partialRounds values in all.
  public func permute(_ state: inout [KoalaBear], recordSBoxOutputs record: (KoalaBear) -> Void) {
    permute(&state, recordSBoxes: { _, output in record(output) })
  }

  /// Permutes and hands over input and output of every S-box, in the same order.
  public func permute(
    _ state: inout [KoalaBear], recordSBoxes record: (_ input: KoalaBear, _ output: KoalaBear) -> Void
  ) {
    precondition(
      state.count == width, "Poseidon2 of width \(width) permutes \(width) elements, not \(state.count)")
    state.withUnsafeMutableBufferPointer { state in
      multiplyExternal(state)
      for constants in initialExternalConstants { fullRound(state, constants, record) }
      for constant in internalConstants {
        let input = state[0] + constant
        let output = input.cubed
        record(input, output)
        state[0] = output
        multiplyInternal(state)
      }
      for constants in terminalExternalConstants { fullRound(state, constants, record) }
    }
  }

  @inline(__always)
  private func fullRound(
    _ state: UnsafeMutableBufferPointer<KoalaBear>, _ constants: [KoalaBear],
    _ record: (KoalaBear, KoalaBear) -> Void
  ) {
    for slot in 0..<width {
      let input = state[slot] + constants[slot]
      state[slot] = input.cubed
      record(input, state[slot])
    }
    multiplyExternal(state)
  }

  @inline(__always)
  private func multiplyExternal(_ state: UnsafeMutableBufferPointer<KoalaBear>) {
    var sums = (KoalaBear.zero, KoalaBear.zero, KoalaBear.zero, KoalaBear.zero)
    var block = 0
    while block < width {
      let x0 = state[block]
      let x1 = state[block &+ 1]
      let x2 = state[block &+ 2]
      let x3 = state[block &+ 3]
      let total = x0 + x1 + x2 + x3
      // Row i of M: all ones, plus x_i + 2 x_(i+1).
      let y0 = total + x0 + x1.doubled
      let y1 = total + x1 + x2.doubled
      let y2 = total + x2 + x3.doubled
      let y3 = total + x3 + x0.doubled
      state[block] = y0
      state[block &+ 1] = y1
      state[block &+ 2] = y2
      state[block &+ 3] = y3
      sums = (sums.0 + y0, sums.1 + y1, sums.2 + y2, sums.3 + y3)
      block &+= 4
    }
    block = 0
    while block < width {
      state[block] += sums.0
      state[block &+ 1] += sums.1
      state[block &+ 2] += sums.2
      state[block &+ 3] += sums.3
      block &+= 4
    }
  }

  @inline(__always)
  private func multiplyInternal(_ state: UnsafeMutableBufferPointer<KoalaBear>) {
    var total = KoalaBear.zero
    for slot in 0..<width { total += state[slot] }
    internalDiagonal.withUnsafeBufferPointer { diagonal in
      for slot in 0..<width { state[slot] = state[slot] * diagonal[slot] + total }
    }
  }
}
