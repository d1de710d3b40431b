/// Why there is no usable iris in a picture; each case names the figure that fails, as ISO/IEC 29794-6 does, and says what to do about it.
public enum SegmentationError: Error, Equatable, CustomStringConvertible {
  /// The picture has fewer rows or columns than the segmenter needs.
  case pictureTooSmall(width: Int, height: Int, minimum: Int)
  /// Nothing in the picture looks like a pupil inside an iris.
  case noPupil
  /// A pupil was found, but no outer boundary of an iris round it.
  case noLimbus
  /// The lids are closed, or so nearly that no iris shows.
  case eyeClosed
  /// Too much of the iris lies outside the picture.
  case cutByBorder(insideFraction: Double)
  /// The iris has too few pixels.
  case irisTooSmall(radius: Double, minimum: Double)
  /// The pupil's edge is too soft.
  case tooBlurred(focus: Double, minimum: Double)
  /// Lids, lashes and highlights leave too little.
  case tooOccluded(visibleFraction: Double, minimum: Double)

  public var description: String {
    switch self {
    case .pictureTooSmall(let width, let height, let minimum):
      "the picture is \(width) x \(height) pixels, each side needs at least \(minimum); use the original size"
    case .noPupil:
      "no pupil found; use a near-infrared picture of one open eye that fills most of the frame"
    case .noLimbus:
      "no outer boundary of an iris found round the pupil; light the eye evenly and look into the camera"
    case .eyeClosed:
      "the eye is closed; take the picture again with the eye wide open"
    case .cutByBorder(let inside):
      "margin: only \(Self.percent(inside)) of the iris lies in the picture; centre the eye in the frame"
    case .irisTooSmall(let radius, let minimum):
      "iris radius: \(Int(radius)) pixels, at least \(Int(minimum)) are needed; come closer"
    case .tooBlurred(let focus, let minimum):
      "sharpness: \(Self.percent(focus)), at least \(Self.percent(minimum)) is needed, the eye is out of focus; "
        + "hold still and let the camera focus"
    case .tooOccluded(let visible, let minimum):
      "usable iris area: \(Self.percent(visible)), at least \(Self.percent(minimum)) is needed; "
        + "open the eye wide and take off glasses"
    }
  }

  private static func percent(_ fraction: Double) -> String {
    "\(Int((fraction * 100).rounded())) %"
  }
}
