import Foundation

/// Where each pixel of a plane lies between the boundaries of pupil and iris.
///
/// The ring of a pixel follows from its distances to both centres and from the radii of both boundaries in its directions. Radii are
/// looked up to within a known error; only where that leaves the ring open are they computed in full.
package struct RingMap {
  /// Rings of equal thickness between both boundaries.
  package static let rings = 6
  /// Pixels from the pupil's boundary within which a pixel mixes iris and pupil.
  package static let edgeWidth = 3.0

  /// The ring (0..<rings) in the iris, `rings` in the pupil, -1 outside the limbus; [row, column].
  package private(set) var rings: [Int8]
  /// Whether a pixel of the iris mixes iris and pupil: dark, but not covered; [row, column].
  package private(set) var isPupilEdge: [Bool]
  /// Rows and columns outside of which nothing lies within the limbus.
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// Both boundaries in coordinates of a plane of `width` x `height` pixels.
  package init(width: Int, height: Int, pupil: BoundaryContour, limbus: BoundaryContour) {
    let reach = limbus.radii.max() ?? 0
    rows = Self.clampedRange(limbus.center.y, reach, height)
    columns = Self.clampedRange(limbus.center.x, reach, width)
    rings = [Int8](repeating: -1, count: width * height)
    isPupilEdge = [Bool](repeating: false, count: width * height)
    fill(width, RadiusTable(pupil), RadiusTable(limbus))
  }

  static func clampedRange(_ center: Double, _ reach: Double, _ limit: Int) -> Range<Int> {
    let low = min(max(Int(center - reach), 0), limit)
    return low..<max(low, min(Int(center + reach) + 2, limit))
  }

  private mutating func fill(_ width: Int, _ pupil: RadiusTable, _ limbus: RadiusTable) {
    let error = max(pupil.error, limbus.error)
    let farthest = (limbus.greatest + error) * (limbus.greatest + error)
    rings.withUnsafeMutableBufferPointer { rings in
      isPupilEdge.withUnsafeMutableBufferPointer { isPupilEdge in
        for y in rows {
          for x in columns {
            let outward = Offset(x, y, from: limbus.contour.center)
            guard outward.square < farthest else { continue }
            let inward = Offset(x, y, from: pupil.contour.center)
            let distance = outward.length
            let fromPupil = inward.length
            if fromPupil < pupil.least - error, distance < limbus.least - error {
              rings[y &* width &+ x] = Int8(Self.rings)
              continue
            }
            let depth = limbus.radius(outward) - distance
            guard depth > -error else { continue }
            let place =
              Self.place(above: fromPupil - pupil.radius(inward), depth: depth, error: error)
              ?? Self.place(
                fromPupil: fromPupil, inner: pupil.exactRadius(inward), distance: distance,
                outer: limbus.exactRadius(outward))
            rings[y &* width &+ x] = place.ring
            isPupilEdge[y &* width &+ x] = place.isEdge
          }
        }
      }
    }
  }

  private struct Place {
    var ring: Int8
    var isEdge: Bool
  }

  /// From exact distances and radii.
  private static func place(fromPupil: Double, inner: Double, distance: Double, outer: Double) -> Place {
    guard distance < outer else { return Place(ring: -1, isEdge: false) }
    guard fromPupil > inner else { return Place(ring: Int8(rings), isEdge: false) }
    let part = (fromPupil - inner) / max(fromPupil - inner + outer - distance, 1e-6)
    return Place(
      ring: Int8(min(Int(part * Double(rings)), rings - 1)), isEdge: fromPupil < inner + edgeWidth)
  }

  /// From the distances to both boundaries when each may be wrong by `error`; nil when that matters.
  @inline(__always)
  private static func place(above: Double, depth: Double, error: Double) -> Place? {
    guard depth > error, abs(above) > error, abs(above - edgeWidth) > error else { return nil }
    guard above > 0 else { return Place(ring: Int8(rings), isEdge: false) }
    let thickness = above + depth
    guard thickness > 1, error < 0.01 else { return nil }
    let position = above / thickness * Double(rings)
    // Errors of both distances move the part by at most 1.1 errors over the thickness.
    let margin = 2 * Double(rings) * error / thickness
    let ring = Int(position)
    let rest = position - Double(ring)
    guard rest > margin, rest < 1 - margin else { return nil }
    return Place(ring: Int8(ring), isEdge: above < edgeWidth)
  }
}

/// From a centre to a pixel.
private struct Offset {
  let x: Double
  let y: Double

  @inline(__always)
  init(_ column: Int, _ row: Int, from center: Point) {
    x = Double(column) - center.x
    y = Double(row) - center.y
  }

  var square: Double { x * x + y * y }
  var length: Double { square.squareRoot() }
}

/// Radii of a contour by direction, fast and to within a known error.
private struct RadiusTable {
  let contour: BoundaryContour
  let least: Double
  let greatest: Double
  /// Greatest deviation of a radius from the exact one, in pixels.
  let error: Double
  /// The radii of the contour, the first again at the end.
  private let radii: [Double]
  private let perRadian: Double

  /// Greatest error of the angle in radians.
  private static let angleError = 2e-5

  init(_ contour: BoundaryContour) {
    self.contour = contour
    radii = contour.radii + [contour.radii[0]]
    perRadian = Double(contour.radii.count) / (2 * Double.pi)
    least = contour.radii.min() ?? 0
    greatest = contour.radii.max() ?? 0
    let steepest = zip(radii, radii.dropFirst()).reduce(0) { max($0, abs($1.0 - $1.1)) } * perRadian
    error = steepest * Self.angleError + 1e-9 * greatest
  }

  func exactRadius(_ offset: Offset) -> Double { contour.radius(at: atan2(offset.y, offset.x)) }

  @inline(__always)
  func radius(_ offset: Offset) -> Double {
    let position = Self.angle(offset) * perRadian
    let index = min(Int(position), radii.count - 2)
    return radii.withUnsafeBufferPointer {
      $0[index] + ($0[index + 1] - $0[index]) * (position - Double(index))
    }
  }

  /// The angle in 0...2 pi by the polynomial 4.4.47 of Abramowitz and Stegun, whose error is at most 1e-5.
  @inline(__always)
  private static func angle(_ offset: Offset) -> Double {
    let x = abs(offset.x)
    let y = abs(offset.y)
    let t = min(x, y) / max(x, y, 1e-30)
    let s = t * t
    let series = 0.9998660 + s * (-0.3302995 + s * (0.1801410 + s * (-0.0851330 + s * 0.0208351)))
    let octant = t * series
    let quadrant = y > x ? Double.pi / 2 - octant : octant
    let half = offset.x < 0 ? Double.pi - quadrant : quadrant
    return offset.y < 0 ? 2 * Double.pi - half : half
  }
}
