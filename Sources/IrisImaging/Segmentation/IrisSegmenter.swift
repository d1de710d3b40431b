import Foundation

/// Finds pupil, limbus, lids, lashes and highlights in a near-infrared picture of one eye.
///
/// Classical image analysis without learned parameters; one call takes a few tens of milliseconds whatever
/// the size of the picture. The same input always gives the same output.
public struct IrisSegmenter: Sendable {
  /// Fewest rows and columns. Pictures of 240 rows are the nominal minimum; some public sets have 238.
  public static let minimumSide = 200
  /// Fewest pixels of limbus radius.
  public static let minimumRadius = 24.0
  /// Least part of the iris that must be visible.
  public static let minimumVisible = 0.3
  /// Least focus figure.
  public static let minimumFocus = 0.42

  public init() {}

  /// Segments the eye or says why it cannot be used.
  public func segment(_ image: GrayImage) throws(SegmentationError) -> IrisSegmentation {
    guard min(image.width, image.height) >= Self.minimumSide else {
      throw .pictureTooSmall(width: image.width, height: image.height, minimum: Self.minimumSide)
    }
    let locator = EyeLocator(image)
    let candidates = locator.candidates()
    guard let best = candidates.first, best.pupilScore > 0.3, best.pupilStep > 8 else { throw .noPupil }
    guard best.limbusScore > 0.2 else { throw .noLimbus }
    let coarse = locator.plane
    let limbus = Circle(center: coarse.global(best.limbus.center), radius: best.limbus.radius * coarse.scale)
    let pupil = Circle(center: coarse.global(best.pupil.center), radius: best.pupil.radius * coarse.scale)
    return try refine(image, pupil: pupil, limbus: limbus, range: locator.range)
  }

  private func refine(
    _ image: GrayImage, pupil: Circle, limbus: Circle, range: Float
  ) throws(SegmentationError) -> IrisSegmentation {
    // A window round the eye, reduced so that the limbus radius is at most some 130 pixels.
    let factor = max(1, Int(limbus.radius / 70))
    let reach = limbus.radius * 1.45
    let window = Plane(
      image, factor: factor, left: Int(limbus.center.x - reach), top: Int(limbus.center.y - reach),
      right: Int(limbus.center.x + reach), bottom: Int(limbus.center.y + reach))
    let local = window.blurred(sigma: 1)
    let radius = limbus.radius / window.scale
    let dim = window.opened(reach: max(2, Int(radius / 10))).blurred(sigma: 1)

    let pupilContour = tracePupil(dim, pupil, range)
    let limbusContour = traceLimbus(dim, limbus, pupil: pupilContour.circle, range)
    let estimator = CoverageEstimator(plane: local, pupil: pupilContour, limbus: limbusContour, range: range)
    let (lids, covered) = estimator.estimate()
    guard
      let mask = OcclusionMask(
        width: window.width, height: window.height, covered: covered, origin: window.origin,
        scale: window.scale),
      let eyelids = Eyelids(
        left: window.global(Point(x: Double(lids.left), y: 0)).x, spacing: window.scale,
        upper: lids.upper.map { window.global(Point(x: 0, y: Double($0))).y },
        lower: lids.lower.map { window.global(Point(x: 0, y: Double($0))).y }),
      let outerInner = globalContour(pupilContour, window), let outer = globalContour(limbusContour, window)
    else { throw .cutByBorder(insideFraction: 0) }
    let assessor = QualityAssessor(
      image: image, plane: local, pupil: pupilContour, limbus: limbusContour, mask: mask)
    let quality = try assessor.assess(range: range)
    return IrisSegmentation(
      pupilContour: outerInner, limbusContour: outer, eyelids: eyelids, mask: mask, quality: quality)
  }

  private func globalContour(_ contour: BoundaryContour, _ plane: Plane) -> BoundaryContour? {
    BoundaryContour(center: plane.global(contour.center), radii: contour.radii.map { $0 * plane.scale })
  }

  /// Two passes: a wide one to settle the centre, a narrow one for the shape.
  private func tracePupil(_ plane: Plane, _ circle: Circle, _ range: Float) -> BoundaryContour {
    let start = Circle(center: plane.local(circle.center), radius: circle.radius / plane.scale)
    let weights = [Float](repeating: 1, count: ContourTracer.angles)
    let cap = max(8, range * 0.12)
    var settings = ContourTracer.Settings(
      from: 0.6, to: 1.5, gap: 0.16, harmonics: 2, stiffness: 0.03, prior: 2, bending: 0.15)
    let rough = ContourTracer(settings: settings).trace(plane, around: start, weights: weights, cap: cap)
    settings = ContourTracer.Settings(
      from: 0.75, to: 1.3, gap: 0.13, harmonics: 5, stiffness: 0.004, prior: 1, bending: 0.15)
    return ContourTracer(settings: settings).trace(plane, around: rough.circle, weights: weights, cap: cap)
  }

  private func traceLimbus(
    _ plane: Plane, _ circle: Circle, pupil: Circle, _ range: Float
  ) -> BoundaryContour {
    // The sides say little about the height of the centre; that of the pupil is half of the answer.
    let center = plane.local(circle.center)
    let height = (center.y + pupil.center.y) / 2
    let start = Circle(center: Point(x: center.x, y: height), radius: circle.radius / plane.scale)
    let cap = max(6, range * 0.1)
    let weights = (0..<ContourTracer.angles).map { index -> Float in
      let angle = 2 * Float.pi * Float(index) / Float(ContourTracer.angles)
      let height = sin(angle)
      // Lids cover the top nearly always and the bottom often; between them and the sides trust fades.
      let limit: Float = height < 0 ? 0.55 : 0.7
      return min(max((limit - abs(height)) / (limit - 0.25), 0), 1)
    }
    var settings = ContourTracer.Settings(
      from: 0.82, to: 1.22, gap: 0.08, harmonics: 1, stiffness: 1, prior: 6, bending: 0.2)
    let rough = ContourTracer(settings: settings).trace(plane, around: start, weights: weights, cap: cap)
    settings = ContourTracer.Settings(
      from: 0.88, to: 1.12, gap: 0.06, harmonics: 2, stiffness: 0.03, prior: 6, bending: 0.2)
    var second = rough.circle
    second.center.y = (second.center.y + pupil.center.y) / 2
    return ContourTracer(settings: settings).trace(plane, around: second, weights: weights, cap: cap)
  }
}
