import FiniteFields

/// The prover's side of the opening: Ω and f as tables that are folded position by position, then row by row.
///
/// While positions are bound, Σ_i Ω(i, ·) f(i, ·) is a sum of products of strips: weights on positions times one combination of rows each, so
/// every row is read only for the claims that touch it. After that Ω and f are one number a row.
package final class OpeningProver<K: ExtensionField> {
  private let tableau: TableauProver<K>
  /// Weights of even and of odd strips, then their combined rows: one strip after the other, w entries each and halved with every position.
  /// Even and odd strips lie apart, so that a round of both is one pass of `FieldVector.fractionRound`.
  private var tables: [[K]]
  /// Ones, as many as half of a table's entries.
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
    let width = tableau.parameters.width
    let count = (strips.count + 1) / 2 * width
    ones = [K](repeating: K.one, count: count / 2)
    tables = (0..<4).map { _ in [K](repeating: K.zero, count: count) }
    for (index, strip) in strips.enumerated() {
      let place = index / 2 * width..<(index / 2 + 1) * width
      tables[index % 2].withUnsafeMutableBufferPointer {
        _ = $0.slice(place).update(fromContentsOf: strip.weights)
      }
      tables[2 + index % 2].withUnsafeMutableBufferPointer {
        tableau.addCombination(of: strip.rows, to: $0.slice(place))
      }
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
      sums = round()
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

  /// Σ of the strips' products, even and odd ones together.
  private func round() -> (constant: K, quadratic: K) {
    let (tables, ones) = (tables, ones)
    let parts = Workers.map(count: ones.count, grain: 1024) { range in
      let pairs = 2 * range.lowerBound..<2 * range.upperBound
      return ones.withUnsafeBufferPointer { ones in
        tables[0].withUnsafeBufferPointer { evenWeights in
          tables[1].withUnsafeBufferPointer { oddWeights in
            tables[2].withUnsafeBufferPointer { evenRows in
              tables[3].withUnsafeBufferPointer { oddRows in
                FieldVector.fractionRound(
                  weights: ones.slice(range), a: evenWeights.slice(pairs), n1: oddWeights.slice(pairs),
                  d0: oddRows.slice(pairs), d1: evenRows.slice(pairs))
              }
            }
          }
        }
      }
    }
    return parts.reduce((K.zero, K.zero)) { ($0.constant + $1.constant, $0.quadratic + $1.quadratic) }
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func bind(to x: K) {
    mask.bind(to: x)
    if point.count < positionVariables {
      Workers.update(&tables, grain: ones.count >= 1024 ? 1 : 4) { _, tables in
        for index in tables.indices { Multilinear.bindLowest(&tables[index], to: x) }
      }
      ones.removeLast(ones.count - tables[0].count / 2)
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
      let weight = tables[index % 2][index / 2]
      for (row, coefficient) in rows { rowWeights[row] += weight * coefficient }
    }
    tables = []
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
