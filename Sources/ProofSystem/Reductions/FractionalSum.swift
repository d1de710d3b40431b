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
      let half = child.numerators.count / 2
      var parent = Layer(
        numerators: [K](repeating: K.zero, count: half), denominators: [K](repeating: K.zero, count: half))
      for index in 0..<half {
        let d0 = child.denominators[index]
        let d1 = child.denominators[index + half]
        parent.numerators[index] = child.numerators[index] * d1 + child.numerators[index + half] * d0
        parent.denominators[index] = d0 * d1
      }
      layers.append(parent)
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
    d0 = Array(layer.denominators[..<half])
    d1 = Array(layer.denominators[half...])
    n1 = Array(layer.numerators[half...])
    var a = Array(layer.numerators[..<half])
    for index in 0..<half { a[index] += lambda * layer.denominators[index] }
    self.a = a
    weights = EqualityWeights(rho: rho)
  }

  @_specialize(where K == KoalaBearQuintic)
  func roundMessage() -> [K] {
    var constant = K.zero
    var quadratic = K.zero
    for (index, weight) in weights.table.enumerated() {
      let low = 2 * index
      let high = low + 1
      constant += weight * (a[low] * d1[low] + n1[low] * d0[low])
      quadratic +=
        weight * ((a[high] - a[low]) * (d1[high] - d1[low]) + (n1[high] - n1[low]) * (d0[high] - d0[low]))
    }
    return [constant, quadratic]
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
