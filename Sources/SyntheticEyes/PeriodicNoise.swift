import Foundation

/// Smooth random fields on a polar rectangle: columns wrap round, rows do not.
struct PeriodicNoise {
  static let rows = 64
  static let columns = 1024

  /// A field of unit variance whose features span 1 / `radial` of the rows and 1 / `angular` of the columns.
  static func field(radial: Int, angular: Int, _ generator: inout SeededGenerator) -> [Float] {
    let knots = (0..<((radial + 3) * angular)).map { _ in Float(generator.normal()) }
    var result = [Float](repeating: 0, count: rows * columns)
    let rowTaps = (0..<rows).map { taps(Float($0) / Float(rows) * Float(radial)) }
    let columnTaps = (0..<columns).map { taps(Float($0) / Float(columns) * Float(angular)) }
    for row in 0..<rows {
      let (rowBase, rowWeights) = rowTaps[row]
      for column in 0..<columns {
        let (columnBase, columnWeights) = columnTaps[column]
        var sum: Float = 0
        for i in 0..<4 {
          let knotRow = min(rowBase + i, radial + 2)
          for j in 0..<4 {
            let knotColumn = (columnBase + j) % angular
            sum += rowWeights[i] * columnWeights[j] * knots[knotRow * angular + knotColumn]
          }
        }
        result[row * columns + column] = sum
      }
    }
    let variance = result.reduce(0) { $0 + $1 * $1 } / Float(result.count)
    let scale = 1 / max(variance, 1e-6).squareRoot()
    return result.map { $0 * scale }
  }

  /// Cubic B-spline weights at a position between knots.
  private static func taps(_ position: Float) -> (base: Int, weights: [Float]) {
    let base = Int(position)
    let t = position - Float(base)
    let s = 1 - t
    return (
      base,
      [
        s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
        t * t * t / 6,
      ]
    )
  }
}
