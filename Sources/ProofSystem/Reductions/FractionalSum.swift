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
      let prover = tree.map { FractionRoundProver(layer: $0.layers[layer + 1], lambda: lambda, rho: point) }
      let reduced = try channel.equalitySumcheck(
        "fraction round", rho: point, degree: 2, claim: claim, prover: prover)
      // A = N0 + lambda D0, so that A D1 + N1 D0 = N + lambda D needs two products only.
      let first = try channel.sendFactors(
        "fraction A, D1", { prover?.a[0] ?? K.zero }, { prover?.d1[0] ?? K.zero })
      let second = try channel.sendFactors(
        "fraction N1, D0", { prover?.n1[0] ?? K.zero }, { prover?.d0[0] ?? K.zero })
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

/// All layers of the prover's tree; layer k has 2^k nodes.
struct FractionTree<K: ExtensionField> {
  struct Layer {
    var numerators: [K]
    var denominators: [K]
  }
  let layers: [Layer]

  @_specialize(where K == KoalaBearQuintic)
  init(numerators: [K], denominators: [K]) {
    var layers = [Layer(numerators: numerators, denominators: denominators)]
    while let child = layers.last, child.numerators.count > 1 {
      let parent = FieldVector.fractionSum(numerators: child.numerators, denominators: child.denominators)
      layers.append(Layer(numerators: parent.numerators, denominators: parent.denominators))
    }
    self.layers = layers.reversed()
  }
}

/// Round polynomials of Σ eq (A D1 + N1 D0) over one layer.
final class FractionRoundProver<K: ExtensionField>: RoundProver {
  private(set) var a: [K]
  private(set) var n1: [K]
  private(set) var d0: [K]
  private(set) var d1: [K]
  private var weights: EqualityWeights<K>

  @_specialize(where K == KoalaBearQuintic)
  init(layer: FractionTree<K>.Layer, lambda: K, rho: [K]) {
    let half = layer.numerators.count / 2
    let left = Array(layer.denominators[..<half])
    d0 = left
    d1 = Array(layer.denominators[half...])
    n1 = Array(layer.numerators[half...])
    var a = Array(layer.numerators[..<half])
    a.withUnsafeMutableBufferPointer { a in
      left.withUnsafeBufferPointer { FieldVector.addScaled(a, lambda, $0) }
    }
    self.a = a
    weights = EqualityWeights(rho: rho)
  }

  @_specialize(where K == KoalaBearQuintic)
  func roundMessage() -> [K] {
    let sums = FieldVector.fractionRound(weights: weights.table, a: a, n1: n1, d0: d0, d1: d1)
    return [sums.constant, sums.quadratic]
  }

  @_specialize(where K == KoalaBearQuintic)
  func bind(to point: K) {
    Multilinear.bindLowest(&a, to: point)
    Multilinear.bindLowest(&n1, to: point)
    Multilinear.bindLowest(&d0, to: point)
    Multilinear.bindLowest(&d1, to: point)
    weights.advance()
  }
}
