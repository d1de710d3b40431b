import Foundation
import IrisImaging

/// An eye ball turned away from the camera: what is round on it looks foreshortened along both axes of the picture.
struct BallTurn {
  /// Angles beyond this many degrees are moved to it: the iris would vanish behind the ball.
  static let limitDegrees = 40.0

  let center: Point
  /// Width and height that are left of 1.
  let scaleX: Double
  let scaleY: Double

  init(center: Point, yawDegrees: Double, pitchDegrees: Double) {
    self.center = center
    func scale(_ degrees: Double) -> Double {
      cos(min(max(degrees, -Self.limitDegrees), Self.limitDegrees) * Double.pi / 180)
    }
    scaleX = scale(yawDegrees)
    scaleY = scale(pitchDegrees)
  }

  /// Where a point of the picture lies on the ball that looks into the camera.
  @inline(__always)
  func facing(x: Double, y: Double) -> Point {
    Point(x: center.x + (x - center.x) / scaleX, y: center.y + (y - center.y) / scaleY)
  }

  /// Where a point of the ball that looks into the camera is seen.
  func seen(_ point: Point) -> Point {
    Point(x: center.x + (point.x - center.x) * scaleX, y: center.y + (point.y - center.y) * scaleY)
  }

  /// The circle with the area and the centre of the ellipse as which a circle is seen.
  func seen(_ circle: Circle) -> Circle {
    Circle(center: seen(circle.center), radius: circle.radius * (scaleX * scaleY).squareRoot())
  }

  /// The ellipse as which a circle is seen.
  func outline(of circle: Circle) -> BoundaryContour {
    let count = 256
    let radii = (0..<count).map { index -> Double in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      let (across, down) = (cos(angle) / scaleX, sin(angle) / scaleY)
      return circle.radius / (across * across + down * down).squareRoot()
    }
    let round = BoundaryContour(circle: seen(circle), angles: count)
    return BoundaryContour(center: seen(circle.center), radii: radii) ?? round
  }
}
