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
    guard let best = locator.best(), best.pupil.score > 0.25, best.pupil.step > 8 else {
      throw locator.isClosed() ? .eyeClosed : .noPupil
    }
    guard best.isEye else { throw locator.isClosed() ? .eyeClosed : .noLimbus }
    let coarse = locator.plane
    let limbus = Circle(
      center: coarse.global(best.limbus.circle.center), radius: best.limbus.circle.radius * coarse.scale)
    let pupil = Circle(
      center: coarse.global(best.pupil.circle.center), radius: best.pupil.circle.radius * coarse.scale)
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
    let dim = window.withoutHighlights(reach: max(2, Int(radius / 10)), threshold: 0.2 * range, halo: 1)
      .closed(reach: max(1, Int(radius / 60))).blurred(sigma: 1)

    let tracer = BoundaryTracer(plane: dim, range: range)
    var pupilContour = tracer.pupil(
      Circle(center: window.local(pupil.center), radius: pupil.radius / window.scale))
    var limbusContour = tracer.limbus(
      Circle(center: window.local(limbus.center), radius: radius), pupilContour)
    var estimator = CoverageEstimator(plane: local, pupil: pupilContour, limbus: limbusContour, range: range)
    // Where the lids turn out to cover a boundary, what was traced there is theirs: trace what is open again.
    let first = estimator.lids()
    pupilContour = tracer.pupil(pupilContour, between: first)
    limbusContour = tracer.limbus(limbusContour, pupilContour, between: first)
    estimator = CoverageEstimator(plane: local, pupil: pupilContour, limbus: limbusContour, range: range)
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
}
