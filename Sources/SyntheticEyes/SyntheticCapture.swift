/// The circumstances of one picture of a synthetic eye. The default initialiser draws all of them from a
/// seed; each can then be changed.
///
/// Lengths are parts of the limbus radius unless said otherwise, so that a capture fits every picture size.
public struct SyntheticCapture: Hashable, Sendable {
  /// Seeds sensor noise, lashes and skin of this picture.
  public var seed: UInt64
  /// Limbus radius as a part of the picture's height.
  public var irisSize: Double
  /// Centre of the iris from the centre of the picture.
  public var gazeX: Double
  public var gazeY: Double
  /// Pupil radius over limbus radius.
  public var dilation: Double
  /// Turn of the eye in degrees, clockwise in the picture.
  public var rotationDegrees: Double
  /// Height of the upper lid's edge above the iris centre.
  public var upperOpening: Double
  /// Depth of the lower lid's edge below the iris centre.
  public var lowerOpening: Double
  /// Lashes of the upper lid that hang over the opening, 0...1 of all.
  public var droopingLashes: Double
  /// Standard deviation of the sensor noise in gray levels.
  public var noise: Double
  /// Standard deviation of the blur in parts of 1/100 of the limbus radius (about a pixel at 640 x 480).
  public var blur: Double
  /// Brightness change from the left to the right edge, -1...1.
  public var illuminationSlope: Double
  /// Overall brightness factor.
  public var exposure: Double
  /// Number of mirror images of light sources, 0...3.
  public var highlights: Int
  /// Draws the lids shut.
  public var isClosed: Bool
  /// Turn of the eye ball away from the camera to the side and up or down, in degrees, -40...40: iris and pupil become
  /// ellipses.
  public var yawDegrees = 0.0
  public var pitchDegrees = 0.0
  /// Number of reflections on the glass of spectacles, 0...6; they may lie anywhere, over iris and lids alike.
  public var glassReflections = 0
  /// The contact lens worn, if any.
  public var lens: SyntheticLens?

  /// Usual circumstances, drawn from a seed.
  public init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: 2)
    self.seed = seed
    irisSize = generator.uniform(0.2...0.26)
    gazeX = generator.uniform(-0.35...0.35)
    gazeY = generator.uniform(-0.2...0.2)
    dilation = generator.uniform(0.27...0.52)
    rotationDegrees = generator.uniform(-6...6)
    upperOpening = generator.uniform(0.66...1.02)
    lowerOpening = generator.uniform(0.86...1.1)
    droopingLashes = generator.uniform(0...0.2)
    noise = generator.uniform(1.5...3.5)
    blur = generator.uniform(0.5...1.1)
    illuminationSlope = generator.uniform(-0.25...0.25)
    exposure = generator.uniform(0.9...1.1)
    highlights = 1 + Int(generator.uniform(0...1.999))
    isClosed = false
  }
  /// Demanding circumstances, drawn from a seed: close and wide framing, the eye far from the centre or turned away,
  /// narrow and wide pupils, low lids with hanging lashes, spectacles, blur, weak light.
  public static func demanding(seed: UInt64) -> SyntheticCapture {
    var generator = SeededGenerator(seed: seed, stream: 5)
    var capture = SyntheticCapture(seed: seed)
    let isClose = generator.uniform(0...1) < 0.5
    capture.irisSize = isClose ? generator.uniform(0.34...0.42) : generator.uniform(0.18...0.26)
    let room = isClose ? 0.25 : 0.8
    capture.gazeX = generator.uniform(-room...room)
    capture.gazeY = generator.uniform((-0.5 * room)...(0.5 * room))
    capture.dilation = generator.uniform(0.22...0.68)
    capture.rotationDegrees = generator.uniform(-12...12)
    capture.upperOpening = generator.uniform(0.5...1.1)
    capture.lowerOpening = generator.uniform(0.75...1.1)
    capture.droopingLashes = generator.uniform(0...0.6)
    capture.noise = generator.uniform(1...6)
    capture.blur = generator.uniform(0.4...1.8)
    capture.illuminationSlope = generator.uniform(-0.45...0.45)
    capture.exposure = generator.uniform(0.65...1.2)
    capture.highlights = Int(generator.uniform(0...3.999))
    capture.yawDegrees = generator.uniform(-22...22)
    capture.pitchDegrees = generator.uniform(-12...12)
    capture.glassReflections = generator.uniform(0...1) < 0.4 ? 1 + Int(generator.uniform(0...2.999)) : 0
    return capture
  }
}
