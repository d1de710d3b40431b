/// The opening of the lids beside the iris, where the segmentation did not look for them: from 0.6 radii beside its centre on they approach
/// each other as straight lines.
struct EyeOpening {
  private let eyelids: Eyelids
  private let limbus: Circle
  private static let known = 0.6
  private static let upperSlope = 0.35
  private static let lowerSlope = 0.25
  /// The white of the eye reaches a little beyond the lines: lids that cover the iris are drawn at their lashes.
  private static let margin = 0.05

  init(_ segmentation: IrisSegmentation) {
    eyelids = segmentation.eyelids
    limbus = segmentation.limbus
  }

  func isOpen(_ point: Point) -> Bool {
    let reach = Self.known * limbus.radius
    let x = min(max(point.x, limbus.center.x - reach), limbus.center.x + reach)
    let beyond = abs(point.x - x)
    let opening = eyelids.opening(at: x)
    let margin = Self.margin * limbus.radius
    return point.y >= opening.upper + Self.upperSlope * beyond - margin
      && point.y <= opening.lower - Self.lowerSlope * beyond + margin
  }
}
