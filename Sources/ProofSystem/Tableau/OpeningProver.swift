import FiniteFields

/// The prover's side of the opening: Ω and f as tables that are folded position by position, then row by row.
///
/// While positions are bound, Σ_i Ω(i, ·) f(i, ·) is a sum of products of strips: weights on positions times one combination of rows each, so
/// every row is read only for the claims that touch it. After that Ω and f are one number a row.
package final class OpeningProver<K: ExtensionField> {
  private let tableau: TableauProver<K>
  /// Weights and combined rows of all strips, one strip after the other, w entries each and halved with every position. Even and odd strips
  /// lie apart, so that a round of both is one pass of `FieldVector.fractionRound`.
  private var weights: [[K]] = [[], []]
  private var symbols: [[K]] = [[], []]
  /// Ones, as many as half of the entries.
  private var ones: [K] = []
  private let strips: [[(row: Int, coefficient: K)]]
  private(set) var mask: MaskPolynomial<K>
  /// Σ G, before the first round.
  package var maskSum: K { mask.sum }
  private var point: [K] = []
  /// Ω and f per row once all positions are bound, 2^h entries.
  private var rowWeights: [K] = []
  private var rowValues: [K] = []
  /// f~(z*) and Ω~(z*), once everything is bound.
  private(set) var value = K.zero
  private(set) var weight = K.zero

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package init(_ tableau: TableauProver<K>, batch: ClaimBatch<K>) {
    self.tableau = tableau
    let strips = batch.strips()
    self.strips = strips.map(\.rows)
    mask = MaskPolynomial(tableau.maskCoefficients)
    let zeros = [K](repeating: K.zero, count: tableau.parameters.width)
    let half = (strips.count + 1) / 2
    for index in 0..<2 {
      weights[index].reserveCapacity(half * zeros.count)
      symbols[index].reserveCapacity(half * zeros.count)
    }
    ones = [K](repeating: K.one, count: half * zeros.count / 2)
    for (index, strip) in strips.enumerated() {
      weights[index % 2] += strip.weights
      symbols[index % 2] += tableau.combination(of: strip.rows)
    }
    if strips.count % 2 == 1 {
      weights[1] += zeros
      symbols[1] += zeros
    }
  }

  var positionVariables: Int { tableau.layout.logWidth }

  /// s(0) and s_2 of Ω~ f~ + χ G in the next variable.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func roundMessage(_ chi: K) -> [K] {
    let hidden = mask.roundMessage()
    var sums: (constant: K, quadratic: K)
    if point.count < positionVariables {
      sums = FieldVector.fractionRound(
        weights: ones, a: weights[0], n1: weights[1], d0: symbols[1], d1: symbols[0])
    } else {
      sums = (K.zero, K.zero)
      for low in stride(from: 0, to: rowWeights.count, by: 2) {
        sums.constant += rowWeights[low] * rowValues[low]
        sums.quadratic +=
          (rowWeights[low + 1] - rowWeights[low]) * (rowValues[low + 1] - rowValues[low])
      }
    }
    return [sums.constant + chi * hidden.constant, sums.quadratic + chi * hidden.quadratic]
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func bind(to x: K) {
    mask.bind(to: x)
    if point.count < positionVariables {
      for index in 0..<2 {
        Multilinear.bindLowest(&weights[index], to: x)
        Multilinear.bindLowest(&symbols[index], to: x)
      }
      ones.removeLast(ones.count - weights[0].count / 2)
    } else {
      Multilinear.bindLowest(&rowWeights, to: x)
      Multilinear.bindLowest(&rowValues, to: x)
    }
    point.append(x)
    if point.count == positionVariables { beginRows() }
    if point.count == positionVariables + tableau.layout.rowVariables {
      value = rowValues[0]
      weight = rowWeights[0]
    }
  }

  private func beginRows() {
    let count = 1 << tableau.layout.rowVariables
    rowWeights = [K](repeating: K.zero, count: count)
    for (index, rows) in strips.enumerated() {
      let weight = weights[index % 2][index / 2]
      for (row, coefficient) in rows { rowWeights[row] += weight * coefficient }
    }
    (weights, symbols) = ([], [])
    rowValues = tableau.rowEvaluations(Multilinear.eqTable(point))
    rowValues += [K](repeating: K.zero, count: count - rowValues.count)
  }

  /// f~(z*), ⟨eq(z*_lo), U0⟩ and ⟨mono(z*), G'⟩.
  package func values() -> [K] {
    let weights = MaskPolynomial.weights(at: point)
    var blindMask = K.zero
    for (weight, coefficient) in zip(weights, tableau.blindMaskCoefficients) {
      blindMask += weight * coefficient
    }
    return [
      value, tableau.blindEvaluation(Multilinear.eqTable(Array(point[..<positionVariables]))), blindMask,
    ]
  }

  /// V = U0 + χ₂ Σ_i eq(z*_hi, i) P_i.
  package func combinedRow(_ chi2: K) -> [K] {
    let weights = Multilinear.eqTable(Array(point[positionVariables...]), scale: chi2)
    return tableau.blindedCombination(weights)
  }

  /// Vg = G' + χ₂ G.
  package func combinedMask(_ chi2: K) -> [K] { tableau.blindedMask(chi2) }
}
