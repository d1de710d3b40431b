import Foundation

/// Turns the circles of pupil and limbus into the boundaries as they are in the picture.
struct BoundaryTracer {
  /// The picture round the eye without highlights and thin lashes, slightly smoothed.
  let plane: Plane
  let range: Float

  private var pupilCap: Float { max(8, range * 0.12) }
  private var limbusCap: Float { max(6, range * 0.1) }

  /// Two passes: a wide one to settle the centre, a narrow one for the shape.
  func pupil(_ start: Circle) -> BoundaryContour {
    let weights = Self.weights { $0 < -0.5 ? 0.6 : 1 }
    let settings = ContourTracer.Settings(
      from: 0.8, to: 1.25, gap: 0.03, band: 0.12, harmonics: 1, stiffness: 0.1, prior: 8, bending: 0.3,
      tolerance: 0.03)
    let rough = ContourTracer(settings: settings).trace(plane, around: start, weights: weights, cap: pupilCap)
    return shape(ofPupil: rough.circle, weights)
  }

  /// The pupil again, without what the lids cover.
  func pupil(_ contour: BoundaryContour, between lids: LidLines) -> BoundaryContour {
    let margin = Float(0.05 * contour.circle.radius + 1)
    var weights = Self.weights { $0 < -0.5 ? 0.6 : 1 }
    let points = contour.points
    for index in weights.indices where lids.cover(points[index], margin: margin) {
      weights[index] = 0.05
    }
    return shape(ofPupil: contour.circle, weights)
  }

  private func shape(ofPupil circle: Circle, _ weights: [Float]) -> BoundaryContour {
    let settings = ContourTracer.Settings(
      from: 0.85, to: 1.18, gap: 0.02, band: 0.1, harmonics: Int(4), stiffness: 0.01, prior: 12, bending: 0.3,
      tolerance: 0.03)
    return ContourTracer(settings: settings).trace(plane, around: circle, weights: weights, cap: pupilCap)
  }

  func limbus(_ circle: Circle, _ pupil: BoundaryContour) -> BoundaryContour {
    // The sides say little about the height of the centre; that of the pupil is half of the answer.
    var start = circle
    start.center.y = (start.center.y + pupil.circle.center.y) / 2
    // Lids cover the top nearly always and the bottom often; between them and the sides trust fades.
    let weights = Self.weights { height in
      let limit: Float = height < 0 ? 0.55 : 0.7
      return min(max((limit - abs(height)) / (limit - 0.25), 0), 1)
    }
    let settings = ContourTracer.Settings(
      from: 0.82, to: 1.22, gap: 0.02, band: 0.1, harmonics: 1, stiffness: 1, prior: 6, bending: 0.2,
      tolerance: 0.03)
    let rough = ContourTracer(settings: settings).trace(
      plane, around: start, weights: weights, cap: limbusCap)
    var second = rough.circle
    second.center.y = (second.center.y + pupil.circle.center.y) / 2
    return shape(ofLimbus: second, weights)
  }

  /// The limbus again, with all arcs that no lid covers.
  func limbus(_ contour: BoundaryContour, _ pupil: BoundaryContour, between lids: LidLines) -> BoundaryContour
  {
    let circle = contour.circle
    let margin = Float(0.06 * circle.radius)
    var weights = Self.weights { height in
      let limit: Float = height < 0 ? Float(0.7) : Float(0.95)
      return min(max((limit - abs(height)) / (limit - 0.25), 0), 1)
    }
    let points = contour.points
    for index in weights.indices where lids.cover(points[index], margin: margin) {
      weights[index] = 0
    }
    guard weights.reduce(0, +) > 0.15 * Float(ContourTracer.angles) else { return contour }
    return shape(ofLimbus: circle, weights)
  }

  private func shape(ofLimbus circle: Circle, _ weights: [Float]) -> BoundaryContour {
    let settings = ContourTracer.Settings(
      from: 0.88, to: 1.12, gap: 0.02, band: 0.06, harmonics: Int(2), stiffness: 0.03, prior: Float(6),
      bending: 0.2,
      tolerance: 0.03)
    return ContourTracer(settings: settings).trace(plane, around: circle, weights: weights, cap: limbusCap)
  }

  /// One weight per angle from the sine of the angle: -1 at the top, 1 at the bottom.
  private static func weights(_ weight: (Float) -> Float) -> [Float] {
    (0..<ContourTracer.angles).map { weight(sin(2 * Float.pi * Float($0) / Float(ContourTracer.angles))) }
  }
}

/// The edges of both lids as rows of a plane, one per column from `left` on.
struct LidLines {
  let left: Int
  let upper: [Int]
  let lower: [Int]

  /// Whether a position lies under a lid or within `margin` pixels of its edge.
  func cover(_ point: Point, margin: Float) -> Bool {
    let column = Int(min(max(point.x.rounded(), -1e6), 1e6)) - left
    guard upper.indices.contains(column) else { return false }
    return Float(point.y) < Float(upper[column]) + margin || Float(point.y) > Float(lower[column]) - margin
  }
}
