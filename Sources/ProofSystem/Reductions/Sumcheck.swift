import FiniteFields

/// The prover's side of a sumcheck: tables that are folded one variable at a time, lowest first.
public protocol RoundProver<K>: AnyObject {
  associatedtype K: ExtensionField
  /// Coefficients of the round polynomial that are sent: of X⁰, X², …, X^d. X¹ follows from the claim.
  func roundMessage() -> [K]
  func bind(to x: K)
}

extension MaskedChannel {
  /// Rounds of a sumcheck Σ_x s(x) = claim over `variables` variables, degree d in each (`PROTOCOL.md` 5).
  ///
  /// - Returns: the point and the claim s(point).
  public func sumcheck(
    _ name: String, variables: Int, degree: Int, claim: Affine<K>, prover: (any RoundProver<K>)?
  ) throws(ProofError) -> (point: [K], claim: Affine<K>) {
    var claim = claim
    var point: [K] = []
    for _ in 0..<variables {
      let message = prover?.roundMessage() ?? []
      let constant = try send(name) { message[0] }
      var higher: [Affine<K>] = []
      for power in 2...degree { higher.append(try send(name) { message[power - 1] }) }
      let x = challenge(name, error: Double(degree))
      // s(1) = T - s(0); s(x) = s(0)(1-x) + s(1) x + sum_i s_i (x^i - x)
      claim = claim.scaled(by: x).adding(constant, times: K.one - x.doubled)
      addHigherTerms(higher, at: x, to: &claim)
      prover?.bind(to: x)
      point.append(x)
    }
    return (point, claim)
  }

  /// Rounds of Σ_x eq(rho, x) g(x) = claim; the eq factor is divided out, so the round polynomial h belongs to g alone.
  ///
  /// - Returns: the point and the claim g(point), without any eq factor.
  func equalitySumcheck(
    _ name: String, rho: [K], degree: Int, claim: Affine<K>, prover: (any RoundProver<K>)?
  ) throws(ProofError) -> (point: [K], claim: Affine<K>) {
    var claim = claim
    var point: [K] = []
    for coordinate in rho {
      let message = prover?.roundMessage() ?? []
      let constant = try send(name) { message[0] }
      var higher: [Affine<K>] = []
      for power in 2...degree { higher.append(try send(name) { message[power - 1] }) }
      // The point is the next layer's rho, whose coordinates are divided by.
      let x = challenge(name, error: Double(degree), nonZero: true)
      // h(1) = (T - (1-rho) h(0)) / rho; T' = h(0)(1-x) + h(1) x + sum_i h_i (x^i - x)
      let slope = x * coordinate.inverse()
      claim = claim.scaled(by: slope)
        .adding(constant, times: K.one - x - slope * (K.one - coordinate))
      addHigherTerms(higher, at: x, to: &claim)
      prover?.bind(to: x)
      point.append(x)
    }
    return (point, claim)
  }
}

private func addHigherTerms<K: ExtensionField>(_ higher: [Affine<K>], at x: K, to claim: inout Affine<K>) {
  var power = x
  for coefficient in higher {
    power *= x
    claim = claim.adding(coefficient, times: power - x)
  }
}

/// eq(rho_rest, ·) over the variables that are not bound yet, without the current one.
///
/// Summing eq over its lowest variable gives eq of the rest, so one table serves all rounds.
struct EqualityWeights<K: ExtensionField> {
  private(set) var table: [K]

  init(rho: [K]) { table = Multilinear.eqTable(Array(rho.dropFirst())) }

  mutating func advance() {
    guard table.count > 1 else { return }
    table = (0..<table.count / 2).map { table[2 * $0] + table[2 * $0 + 1] }
  }
}
