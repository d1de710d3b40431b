import Foundation

/// The texture of one iris in polar form, drawn once per identity: fibres, crypts, furrows, a collarette and
/// band-limited noise.
struct IrisTexture {
  private static let rows = PeriodicNoise.rows
  private static let columns = PeriodicNoise.columns
  /// Gray deviation, about -2.5...2.5, [row from pupil to limbus, column].
  private let values: [Float]

  init(identity: UInt64) {
    var generator = SeededGenerator(seed: identity, stream: 1)
    var sum = [Float](repeating: 0, count: Self.rows * Self.columns)
    // Radial fibres are fine round the eye and long from pupil to limbus; the rest is cloudier.
    let bands: [(radial: Int, angular: Int, weight: Float)] = [
      (2, 9, 0.35), (4, 22, 0.45), (3, 48, 0.5), (5, 80, 0.5), (4, 140, 0.5), (9, 210, 0.35), (14, 36, 0.3),
    ]
    for band in bands {
      let field = PeriodicNoise.field(radial: band.radial, angular: band.angular, &generator)
      for index in sum.indices { sum[index] += band.weight * field[index] }
    }
    Self.addCollarette(&sum, &generator)
    Self.addFurrows(&sum, &generator)
    Self.addCrypts(&sum, &generator)
    values = sum
  }

  /// The deviation at a part of the way from pupil to limbus (0...1) and an angle in turns.
  func deviation(depth: Double, turns: Double) -> Double {
    let y = min(max(depth, 0), 1) * Double(Self.rows - 1)
    let x = (turns - turns.rounded(.down)) * Double(Self.columns)
    let row = min(Int(y), Self.rows - 2)
    let column = min(Int(x), Self.columns - 1)
    let next = (column + 1) % Self.columns
    let fy = Float(y) - Float(row)
    let fx = Float(x) - Float(column)
    let upper = values[row * Self.columns + column] * (1 - fx) + values[row * Self.columns + next] * fx
    let lower =
      values[(row + 1) * Self.columns + column] * (1 - fx) + values[(row + 1) * Self.columns + next] * fx
    return Double(upper * (1 - fy) + lower * fy)
  }

  /// A bright zigzag line some third of the way out, with a brighter zone inside it.
  private static func addCollarette(_ sum: inout [Float], _ generator: inout SeededGenerator) {
    let depth = Float(generator.uniform(0.24...0.38))
    let strength = Float(generator.uniform(0.4...1.0))
    let wave = PeriodicNoise.field(radial: 1, angular: 26, &generator)
    for column in 0..<columns {
      let center = depth + 0.035 * wave[column]
      for row in 0..<rows {
        let distance = (Float(row) / Float(rows) - center) / 0.045
        let zone: Float = distance < 0 ? 0.3 : 0
        sum[row * columns + column] += strength * (exp(-distance * distance) + zone)
      }
    }
  }

  /// Contraction furrows: dark arcs round part of the outer iris.
  private static func addFurrows(_ sum: inout [Float], _ generator: inout SeededGenerator) {
    for _ in 0..<Int(generator.uniform(2...6)) {
      let depth = Float(generator.uniform(0.5...0.9))
      let start = Int(generator.uniform(0...1) * Double(columns))
      let length = Int(generator.uniform(0.1...0.4) * Double(columns))
      let strength = Float(generator.uniform(0.4...0.9))
      for step in 0..<length {
        let fade = sin(Float.pi * Float(step) / Float(length))
        for row in 0..<rows {
          let distance = (Float(row) / Float(rows) - depth) / 0.025
          sum[row * columns + (start + step) % columns] -= strength * fade * exp(-distance * distance)
        }
      }
    }
  }

  /// Crypts: dark lozenges, most of them near the collarette.
  private static func addCrypts(_ sum: inout [Float], _ generator: inout SeededGenerator) {
    for _ in 0..<Int(generator.uniform(25...60)) {
      let depth = min(max(0.38 + 0.18 * generator.normal(), 0.08), 0.9)
      let column = generator.uniform(0...1) * Double(columns)
      let height = generator.uniform(0.03...0.09)
      let width = generator.uniform(0.004...0.014) * Double(columns)
      let strength = Float(generator.uniform(0.6...1.8))
      let reach = Int(width * 2)
      for offset in -reach...reach {
        let wrapped = ((Int(column) + offset) % columns + columns) % columns
        for row in 0..<rows {
          let dy = (Double(row) / Double(rows) - depth) / height
          let dx = Double(offset) / width
          let distance = abs(dx) + abs(dy)
          if distance < 1.6 { sum[row * columns + wrapped] -= strength * Float(max(0, 1 - distance / 1.6)) }
        }
      }
    }
  }
}
