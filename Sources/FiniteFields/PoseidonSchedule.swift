/// The constants of a Poseidon permutation rearranged for speed: partial rounds with one constant and a sparse
/// matrix (eprint 2019/458, appendix B), which pass the same values through the same S-boxes.
///
/// Write M = [[m, v], [w, N]] by first slot and rest. M = [[m, v N⁻¹], [w, 1]] · diag(1, N), and diag(1, N) commutes
/// with a partial S-box, so from the last partial round backwards the right factor moves into the matrix of the
/// round before. Likewise the constants of the rest move forwards through the partial S-box into the next round.
struct PoseidonSchedule: Sendable {
  /// Full rounds: per round `width` constants. The fifth row belongs to the first full round after the partial ones.
  private var fullConstants: [BN254Scalar] = []
  /// M by rows, and after the fourth full round diag(1, N…) · M.
  private let dense: [BN254Scalar]
  private let denseBeforePartial: [BN254Scalar]
  /// Per partial round: constant, m, the width − 1 entries of v N⁻¹, the width − 1 entries of w.
  private var partial: [BN254Scalar] = []
  private let partialRounds: Int

  init(
    width: Int, fullRounds: Int, partialRounds: Int, constants: [[BN254Scalar]], mds: [[BN254Scalar]]
  ) {
    self.partialRounds = partialRounds
    let half = fullRounds / 2
    var adjusted = constants
    var scalars = [BN254Scalar]()
    for round in half..<(half + partialRounds) {
      scalars.append(adjusted[round][0])
      let rest = [.zero] + adjusted[round][1...]
      for slot in 0..<width { adjusted[round + 1][slot] += Self.dot(mds[slot], rest) }
    }
    fullConstants = (adjusted[..<half] + adjusted[(half + partialRounds)...]).flatMap { $0 }

    var matrix = mds
    var sparse = [[BN254Scalar]]()
    for _ in 0..<partialRounds {
      let rest = matrix[1...].map { Array($0[1...]) }
      let row = Self.timesInverse(Array(matrix[0][1...]), rest)
      sparse.append([matrix[0][0]] + row + matrix[1...].map { $0[0] })
      // diag(1, rest) · M
      var next = [mds[0]]
      for factors in rest {
        next.append((0..<width).map { column in Self.dot(factors, mds[1...].map { $0[column] }) })
      }
      matrix = next
    }
    for (constant, entries) in zip(scalars, sparse.reversed()) { partial += [constant] + entries }
    dense = mds.flatMap { $0 }
    denseBeforePartial = matrix.flatMap { $0 }
  }

  /// The constants for width 3 in the form of the vector kernel; nil on machines without it.
  static let limbs: [UInt64]? = {
    let schedule = Poseidon.t3.schedule
    return VectorKernels.limbs(
      schedule.fullConstants + schedule.dense + schedule.denseBeforePartial + schedule.partial)
  }()

  private static func dot(_ a: [BN254Scalar], _ b: [BN254Scalar]) -> BN254Scalar {
    zip(a, b).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  /// v · N⁻¹ for an invertible matrix N of one or two rows.
  private static func timesInverse(_ v: [BN254Scalar], _ matrix: [[BN254Scalar]]) -> [BN254Scalar] {
    if v.count == 1 { return [v[0] * matrix[0][0].inverse()] }
    let determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]
    let scale = determinant.inverse()
    return [
      (v[0] * matrix[1][1] - v[1] * matrix[1][0]) * scale,
      (v[1] * matrix[0][0] - v[0] * matrix[0][1]) * scale,
    ]
  }

  @inline(__always)
  private static func sBox(_ x: BN254Scalar, _ record: (BN254Scalar, BN254Scalar) -> Void) -> BN254Scalar {
    let output = x.squared.squared * x
    record(x, output)
    return output
  }

  @inline(__always)
  func permute(
    _ s0: inout BN254Scalar, _ s1: inout BN254Scalar,
    _ record: (_ input: BN254Scalar, _ output: BN254Scalar) -> Void
  ) {
    fullConstants.withUnsafeBufferPointer { constants in
      partial.withUnsafeBufferPointer { partial in
        dense.withUnsafeBufferPointer { dense in
          denseBeforePartial.withUnsafeBufferPointer { denseBeforePartial in
            for round in 0..<8 {
              let c = 2 &* round
              let a = Self.sBox(s0 + constants[c], record)
              let b = Self.sBox(s1 + constants[c &+ 1], record)
              let m = round == 3 ? denseBeforePartial : dense
              s0 = BN254Scalar.dot(a, m[0], b, m[1])
              s1 = BN254Scalar.dot(a, m[2], b, m[3])
              guard round == 3 else { continue }
              for index in 0..<partialRounds {
                let p = 4 &* index
                let x = Self.sBox(s0 + partial[p], record)
                s0 = BN254Scalar.dot(x, partial[p &+ 1], s1, partial[p &+ 2])
                s1 += x * partial[p &+ 3]
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  func permute(
    _ s0: inout BN254Scalar, _ s1: inout BN254Scalar, _ s2: inout BN254Scalar,
    _ record: (_ input: BN254Scalar, _ output: BN254Scalar) -> Void
  ) {
    fullConstants.withUnsafeBufferPointer { constants in
      partial.withUnsafeBufferPointer { partial in
        dense.withUnsafeBufferPointer { dense in
          denseBeforePartial.withUnsafeBufferPointer { denseBeforePartial in
            for round in 0..<8 {
              let k = 3 &* round
              let a = Self.sBox(s0 + constants[k], record)
              let b = Self.sBox(s1 + constants[k &+ 1], record)
              let c = Self.sBox(s2 + constants[k &+ 2], record)
              let m = round == 3 ? denseBeforePartial : dense
              s0 = BN254Scalar.dot(a, m[0], b, m[1], c, m[2])
              s1 = BN254Scalar.dot(a, m[3], b, m[4], c, m[5])
              s2 = BN254Scalar.dot(a, m[6], b, m[7], c, m[8])
              guard round == 3 else { continue }
              for index in 0..<partialRounds {
                let p = 6 &* index
                let x = Self.sBox(s0 + partial[p], record)
                s0 = BN254Scalar.dot(x, partial[p &+ 1], s1, partial[p &+ 2], s2, partial[p &+ 3])
                s1 += x * partial[p &+ 4]
                s2 += x * partial[p &+ 5]
              }
            }
          }
        }
      }
    }
  }
}
