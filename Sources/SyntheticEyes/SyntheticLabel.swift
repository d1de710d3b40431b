import IrisImaging

/// What a synthetic picture shows: the truth that a segmentation is compared with.
public struct SyntheticLabel: Hashable, Sendable {
  public let identity: UInt64
  public let capture: SyntheticCapture
  /// The true boundaries in picture pixels, whether or not they are covered; of an eye turned away, the circles of the
  /// same area.
  public let pupil: Circle
  public let limbus: Circle
  /// The same boundaries as outlines, ellipses for an eye turned away.
  public let pupilOutline: BoundaryContour
  public let limbusOutline: BoundaryContour
  /// The edges of the lids over the iris; a closed eye has both at the same height.
  public let eyelids: Eyelids

  /// Part of the ring between the boundaries that lies between the lids, 0...1; lashes and highlights are
  /// not counted.
  public let openFraction: Double
}
