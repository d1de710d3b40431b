import FiniteFields

/// Proves out = in^d on a whole box, where `in` is a public linear map of committed values (hash S-boxes, `PROTOCOL.md` 7).
public enum PowerZerocheck {
  /// Tables of the prover: 2^variables entries each, zero outside the used part.
  public struct Tables<K: ExtensionField> {
    public var input: [K]
    public var output: [K]

    public init(input: [K.Base], output: [K.Base]) {
      self.input = input.map { K(base: $0) }
      self.output = output.map { K(base: $0) }
    }
  }

  public struct Result<K: ExtensionField> {
    /// Where the two claims below are made.
    public let point: [K]
    /// in~(point).
    public let input: Affine<K>
    /// out~(point).
    public let output: Affine<K>
  }

  /// - Parameters:
  ///   - exponent: 3 or 5.
  ///   - tables: prover only.
  public static func run<K: ExtensionField>(
    _ name: String, _ channel: MaskedChannel<K>, variables: Int, exponent: Int, tables: (() -> Tables<K>)?
  ) throws(ProofError) -> Result<K> {
    let rho: [K] = channel.challengePoint(name + " point", count: variables, nonZero: true)
    let prover = tables.map { PowerRoundProver(tables: $0(), exponent: exponent, rho: rho) }
    // Claim: sum eq(rho, x) (out - in^d) = 0.
    let (point, claim) = try channel.equalitySumcheck(
      name + " round", rho: rho, degree: exponent, claim: Affine(K.zero), prover: prover)
    let (input, power) = try channel.sendPower(name + " input", exponent: exponent) {
      prover?.input[0] ?? K.zero
    }
    return Result(point: point, input: input, output: claim + power)
  }
}

/// Round polynomials of Σ eq (out − in^d).
final class PowerRoundProver<K: ExtensionField>: RoundProver {
  private(set) var input: [K]
  private var output: [K]
  private let exponent: Int
  private var weights: EqualityWeights<K>

  init(tables: PowerZerocheck.Tables<K>, exponent: Int, rho: [K]) {
    input = tables.input
    output = tables.output
    self.exponent = exponent
    weights = EqualityWeights(rho: rho)
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func roundMessage() -> [K] { exponent == 3 ? cubicMessage() : quinticMessage() }

  /// in = a + bX: in³ = a³ + 3a²b X + 3ab² X² + b³ X³.
  @inline(__always)
  private func cubicMessage() -> [K] {
    let sums = FieldVector.cubeRound(weights: weights.table, input: input, output: output)
    return [sums.constant, -(sums.mixed.doubled + sums.mixed), -sums.cubic]
  }

  /// in⁵ = a⁵ + 5a⁴b X + 10a³b² X² + 10a²b³ X³ + 5ab⁴ X⁴ + b⁵ X⁵.
  @inline(__always)
  private func quinticMessage() -> [K] {
    var sums = [K](repeating: K.zero, count: 5)
    for (index, weight) in weights.table.enumerated() {
      let a = input[2 * index]
      let b = input[2 * index + 1] - a
      let aa = a.squared
      let bb = b.squared
      let aab = aa * b
      sums[0] += weight * (output[2 * index] - aa.squared * a)
      sums[1] -= weight * (aab * (a * b))
      sums[2] -= weight * (aab * bb)
      sums[3] -= weight * (a * bb.squared)
      sums[4] -= weight * (bb.squared * b)
    }
    return [sums[0], K(10) * sums[1], K(10) * sums[2], K(5) * sums[3], sums[4]]
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func bind(to point: K) {
    Multilinear.bindLowest(&input, to: point)
    Multilinear.bindLowest(&output, to: point)
    weights.advance()
  }
}
