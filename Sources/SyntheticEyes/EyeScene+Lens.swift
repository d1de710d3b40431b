import Foundation

/// The contact lens on the eye.
extension EyeScene {
  /// The gray value of a place on the ball seen through the lens.
  ///
  /// - Parameters:
  ///   - gray: without the lens.
  ///   - x: place on the ball as it looks into the camera, in pixels.
  ///   - iris: how far the place belongs to the iris, 0...1.
  func throughLens(_ gray: Double, x: Double, y: Double, iris: Double) -> Double {
    guard let lens = capture.lens else { return gray }
    let dx = (x - limbus.center.x) / limbus.radius - lens.offsetX
    let dy = (y - limbus.center.y) / limbus.radius - lens.offsetY
    let distance = (dx * dx + dy * dy).squareRoot()
    let fromRim = (distance - lens.radius) / 0.012
    var seen = gray + lens.rim * exp(-fromRim * fromRim)
    if let print = lens.print { seen += print.ink * iris * Self.inkCover(print, dx, dy, distance) }
    return seen
  }

  /// How far a place of the lens is covered by ink, 0...1.
  private static func inkCover(
    _ print: SyntheticLens.Print, _ dx: Double, _ dy: Double, _ distance: Double
  ) -> Double {
    let turn = print.gridDegrees * Double.pi / 180
    let across = dx * cos(turn) + dy * sin(turn)
    let down = dy * cos(turn) - dx * sin(turn)
    let spacing = max(print.rowSpacing, 0.005)
    let dots = cos(Double.pi * across / spacing) * cos(Double.pi * down / spacing)
    // The inner edge of the ring is as ragged as the pattern that it imitates.
    let angle = atan2(dy, dx)
    let ragged = 0.05 * sin(17 * angle) + 0.03 * sin(31 * angle + 1)
    let ring = smoothStep((distance - print.innerRadius - ragged) / 0.04)
    return ring * smoothStep(dots * dots * 2 - 0.3)
  }
}
