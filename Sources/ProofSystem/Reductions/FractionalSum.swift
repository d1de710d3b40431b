import FiniteFields

/// The fraction tree of LogUp-GKR: reduces "Σ numerator/denominator = 0" over all leaves to one evaluation of each (`PROTOCOL.md` 6).
///
/// Node i of layer k has children i and i + 2^k in layer k + 1; N = N0 D1 + N1 D0, D = D0 D1. Neither root value is sent.
enum FractionalSum {
  struct Result<K: ExtensionField> {
    let point: [K]
    let numerator: Affine<K>
    let denominator: Affine<K>
  }

  /// - Parameter tree: prover only; it is used up.
  static func run<K: ExtensionField>(
    _ channel: MaskedChannel<K>, variables: Int, tree: FractionTree<K>?
  ) throws(ProofError) -> Result<K> {
    var point: [K] = []
    var numerator = Affine(K.zero)
    var denominator = Affine(K.zero)
    for layer in 0..<variables {
      // Layer 0 says only N_root = 0: no rounds, lambda = 0, T = 0.
      let lambda = layer == 0 ? K.zero : channel.challenge("fraction mu and lambda", error: 2)
      let claim = numerator.adding(denominator, times: lambda)
      let prover = tree.map { $0.rounds(layer: layer, lambda: lambda, rho: point) }
      let reduced = try channel.equalitySumcheck(
        "fraction round", rho: point, degree: 2, claim: claim, prover: prover)
      let values = prover?.values
      // A = N0 + lambda D0, so that A D1 + N1 D0 = N + lambda D needs two products only.
      let first = try channel.sendFactors(
        "fraction A, D1", { values?.a ?? K.zero }, { values?.d1 ?? K.zero })
      let second = try channel.sendFactors(
        "fraction N1, D0", { values?.n1 ?? K.zero }, { values?.d0 ?? K.zero })
      channel.assertZero(
        layer == 0 ? "fraction root" : "fraction layer",
        LinearForm(first.product + second.product - reduced.claim))
      // mu and the next layer's lambda are one round: no message lies between them.
      let mu = channel.challenge("fraction mu and lambda", error: 2, nonZero: true)
      let (n1, d0, d1) = (second.x, second.y, first.y)
      let n0 = first.x.adding(d0, times: -lambda)
      numerator = n0.scaled(by: K.one - mu).adding(n1, times: mu)
      denominator = d0.scaled(by: K.one - mu).adding(d1, times: mu)
      point = reduced.point + [mu]
    }
    return Result(point: point, numerator: numerator, denominator: denominator)
  }
}
