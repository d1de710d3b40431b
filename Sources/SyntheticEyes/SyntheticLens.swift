/// A soft contact lens on a synthetic eye. Lengths are parts of the limbus radius.
public struct SyntheticLens: Hashable, Sendable {
  /// A pattern printed on the lens: a grid of opaque dots in a ring that leaves the pupil free.
  public struct Print: Hashable, Sendable {
    /// Distance between neighbouring rows of dots; prints in use have some 0.2 mm, 0.038 radii.
    public var rowSpacing = 0.038
    /// Turn of the grid in degrees.
    public var gridDegrees = 32.0
    /// Inner edge of the printed ring; the outer one is the limbus.
    public var innerRadius = 0.45
    /// Gray value of the ink over that of the iris.
    public var ink = 30.0

    public init() {}
  }

  /// Edge of the lens: lenses are 13.8 to 14.5 mm wide, irises some 11.8.
  public var radius = 1.18
  /// Centre of the lens from the centre of the iris.
  public var offsetX = 0.02
  public var offsetY = -0.01
  /// How much brighter the edge is than the white of the eye round it, in gray levels.
  public var rim = 14.0
  /// Nil for a clear lens.
  public var print: Print?

  /// A clear lens, unless a print is given.
  public init(print: Print? = nil) { self.print = print }
}
