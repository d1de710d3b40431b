import Foundation
import IrisImaging
import Testing

@Suite("Boundary contours")
struct BoundaryContourTests {
  /// Radii of a circle seen from a point off its centre, by the law of cosines.
  private func displaced(radius: Double, dx: Double, dy: Double, from center: Point, count: Int) -> [Double] {
    (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      let along = dx * cos(angle) + dy * sin(angle)
      return along + (along * along - dx * dx - dy * dy + radius * radius).squareRoot()
    }
  }

  @Test("The nearest circle of a displaced circle is that circle, to second order of the displacement")
  func displacedCircle() throws {
    let pole = Point(x: 100, y: 80)
    let radii = displaced(radius: 50, dx: 2, dy: -1, from: pole, count: 128)
    let contour = try #require(BoundaryContour(center: pole, radii: radii))
    #expect(contour.circle.center.distance(to: Point(x: 102, y: 79)) < 0.06)
    #expect(abs(contour.circle.radius - 50) < 0.06)
    for angle in stride(from: -7.0, to: 7, by: 0.37) {
      #expect(abs(contour.point(at: angle).distance(to: Point(x: 102, y: 79)) - 50) < 0.02)
    }
  }

  @Test("Inside and outside")
  func contains() {
    let contour = BoundaryContour(circle: Circle(center: Point(x: 10, y: 20), radius: 5))
    #expect(contour.contains(Point(x: 14.9, y: 20)))
    #expect(contour.contains(Point(x: 10, y: 20)))
    #expect(!contour.contains(Point(x: 15.1, y: 20)))
    #expect(!contour.contains(Point(x: 14, y: 24)))
  }

  @Test("Radii that are no contour are refused")
  func refused() {
    let center = Point(x: 0, y: 0)
    for radii in [[], [1, 2], [1, 2, 0], [1, 2, -1], [1, .nan, 1], [1, .infinity, 1]] as [[Double]] {
      #expect(BoundaryContour(center: center, radii: radii) == nil)
    }
    #expect(BoundaryContour(center: Point(x: .nan, y: 0), radii: [1, 1, 1]) == nil)
  }
}
