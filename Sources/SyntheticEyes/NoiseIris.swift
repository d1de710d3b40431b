import Foundation
import IrisImaging

/// Irises of nobody, as many as one likes: noise nearly as fine as real texture, so that strangers are told apart nearly as well.
///
/// Rendered eyes are coarser, and each takes tens of milliseconds.
package enum NoiseIris {
  /// - Parameter occlusion: an iris of the same size whose covered samples are covered here too.
  package static func iris(seed: UInt64, occlusion: NormalizedIris) -> NormalizedIris? {
    let (rows, columns) = (occlusion.rows, occlusion.columns)
    var generator = SeededGenerator(seed: seed)
    var field = (0..<(rows * columns)).map { _ in generator.uniform(-1...1) }
    // Three boxes are nearly a Gaussian.
    for _ in 0..<3 {
      field = blurred(field, rows, columns, reach: max(rows / 45, 1), alongRows: false)
      field = blurred(field, rows, columns, reach: max(columns * 3 / 256, 1), alongRows: true)
    }
    let deviation = (field.reduce(0) { $0 + $1 * $1 } / Double(field.count)).squareRoot()
    let gain = 24 / max(deviation, 1e-9)
    let pixels = field.indices.map { index -> UInt8 in
      guard occlusion.pixels[index] != 0 else { return 0 }
      let value: Double = 128 + gain * field[index]
      return UInt8(min(max(value, 1), 255))
    }
    return NormalizedIris(rows: rows, columns: columns, pixels: pixels)
  }

  /// Means over `2 * reach + 1` samples along rows, which are circles, or across them.
  private static func blurred(
    _ field: [Double], _ rows: Int, _ columns: Int, reach: Int, alongRows: Bool
  ) -> [Double] {
    field.indices.map { index in
      let (row, column) = (index / columns, index % columns)
      var sum = 0.0
      for shift in -reach...reach {
        let from = alongRows ? row : min(max(row + shift, 0), rows - 1)
        let at = alongRows ? (column + shift + columns) % columns : column
        sum += field[from * columns + at]
      }
      return sum / Double(2 * reach + 1)
    }
  }
}
