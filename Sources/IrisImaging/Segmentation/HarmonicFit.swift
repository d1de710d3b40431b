import Foundation

/// Fits a0 + sum (a_k cos k t + b_k sin k t) to weighted radii, with outliers rejected step by step.
struct HarmonicFit {
  /// The highest harmonic.
  let order: Int
  /// Penalty on harmonics from the second on, growing with the square of the order.
  let stiffness: Double

  /// The fitted radius at every angle of the input. `tolerance` is the residual, in pixels, at which a
  /// radius loses most of its weight.
  func fit(_ radii: [Double], weights: [Double], tolerance: Double) -> [Double] {
    let count = radii.count
    let unknowns = 2 * order + 1
    let basis = (0..<count).map { index -> [Double] in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      var row = [1.0]
      for k in 1...max(order, 1) where k <= order {
        row.append(cos(Double(k) * angle))
        row.append(sin(Double(k) * angle))
      }
      return row
    }
    var fitted = radii
    var robust = weights
    let totalWeight = max(weights.reduce(0, +), 1e-9)
    for round in 0..<5 {
      var matrix = [[Double]](repeating: [Double](repeating: 0, count: unknowns + 1), count: unknowns)
      for index in 0..<count {
        for i in 0..<unknowns {
          let weighted = robust[index] * basis[index][i]
          for j in 0..<unknowns { matrix[i][j] += weighted * basis[index][j] }
          matrix[i][unknowns] += weighted * radii[index]
        }
      }
      for i in 0..<unknowns {
        let k = Double((i + 1) / 2)
        // A trace of pull on the displacement too keeps the system solvable when one side is covered.
        matrix[i][i] += totalWeight * (i == 0 ? 1e-9 : (k < 1.5 ? 0.01 : stiffness * k * k))
      }
      let solution = Self.solve(matrix)
      fitted = basis.map { row in zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 } }
      let scale = tolerance * (round < 2 ? 2 : 1)
      for index in 0..<count {
        let residual = (radii[index] - fitted[index]) / scale
        robust[index] = weights[index] / (1 + residual * residual * residual * residual)
      }
    }
    return fitted
  }

  /// Gaussian elimination with pivoting of an augmented matrix.
  private static func solve(_ augmented: [[Double]]) -> [Double] {
    var rows = augmented
    let size = rows.count
    for column in 0..<size {
      let pivot = (column..<size).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      guard abs(rows[column][column]) > 1e-12 else { continue }
      for row in 0..<size where row != column {
        let factor = rows[row][column] / rows[column][column]
        for k in column...size { rows[row][k] -= factor * rows[column][k] }
      }
    }
    return (0..<size).map { abs(rows[$0][$0]) > 1e-12 ? rows[$0][size] / rows[$0][$0] : 0 }
  }
}
