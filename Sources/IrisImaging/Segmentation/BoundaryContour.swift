import Foundation

/// A closed boundary round a centre: one radius per equally spaced angle, so nearly round but not exactly.
public struct BoundaryContour: Hashable, Sendable {
  /// Where the rays start, in picture pixels.
  public let center: Point
  /// Distance from the centre in pixels at the angle 2 pi i / count, from the right towards the bottom.
  public let radii: [Double]

  /// Nil unless there are at least 3 radii, all finite and positive.
  public init?(center: Point, radii: [Double]) {
    guard radii.count >= 3, radii.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    guard center.x.isFinite, center.y.isFinite else { return nil }
    self.center = center
    self.radii = radii
  }

  /// A circle as a contour; a radius that is not positive becomes the smallest that counts as one.
  public init(circle: Circle, angles: Int = 128) {
    center = circle.center
    radii = [Double](repeating: max(circle.radius, 1e-6), count: max(angles, 3))
  }

  /// The circle with the same centre of the outline and the mean radius.
  public var circle: Circle {
    let mean = radii.reduce(0, +) / Double(radii.count)
    // The first harmonic of the radii is a displacement of the centre.
    var dx = 0.0
    var dy = 0.0
    for (index, radius) in radii.enumerated() {
      let angle = 2 * Double.pi * Double(index) / Double(radii.count)
      dx += radius * cos(angle)
      dy += radius * sin(angle)
    }
    let norm = 2 / Double(radii.count)
    return Circle(center: Point(x: center.x + dx * norm, y: center.y + dy * norm), radius: mean)
  }

  /// The radius at any angle in radians, interpolated between the stored ones.
  public func radius(at angle: Double) -> Double {
    guard angle.isFinite else { return radii[0] }
    let turns = angle / (2 * Double.pi)
    let position = (turns - turns.rounded(.down)) * Double(radii.count)
    let index = min(Int(position), radii.count - 1)
    let fraction = position - Double(index)
    return radii[index] * (1 - fraction) + radii[(index + 1) % radii.count] * fraction
  }

  /// The boundary point at an angle in radians.
  public func point(at angle: Double) -> Point {
    let r = radius(at: angle)
    return Point(x: center.x + r * cos(angle), y: center.y + r * sin(angle))
  }

  /// Whether a point lies inside the boundary.
  public func contains(_ point: Point) -> Bool {
    let dx = point.x - center.x
    let dy = point.y - center.y
    return (dx * dx + dy * dy).squareRoot() < radius(at: atan2(dy, dx))
  }

  /// The boundary as a polygon.
  public var points: [Point] {
    radii.indices.map { point(at: 2 * Double.pi * Double($0) / Double(radii.count)) }
  }
}
