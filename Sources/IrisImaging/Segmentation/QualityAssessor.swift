import Foundation

/// Measures how well a segmented iris can be used and refuses what cannot be.
struct QualityAssessor {
  let image: GrayImage
  /// The working plane and both boundaries in its coordinates.
  let plane: Plane
  let pupil: BoundaryContour
  let limbus: BoundaryContour
  let mask: OcclusionMask

  private static let angles = 96
  private static let rings = 12
  /// Angles that a side of the limbus is judged by; all of a side are 17.
  private static let leastOfSide = 6

  func assess(range: Float) throws(SegmentationError) -> IrisQuality {
    let limbusCircle = limbus.circle
    let pupilCircle = pupil.circle
    let radius = limbusCircle.radius * plane.scale
    guard radius >= IrisSegmenter.minimumRadius else {
      throw .irisTooSmall(radius: radius, minimum: IrisSegmenter.minimumRadius)
    }
    let (inside, visible) = coverage()
    guard inside >= 0.75 else { throw .cutByBorder(insideFraction: inside) }
    let pupilSteps = steps(pupil, gap: 0.12 * limbusCircle.radius, side: 0)
    let pupilStep = pupilSteps.median
    let near = steps(pupil, gap: 0.04 * limbusCircle.radius, side: 0).median
    let left = steps(limbus, gap: 0.1 * limbusCircle.radius, side: -1)
    let right = steps(limbus, gap: 0.1 * limbusCircle.radius, side: 1)
    // A side that lies outside the picture says nothing. One alone must be the clearer: a wrong boundary has found what there was.
    let sides = [left, right].filter { $0.count >= Self.leastOfSide }.map(\.median)
    guard !sides.isEmpty else { throw .cutByBorder(insideFraction: inside) }
    let limbusStep = sides.reduce(0, +) / Double(sides.count)
    // A dark spot in skin or lashes has an edge on some sides only, and nothing like an iris round it.
    guard pupilStep > 8, consistency(pupilSteps) >= 0.58 else { throw .noPupil }
    guard limbusStep > (sides.count == 2 ? 4 : 10), sides.allSatisfy({ $0 > 0 }),
      pupilCircle.radius < 0.78 * limbusCircle.radius
    else {
      throw .noLimbus
    }
    let focus = min(max(near / max(pupilStep, 1), 0), 1)
    guard visible >= 0.12 else { throw .eyeClosed }
    guard visible >= IrisSegmenter.minimumVisible else {
      throw .tooOccluded(visibleFraction: visible, minimum: IrisSegmenter.minimumVisible)
    }
    guard focus >= IrisSegmenter.minimumFocus else {
      throw .tooBlurred(focus: focus, minimum: IrisSegmenter.minimumFocus)
    }
    let offset = pupilCircle.center.distance(to: limbusCircle.center) / limbusCircle.radius
    let ratio = pupilCircle.radius / limbusCircle.radius
    let size = min(radius / 80, 1)
    let ratioGoodness = ratio < 0.2 ? ratio / 0.2 : (ratio > 0.6 ? max(0, 1 - (ratio - 0.6) * 4) : 1)
    let contrast = min(limbusStep / Double(max(range * 0.1, 8)), 1) * min(pupilStep / 25, 1)
    let overall = [min(visible / 0.75, 1), focus, size, ratioGoodness, contrast, max(0, 1 - 2 * offset)]
      .reduce(1) { $0 * max($1, 0).squareRoot() }
    return IrisQuality(
      irisRadius: radius, pupilIrisRatio: ratio, visibleFraction: visible, pupilContrast: pupilStep,
      limbusContrast: limbusStep, focus: focus, offCenter: offset, overall: overall)
  }

  /// The parts of the ring between the boundaries that lie in the picture and that are not covered.
  private func coverage() -> (inside: Double, visible: Double) {
    var inside = 0
    var visible = 0
    for index in 0..<Self.angles {
      let angle = 2 * Double.pi * Double(index) / Double(Self.angles)
      let from = plane.global(pupil.point(at: angle))
      let to = plane.global(limbus.point(at: angle))
      for ring in 0..<Self.rings {
        let part = (Double(ring) + 0.5) / Double(Self.rings)
        let point = Point(x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part)
        guard isInPicture(point) else { continue }
        inside += 1
        if !mask.isCovered(point) { visible += 1 }
      }
    }
    let total = Double(Self.angles * Self.rings)
    return (Double(inside) / total, Double(visible) / total)
  }

  private func isInPicture(_ point: Point) -> Bool {
    point.x >= 0 && point.y >= 0 && point.x < Double(image.width) && point.y < Double(image.height)
  }

  /// Gray steps outwards across a boundary at equally spaced angles; `sides` keeps to one side of the eye:
  /// -1 left, 1 right, 0 both and everything between.
  private func steps(_ contour: BoundaryContour, gap: Double, side: Double) -> [Double] {
    var steps: [Double] = []
    for index in 0..<Self.angles {
      let angle = 2 * Double.pi * Double(index) / Double(Self.angles)
      if side != 0, side * cos(angle) < 0.85 { continue }
      let radius = contour.radius(at: angle)
      let c = cos(angle)
      let s = sin(angle)
      // Where the boundary lies in the picture and the place outside of it does not, the last pixel stands for it.
      if side != 0, !isInPicture(plane.global(contour.point(at: angle))) { continue }
      let outer = plane.bilinear(
        Float(contour.center.x + c * (radius + gap)), Float(contour.center.y + s * (radius + gap)))
      let inner = plane.bilinear(
        Float(contour.center.x + c * max(radius - gap, 0)), Float(contour.center.y + s * max(radius - gap, 0))
      )
      steps.append(Double(outer - inner))
    }
    return steps
  }

  /// The part of the steps that is at least 40 % of the usual one.
  private func consistency(_ values: [Double]) -> Double {
    let usual = values.median
    return Double(values.count { $0 > 0.4 * usual }) / Double(max(values.count, 1))
  }
}
