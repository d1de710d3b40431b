import IrisImaging

/// What a synthetic picture shows: the truth that a segmentation is compared with.
public struct SyntheticLabel: Hashable, Sendable {
  public let identity: UInt64
  public let capture: SyntheticCapture
  /// The true boundaries in picture pixels, whether or not they are covered.
  public let pupil: Circle
  public let limbus: Circle
  /// The edges of the lids over the iris; a closed eye has both at the same height.
  public let eyelids: Eyelids

  /// Part of the ring between the boundaries that lies between the lids, 0...1; lashes and highlights are
  /// not counted.
  public let openFraction: Double
}
