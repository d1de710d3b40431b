import Foundation
import IrisImaging

/// Draws lashes as tapering curved strokes along both lids.
struct LashPainter {
  let scene: EyeScene

  func paint(_ canvas: inout [Float], _ generator: inout SeededGenerator) {
    let anatomy = scene.eye.anatomy
    let lids = scene.lids
    let unit = scene.limbus.radius
    for index in 0..<anatomy.lashCount {
      let place = (Double(index) + generator.uniform(0...1)) / Double(anatomy.lashCount) * 1.9 - 0.95
      let x = lids.center + place * lids.halfWidth
      let drooping = generator.uniform(0...1) < scene.capture.droopingLashes
      let length = anatomy.lashLength * unit * generator.uniform(0.6...1.1)
      let lean = place * 0.9 + 0.25 * generator.normal()
      let down = drooping || scene.capture.isClosed
      let rise = down ? generator.uniform(0.25...0.6) : -generator.uniform(0.6...1)
      stroke(
        &canvas, from: Point(x: x, y: lids.edges(at: x).upper - (down ? 0 : 1)), dx: lean * length * 0.7,
        dy: rise * length, bend: down ? -0.1 * length : 0.22 * length, thickness: 0.022 * unit, dark: 0.75)
    }
    guard !scene.capture.isClosed else { return }
    for index in 0..<(anatomy.lashCount / 2) {
      let place = (Double(index) + generator.uniform(0...1)) / Double(anatomy.lashCount / 2) * 1.7 - 0.85
      let x = lids.center + place * lids.halfWidth
      let length = 0.45 * anatomy.lashLength * unit * generator.uniform(0.6...1.1)
      stroke(
        &canvas, from: Point(x: x, y: lids.edges(at: x).lower + 1), dx: place * length, dy: length * 0.8,
        bend: -0.1 * length, thickness: 0.014 * unit, dark: 0.5)
    }
  }

  /// A quadratic curve that narrows to a point; `dark` is the opacity at its root.
  private func stroke(
    _ canvas: inout [Float], from root: Point, dx: Double, dy: Double, bend: Double, thickness: Double,
    dark: Double
  ) {
    let steps = max(4, Int((abs(dx) + abs(dy)) * 1.5))
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      let x = root.x + dx * t
      let y = root.y + dy * t + bend * 4 * t * (1 - t)
      let radius = max(thickness * (1 - 0.8 * t), 0.5)
      let reach = Int(radius.rounded(.up)) + 1
      for row in (Int(y) - reach)...(Int(y) + reach) where row >= 0 && row < scene.height {
        for column in (Int(x) - reach)...(Int(x) + reach) where column >= 0 && column < scene.width {
          let ex = Double(column) - x
          let ey = Double(row) - y
          let cover = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1) * dark
          let at = row * scene.width + column
          // Strokes darken towards a floor, so overlapping samples of one lash do not add up to black.
          canvas[at] = min(canvas[at], canvas[at] * Float(1 - cover) + 32 * Float(cover))
        }
      }
    }
  }
}
