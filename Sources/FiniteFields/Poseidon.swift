/// The Poseidon permutation over BN254 scalars with x^5 (eprint 2019/458), as circomlib and Semaphore use it:
/// eight full rounds, partial rounds by width, the capacity in slot 0, the digest read from slot 0.
///
/// A round adds its constants, applies the S-box (to slot 0 alone in a partial round) and multiplies by `mds`.
public struct Poseidon: Sendable {
  /// Two slots, 56 partial rounds: hashes one element.
  public static let t2 = Poseidon(width: 2, partialRounds: 56)
  /// Three slots, 57 partial rounds: hashes two elements.
  public static let t3 = Poseidon(width: 3, partialRounds: 57)

  public let width: Int
  public let fullRounds = 8
  public let partialRounds: Int
  /// One row a round, one constant a slot.
  public let roundConstants: [[BN254Scalar]]
  /// Row i gives output slot i.
  public let mds: [[BN254Scalar]]
  let schedule: PoseidonSchedule

  init(width: Int, partialRounds: Int) {
    self.width = width
    self.partialRounds = partialRounds
    var generator = GrainGenerator(
      bitsPerElement: 254, width: width, fullRounds: fullRounds, partialRounds: partialRounds)
    var constants = [[BN254Scalar]]()
    for _ in 0..<(fullRounds + partialRounds) {
      constants.append((0..<width).map { _ in generator.nextScalar() })
    }
    // The Cauchy matrix 1 / (x_i + y_j) of the 2t integers that follow; these are reduced, not rejected.
    let nodes = (0..<(2 * width)).map { _ in BN254Scalar(reducing: generator.nextBytes()) }
    let mds = nodes[..<width].map { x in nodes[width...].map { y in (x + y).inverse() } }
    roundConstants = constants
    self.mds = mds
    schedule = PoseidonSchedule(
      width: width, fullRounds: fullRounds, partialRounds: partialRounds, constants: constants, mds: mds)
  }

  /// H1, the hash of one element.
  public static func hash(_ a: BN254Scalar) -> BN254Scalar {
    var s0 = BN254Scalar.zero
    var s1 = a
    t2.schedule.permute(&s0, &s1) { _, _ in }
    return s0
  }

  /// H2, the hash of two elements.
  public static func hash(_ a: BN254Scalar, _ b: BN254Scalar) -> BN254Scalar {
    var s0 = BN254Scalar.zero
    var s1 = a
    var s2 = b
    t3.schedule.permute(&s0, &s1, &s2) { _, _ in }
    return s0
  }

  /// H2 of elements 2i and 2i + 1 for every i, several at a time where the machine has 52-bit vector multipliers.
  /// The count must be even.
  public static func hashPairs(_ elements: [BN254Scalar]) -> [BN254Scalar] {
    precondition(elements.count % 2 == 0, "pairs of elements, not \(elements.count) elements")
    // Below four pairs most of the work would be idle lanes.
    if elements.count >= 8, let limbs = PoseidonSchedule.limbs {
      return VectorKernels.poseidonPairs(elements, schedule: limbs)
    }
    return stride(from: 0, to: elements.count, by: 2).map { hash(elements[$0], elements[$0 + 1]) }
  }

  /// Permutes a state of `width` elements.
  public func permute(_ state: inout [BN254Scalar]) {
    permute(&state, recordSBoxOutputs: { _ in })
  }

  /// Permutes and hands over every S-box output in round order: slots 0..<width in a full round, slot 0 in a
  /// partial one; 8 · width + partialRounds values in all.
  public func permute(_ state: inout [BN254Scalar], recordSBoxOutputs record: (BN254Scalar) -> Void) {
    permute(&state, recordSBoxes: { _, output in record(output) })
  }

  /// Permutes and hands over input and output of every S-box, in the same order.
  public func permute(
    _ state: inout [BN254Scalar], recordSBoxes record: (_ input: BN254Scalar, _ output: BN254Scalar) -> Void
  ) {
    precondition(
      state.count == width, "Poseidon of width \(width) permutes \(width) elements, not \(state.count)")
    var s0 = state[0]
    var s1 = state[1]
    if width == 2 {
      schedule.permute(&s0, &s1, record)
      state = [s0, s1]
    } else {
      var s2 = state[2]
      schedule.permute(&s0, &s1, &s2, record)
      state = [s0, s1, s2]
    }
  }
}
