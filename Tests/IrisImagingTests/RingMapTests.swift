import Foundation
import IrisImaging
import Testing

/// The place of every pixel between two boundaries against the definition, computed in full.
@Suite("Places between the boundaries")
struct RingMapTests {
  @Test(
    "Rings by table are those of the definition",
    arguments: [
      (0.0, 0.0, 0.0), (0.3, -0.8, 0.04), (-2.5, 1.25, 0.12), (4, 3, 0.3), (0.5, 0.5, 0.9),
    ])
  func sameAsDefinition(dx: Double, dy: Double, waviness: Double) throws {
    let width = 150
    let height = 131
    let limbus = try contour(Point(x: 74.3 + dx, y: 63), radius: 58, waviness: waviness, waves: 3)
    let pupil = try contour(Point(x: 74.3, y: 63 - dy), radius: 22, waviness: waviness, waves: 4)
    let map = RingMap(width: width, height: height, pupil: pupil, limbus: limbus)
    #expect(map.rings.count == width * height)
    var places = Set<Int8>()
    for y in 0..<height {
      for x in 0..<width {
        let expected = place(Point(x: Double(x), y: Double(y)), pupil, limbus)
        let at = y * width + x
        places.insert(expected.ring)
        #expect(map.rings[at] == expected.ring, "at \(x), \(y)")
        #expect(map.isPupilEdge[at] == expected.isEdge, "at \(x), \(y)")
      }
    }
    #expect(places.count == RingMap.rings + 2)
  }

  @Test("Boundaries with pixels exactly on them, and one that reaches beyond the picture")
  func exactHits() throws {
    let center = Point(x: 40, y: 40)
    for (inner, outer) in [(10.0, 34.0), (5, 25), (1, 60)] {
      let pupil = BoundaryContour(circle: Circle(center: center, radius: inner))
      let limbus = BoundaryContour(circle: Circle(center: center, radius: outer))
      let map = RingMap(width: 80, height: 80, pupil: pupil, limbus: limbus)
      for at in 0..<6400 {
        let expected = place(Point(x: Double(at % 80), y: Double(at / 80)), pupil, limbus)
        #expect(map.rings[at] == expected.ring, "pixel \(at), radius \(outer)")
        #expect(map.isPupilEdge[at] == expected.isEdge, "pixel \(at), radius \(outer)")
      }
    }
  }

  private func contour(
    _ center: Point, radius: Double, waviness: Double, waves: Double
  ) throws -> BoundaryContour {
    let radii = (0..<128).map { index in
      radius * (1 + 0.5 * waviness * sin(waves * 2 * Double.pi * Double(index) / 128))
    }
    return try #require(BoundaryContour(center: center, radii: radii))
  }

  private func place(
    _ point: Point, _ pupil: BoundaryContour, _ limbus: BoundaryContour
  ) -> (ring: Int8, isEdge: Bool) {
    let distance = point.distance(to: limbus.center)
    let outer = limbus.radius(at: atan2(point.y - limbus.center.y, point.x - limbus.center.x))
    guard distance < outer else { return (-1, false) }
    let fromPupil = point.distance(to: pupil.center)
    let inner = pupil.radius(at: atan2(point.y - pupil.center.y, point.x - pupil.center.x))
    guard fromPupil > inner else { return (Int8(RingMap.rings), false) }
    let part = (fromPupil - inner) / max(fromPupil - inner + outer - distance, 1e-6)
    let ring = min(Int(part * Double(RingMap.rings)), RingMap.rings - 1)
    return (Int8(ring), fromPupil < inner + RingMap.edgeWidth)
  }
}
