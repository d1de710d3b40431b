import FiniteFields

/// Proves out = in^d on a whole box, where `in` is a public linear map of committed values (hash S-boxes, `PROTOCOL.md` 7).
public enum PowerZerocheck {
  /// Tables of the prover, at most 2^variables entries each; beyond the last one they are zero.
  public struct Tables<K: ExtensionField>: Sendable {
    public var input: [K.Base]
    public var output: [K.Base]

    public init(input: [K.Base], output: [K.Base]) {
      self.input = input
      self.output = output
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
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  public static func run<K: ExtensionField>(
    _ name: String, _ channel: MaskedChannel<K>, variables: Int, exponent: Int, tables: (() -> Tables<K>)?
  ) throws(ProofError) -> Result<K> {
    let rho: [K] = channel.challengePoint(name + " point", count: variables, nonZero: true)
    let prover = tables.map { PowerRoundProver(tables: $0(), exponent: exponent, rho: rho) }
    // Claim: sum eq(rho, x) (out - in^d) = 0.
    let (point, claim) = try channel.equalitySumcheck(
      name + " round", rho: rho, degree: exponent, claim: Affine(K.zero), prover: prover)
    let (input, power) = try channel.sendPower(name + " input", exponent: exponent) {
      prover?.value ?? K.zero
    }
    return Result(point: point, input: input, output: claim + power)
  }
}
