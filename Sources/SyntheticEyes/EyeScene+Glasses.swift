import Foundation

/// Spectacles in front of the eye.
extension EyeScene {
  /// Mirror images of lamps and windows on the glass: saturated rounded patches with a soft rim and a faint veil.
  func paintGlassReflections(_ canvas: inout [Float], _ generator: inout SeededGenerator) {
    for _ in 0..<min(max(capture.glassReflections, 0), 6) {
      let x = limbus.center.x + generator.uniform(-1.5...1.5) * limbus.radius
      let y = limbus.center.y + generator.uniform(-1.0...1.0) * limbus.radius
      let halfWidth = generator.uniform(0.05...0.22) * limbus.radius
      let halfHeight = generator.uniform(0.04...0.12) * limbus.radius
      let lean = generator.uniform(-0.5...0.5)
      let reach = 3 * (halfWidth + halfHeight)
      for row in rows(around: y, reach) {
        for column in columns(around: x, reach) {
          let (dx, dy) = (Double(column) - x, Double(row) - y)
          let across = (dx * cos(lean) + dy * sin(lean)) / halfWidth
          let down = (dy * cos(lean) - dx * sin(lean)) / halfHeight
          // A superellipse: nearer to a window than to a lamp.
          let distance = pow(pow(abs(across), 3) + pow(abs(down), 3), 1.0 / 3)
          let light = Self.smoothStep((1.15 - distance) / 0.3) + 0.12 * exp(-distance)
          let at = row * width + column
          canvas[at] += (270 - canvas[at]) * Float(min(light, 1))
        }
      }
    }
  }

  private func rows(around y: Double, _ reach: Double) -> Range<Int> {
    Self.span(around: y, reach, below: height)
  }

  private func columns(around x: Double, _ reach: Double) -> Range<Int> {
    Self.span(around: x, reach, below: width)
  }

  private static func span(around place: Double, _ reach: Double, below limit: Int) -> Range<Int> {
    let first = min(max(Int((place - reach).rounded(.down)), 0), limit)
    let last = min(max(Int((place + reach).rounded(.up)), first), limit)
    return first..<last
  }
}
