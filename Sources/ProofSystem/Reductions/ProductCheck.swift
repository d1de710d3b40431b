import FiniteFields

/// Proves Z_i = X_i Y_i for all product slots: the last reduction before the tableau's tests (`PROTOCOL.md` 4).
enum ProductCheck {
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  static func run<K: ExtensionField>(_ channel: MaskedChannel<K>) throws(ProofError) {
    let variables = channel.plan.productVariables
    let tau: [K] = channel.challengePoint("product point", count: variables, nonZero: true)
    let lists = channel.productLists()
    let prover = lists.map { ProductRoundProver(x: $0.x, y: $0.y, z: $0.z, rho: tau) }
    let (point, claim) = try channel.equalitySumcheck(
      "product round", rho: tau, degree: 2, claim: Affine(K.zero), prover: prover)
    // Slot 0 holds uniform values that occur nowhere else, so these two values are uniform and need no pad.
    let x = try channel.sendClear("product X") { prover?.x[0] ?? K.zero }
    let y = try channel.sendClear("product Y") { prover?.y[0] ?? K.zero }
    let weights = Multilinear.eqTable(point)
    channel.assertZero("product X", listForm(.x, weights, minus: Affine(x)))
    channel.assertZero("product Y", listForm(.y, weights, minus: Affine(y)))
    // T = X Y - Z  <=>  Z - (X Y - T) = 0
    channel.assertZero("product Z", listForm(.z, weights, minus: Affine(x * y) - claim))
  }

  private static func listForm<K: ExtensionField>(
    _ list: ExtensionCell.List, _ weights: [K], minus value: Affine<K>
  ) -> LinearForm<K> {
    var form = Affine(K.zero)
    form.terms = weights.enumerated().map { (ExtensionCell(list: list, index: $0.offset), $0.element) }
    return LinearForm(form - value)
  }
}

/// Round polynomials of Σ eq (X Y − Z).
final class ProductRoundProver<K: ExtensionField>: RoundProver {
  var x: [K]
  var y: [K]
  private var z: [K]
  private var weights: EqualityWeights<K>

  init(x: [K], y: [K], z: [K], rho: [K]) {
    self.x = x
    self.y = y
    self.z = z
    weights = EqualityWeights(rho: rho)
  }

  func roundMessage() -> [K] {
    var constant = K.zero
    var quadratic = K.zero
    for (index, weight) in weights.table.enumerated() {
      let low = 2 * index
      constant += weight * (x[low] * y[low] - z[low])
      quadratic += weight * ((x[low + 1] - x[low]) * (y[low + 1] - y[low]))
    }
    return [constant, quadratic]
  }

  func bind(to point: K) {
    Multilinear.bindLowest(&x, to: point)
    Multilinear.bindLowest(&y, to: point)
    Multilinear.bindLowest(&z, to: point)
    weights.advance()
  }
}
