/// What stays the same in all pictures of one eye besides the texture of its iris; gray levels at exposure 1.
struct EyeAnatomy: Sendable {
  let irisGray: Double
  let scleraGray: Double
  let skinGray: Double
  let pupilGray: Double
  /// Gray levels per unit of texture.
  let textureContrast: Double
  /// Displacement of the pupil in parts of the limbus radius.
  let pupilX: Double
  let pupilY: Double
  /// Width of the soft edge of the limbus in parts of its radius.
  let limbusSoftness: Double
  /// Half the distance between the corners of the lids in parts of the limbus radius.
  let lidHalfWidth: Double
  /// Height of the lid corners below the iris centre.
  let cornerDrop: Double
  let lashCount: Int
  let lashLength: Double

  init(identity: UInt64) {
    var generator = SeededGenerator(seed: identity, stream: 3)
    irisGray = generator.uniform(80...125)
    scleraGray = irisGray + generator.uniform(38...75)
    skinGray = generator.uniform(160...205)
    pupilGray = generator.uniform(14...30)
    textureContrast = generator.uniform(8...13)
    pupilX = generator.uniform(-0.05...0.05)
    pupilY = generator.uniform(-0.04...0.03)
    limbusSoftness = generator.uniform(0.03...0.07)
    lidHalfWidth = generator.uniform(1.9...2.4)
    cornerDrop = generator.uniform(0.1...0.35)
    lashCount = Int(generator.uniform(35...70))
    lashLength = generator.uniform(0.3...0.55)
  }
}
