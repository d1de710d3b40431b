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
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  public func sumcheck(
    _ name: String, variables: Int, degree: Int, claim: Affine<K>, prover: (any RoundProver<K>)?
  ) throws(ProofError) -> (point: [K], claim: Affine<K>) {
    var claim = RunningClaim(claim)
    var point: [K] = []
    for _ in 0..<variables {
      let coefficients = try sendRound(name, degree: degree, prover)
      let x = challenge(name, error: Double(degree))
      // s(1) = T - s(0); s(x) = s(0)(1-x) + s(1) x + sum_i s_i (x^i - x)
      claim.scale(by: x)
      claim.add(coefficients[0], times: K.one - x.doubled)
      claim.addHigher(coefficients, at: x)
      prover?.bind(to: x)
      point.append(x)
    }
    return (point, claim.value())
  }

  /// Rounds of Σ_x eq(rho, x) g(x) = claim; the eq factor is divided out, so the round polynomial h belongs to g alone.
  ///
  /// - Returns: the point and the claim g(point), without any eq factor.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func equalitySumcheck(
    _ name: String, rho: [K], degree: Int, claim: Affine<K>, prover: (any RoundProver<K>)?
  ) throws(ProofError) -> (point: [K], claim: Affine<K>) {
    var claim = RunningClaim(claim)
    var point: [K] = []
    for (coordinate, inverse) in zip(rho, batchInverse(rho)) {
      let coefficients = try sendRound(name, degree: degree, prover)
      // The point is the next layer's rho, whose coordinates are divided by.
      let x = challenge(name, error: Double(degree), nonZero: true)
      // h(1) = (T - (1-rho) h(0)) / rho; T' = h(0)(1-x) + h(1) x + sum_i h_i (x^i - x)
      let slope = x * inverse
      claim.scale(by: slope)
      claim.add(coefficients[0], times: K.one - x - slope * (K.one - coordinate))
      claim.addHigher(coefficients, at: x)
      prover?.bind(to: x)
      point.append(x)
    }
    return (point, claim.value())
  }

  /// The coefficients of X⁰, X², …, X^degree.
  private func sendRound(
    _ name: String, degree: Int, _ prover: (any RoundProver<K>)?
  ) throws(ProofError) -> [Affine<K>] {
    let message = prover?.roundMessage() ?? []
    var coefficients: [Affine<K>] = []
    for index in 0..<degree { coefficients.append(try send(name) { message[index] }) }
    return coefficients
  }
}

/// A claim that every round multiplies by a slope and adds to. What was added is multiplied once, by all later slopes together: term by
/// term and round by round the work would grow with the square of the rounds.
private struct RunningClaim<K: ExtensionField> {
  private var parts: [(value: Affine<K>, factor: K, round: Int)]
  private var slopes: [K] = []

  init(_ claim: Affine<K>) { parts = [(claim, K.one, 0)] }

  mutating func scale(by slope: K) { slopes.append(slope) }

  mutating func add(_ value: Affine<K>, times factor: K) { parts.append((value, factor, slopes.count)) }

  /// Adds Σ_i coefficient_i (x^i − x) for i ≥ 2, the coefficients those of X⁰, X², X³, ….
  mutating func addHigher(_ coefficients: [Affine<K>], at x: K) {
    var power = x
    for coefficient in coefficients.dropFirst() {
      power *= x
      add(coefficient, times: power - x)
    }
  }

  func value() -> Affine<K> {
    var laterSlopes = [K](repeating: K.one, count: slopes.count + 1)
    for round in slopes.indices.reversed() { laterSlopes[round] = laterSlopes[round + 1] * slopes[round] }
    var sum = Affine(K.zero)
    sum.terms.reserveCapacity(parts.reduce(0) { $0 + $1.value.terms.count })
    for part in parts {
      let factor = part.factor * laterSlopes[part.round]
      sum.constant += factor * part.value.constant
      for term in part.value.terms { sum.terms.append((term.cell, factor * term.coefficient)) }
    }
    return sum
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
