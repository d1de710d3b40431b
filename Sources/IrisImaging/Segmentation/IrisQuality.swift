/// Figures that say how well an iris can be used.
public struct IrisQuality: Hashable, Sendable {
  /// Limbus radius in picture pixels.
  public var irisRadius: Double
  /// Pupil radius over limbus radius, 0...1; 0.2...0.6 is usual.
  public var pupilIrisRatio: Double
  /// Part of the ring between pupil and limbus that is not covered, 0...1.
  public var visibleFraction: Double
  /// Gray levels from the pupil to the iris.
  public var pupilContrast: Double
  /// Gray levels from the iris to the white of the eye.
  public var limbusContrast: Double
  /// Steepness of the pupil's edge, 0 (blurred) ... 1 (sharp): the part of its gray step that falls within
  /// 8 % of the limbus radius.
  public var focus: Double
  /// Distance of the pupil's centre from the limbus's over the limbus radius, 0...1.
  public var offCenter: Double
  /// One figure from the others, 0 (worst) ... 1.
  public var overall: Double

  public init(
    irisRadius: Double, pupilIrisRatio: Double, visibleFraction: Double, pupilContrast: Double,
    limbusContrast: Double, focus: Double, offCenter: Double, overall: Double
  ) {
    self.irisRadius = irisRadius
    self.pupilIrisRatio = pupilIrisRatio
    self.visibleFraction = visibleFraction
    self.pupilContrast = pupilContrast
    self.limbusContrast = limbusContrast
    self.focus = focus
    self.offCenter = offCenter
    self.overall = overall
  }
}
