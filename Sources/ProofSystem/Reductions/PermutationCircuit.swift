import FiniteFields

/// A hash permutation as S-boxes between public linear maps: what a zerocheck of out = in^d needs to know of it.
///
/// Every round adds constants to all slots, applies x^d to the first `sBoxCount` slots and multiplies by a matrix. The committed
/// column holds the S-box outputs only; inputs are linear in outputs and in the permutation's input state (`PROTOCOL.md` 7).
public struct PermutationCircuit<F: PrimeField>: Sendable {
  public struct Round: Sendable {
    public let constants: [F]
    public let sBoxCount: Int
    public let matrix: [[F]]
    /// The matrix by rows.
    fileprivate let entries: [F]

    public init(constants: [F], sBoxCount: Int, matrix: [[F]]) {
      self.constants = constants
      self.sBoxCount = sBoxCount
      self.matrix = matrix
      entries = matrix.flatMap { $0 }
    }
  }

  public let width: Int
  /// 3 or 5.
  public let exponent: Int
  /// Applied to the input state before the first round (Poseidon2), or nil.
  public let initialMatrix: [[F]]?
  public let rounds: [Round]
  public let sBoxCount: Int
  /// The initial matrix by rows.
  private let initialEntries: [F]?

  /// - Precondition: the last round is full, so that the final state is linear in its outputs alone (`finalFunctional`).
  public init(width: Int, exponent: Int, initialMatrix: [[F]]?, rounds: [Round]) {
    precondition(exponent == 3 || exponent == 5, "S-boxes are cubes or fifth powers")
    precondition(rounds.last?.sBoxCount == width, "a permutation's last round must be full")
    self.width = width
    self.exponent = exponent
    self.initialMatrix = initialMatrix
    initialEntries = initialMatrix.map { $0.flatMap { $0 } }
    self.rounds = rounds
    sBoxCount = rounds.reduce(0) { $0 + $1.sBoxCount }
  }

  /// ⌈log₂ sBoxCount⌉, the variables of a column of one permutation's S-box outputs.
  public var sBoxVariables: Int {
    var variables = 0
    while 1 << variables < sBoxCount { variables += 1 }
    return variables
  }

  /// Weights of a linear functional of a permutation.
  public struct Functional<K: ExtensionField>: Sendable where K.Base == F {
    /// On the S-box outputs, `sBoxCount` of them.
    public var outputs: [K]
    /// On the input state.
    public var state: [K]
    public var constant: K
  }

  /// Σ_i weights[i] · finalState_i as weights on the S-box outputs; neither a constant nor the input state enters.
  public func finalFunctional<K: ExtensionField>(_ weights: [K]) -> [K] where K.Base == F {
    functional(finalWeights: weights).outputs
  }

  /// Rewrites Σ_s inputWeights[s] · in_s + Σ_i finalWeights[i] · finalState_i in S-box outputs and the input state.
  ///
  /// Runs the permutation backwards on weights (the transposed linear maps).
  /// - Parameters:
  ///   - inputWeights: at least `sBoxCount`, or empty for none.
  ///   - finalWeights: `width`, or empty for none.
  @_specialize(where F == KoalaBear, K == KoalaBearQuintic)
  @_specialize(where F == BN254Scalar, K == BN254Scalar)
  public func functional<K: ExtensionField>(inputWeights: [K] = [], finalWeights: [K] = []) -> Functional<K>
  where K.Base == F {
    var outputs = [K](repeating: K.zero, count: sBoxCount)
    var constant = K.zero
    var weights = finalWeights.isEmpty ? [K](repeating: K.zero, count: width) : finalWeights
    var first = sBoxCount
    for round in rounds.reversed() {
      first -= round.sBoxCount
      weights = Self.transposedProduct(round.entries, weights)
      for slot in 0..<round.sBoxCount {
        outputs[first + slot] = weights[slot]
        weights[slot] = inputWeights.isEmpty ? K.zero : inputWeights[first + slot]
      }
      for slot in 0..<width { constant.addProduct(weights[slot], base: round.constants[slot]) }
    }
    if let initialEntries { weights = Self.transposedProduct(initialEntries, weights) }
    return Functional(outputs: outputs, state: weights, constant: constant)
  }

  /// - Parameter matrix: by rows, as many as there are weights.
  private static func transposedProduct<K: ExtensionField>(_ matrix: [F], _ weights: [K]) -> [K]
  where K.Base == F {
    let width = weights.count
    var product = [K](repeating: K.zero, count: width)
    guard weights.contains(where: { $0 != K.zero }) else { return product }
    product.withUnsafeMutableBufferPointer { product in
      matrix.withUnsafeBufferPointer { matrix in
        weights.withUnsafeBufferPointer {
          FieldVector.combineRows(
            into: product, rows: matrix, stride: width, count: width, length: width, factors: $0)
        }
      }
    }
    return product
  }

  /// Runs the permutation and reports every S-box.
  @_specialize(where F == KoalaBear)
  @_specialize(where F == BN254Scalar)
  public func permute(_ state: inout [F], record: (_ input: F, _ output: F) -> Void) {
    var next = state
    if let initialMatrix { Self.multiply(initialMatrix, &state, &next) }
    for round in rounds {
      for slot in 0..<width { state[slot] += round.constants[slot] }
      for slot in 0..<round.sBoxCount {
        let input = state[slot]
        let square = input.squared
        state[slot] = exponent == 3 ? square * input : square.squared * input
        record(input, state[slot])
      }
      Self.multiply(round.matrix, &state, &next)
    }
  }

  /// state = matrix · state; `next` is scratch of the same size.
  @inline(__always)
  private static func multiply(_ matrix: [[F]], _ state: inout [F], _ next: inout [F]) {
    for (slot, row) in matrix.enumerated() {
      var sum = F.zero
      for column in 0..<row.count { sum.addProduct(row[column], state[column]) }
      next[slot] = sum
    }
    swap(&state, &next)
  }
}
