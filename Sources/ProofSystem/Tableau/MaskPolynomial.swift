import FiniteFields

/// G(z) = g_0 + Σ_j (g_{2j−1} z_{j−1} + g_{2j} z_{j−1}²) over m variables, bound one variable at a time.
struct MaskPolynomial<K: ExtensionField> {
  /// g_0 … g_2m.
  private let coefficients: [K]
  /// g_0 and the terms of the variables that are bound.
  private var bound: K
  /// Σ (g_{2j−1} + g_{2j}) over the variables that are not.
  private var rest: K
  private var next = 0

  init(_ coefficients: [K]) {
    self.coefficients = coefficients
    bound = coefficients[0]
    rest = coefficients.dropFirst().reduce(K.zero, +)
  }

  /// mono(z) = (1, z_0, z_0², z_1, z_1², …): the weights of the coefficients in G(z).
  static func weights(at point: [K]) -> [K] { [K.one] + point.flatMap { [$0, $0.squared] } }

  private var variables: Int { (coefficients.count - 1) / 2 }

  /// Σ G over what is not bound yet: at first 2^m g_0 + 2^(m−1) Σ_j (g_{2j−1} + g_{2j}), at last G(z*).
  var sum: K { Self.sum(bound, rest, variables: variables - next) }

  /// Σ over `variables` bits of value + Σ_j (what each bit adds): each bit is 1 in half of the cases.
  private static func sum(_ value: K, _ slopes: K, variables: Int) -> K {
    guard variables > 0 else { return value }
    return K(1 << (variables - 1)) * (value.doubled + slopes)
  }

  /// s(0) and the coefficient of X² of the next round: the next variable is X, all later ones are summed over.
  func roundMessage() -> (constant: K, quadratic: K) {
    let later = variables - next - 1
    let slopes = rest - coefficients[2 * next + 1] - coefficients[2 * next + 2]
    return (
      Self.sum(bound, slopes, variables: later), K(1 << later) * coefficients[2 * next + 2]
    )
  }

  mutating func bind(to x: K) {
    let (linear, quadratic) = (coefficients[2 * next + 1], coefficients[2 * next + 2])
    bound += linear * x + quadratic * x.squared
    rest -= linear + quadratic
    next += 1
  }
}
