import Foundation

/// The white of the eye round an iris in polar coordinates, and the thin bright circle that the edge of a contact lens makes there.
struct LensRim {
  static let angles = 240
  /// Radii of irises in plane pixels.
  private static let sizes = 30...1000.0
  /// Radii between samples, in parts of the iris radius, and the range of them.
  static let spacing = 0.008
  static let range = 0.9...1.65
  /// Standard deviation of the blur that precedes.
  private static let blur = 0.008
  /// Where the edge of a lens can lie, and how far its centre from that of the iris: lenses are 13.8 to 14.5 mm wide, irises some 11.8.
  static let radii = 1.08...1.35
  private static let offset = 0.061
  private static let offsetStep = 0.02
  /// Samples on both sides that a circle must be brighter than, 0.03 radii away.
  static let flank = 4
  /// Nothing nearer to the limbus than this is looked at.
  private static let nearest = 1.04
  /// Angles on both sides over which a circle is averaged, part of them that must be seen, and angles that a circle needs.
  static let arc = 12
  static let seenOfArc = 0.6
  static let leastAngles = 60
  /// Darker and brighter pixels are lashes and highlights (or skin).
  private static let levels: ClosedRange<Float> = 20...250
  /// No arc counts for more than this many times the usual unevenness, which is at least this many gray levels.
  static let cap: Float = 4
  private static let leastUnevenness: Float = 0.7

  let samples: Int
  /// Gray values and whether they belong to the white of the eye, [sample, angle].
  let gray: [Float]
  let seen: [Bool]

  /// Nil when the iris is too small to have an edge that could be seen, or larger than any picture.
  init?(_ plane: Plane, _ segmentation: IrisSegmentation) {
    let limbus = segmentation.limbus
    let radius = limbus.radius / plane.scale
    guard Self.sizes.contains(radius) else { return nil }
    let center = plane.local(limbus.center)
    let blurred = plane.blurred(sigma: Float(max(Self.blur * radius, 0.5)))
    let opening = EyeOpening(segmentation)
    let samples = Int((Self.range.upperBound - Self.range.lowerBound) / Self.spacing)
    self.samples = samples
    var gray: [Float] = []
    var seen: [Bool] = []
    blurred.withSampler { sampler in
      for sample in 0..<samples {
        let part = Self.range.lowerBound + Double(sample) * Self.spacing
        for angle in 0..<Self.angles {
          let theta = 2 * Double.pi * Double(angle) / Double(Self.angles)
          let x = center.x + part * radius * cos(theta)
          let y = center.y + part * radius * sin(theta)
          let value = sampler.bilinear(Float(x), Float(y))
          gray.append(value)
          let isInside = x > 2 && y > 2 && x < Double(plane.width - 3) && y < Double(plane.height - 3)
          seen.append(
            isInside && part > Self.nearest && Self.levels.contains(value)
              && opening.isOpen(plane.global(Point(x: x, y: y))))
        }
      }
    }
    self.gray = gray
    self.seen = seen
  }

  /// How far the strongest circle rises above the darker one of its flanks, in units of the usual unevenness, and its radius in iris radii;
  /// nil when no circle rises.
  func strongest() -> (rise: Double, radius: Double)? {
    var places: [(x: Double, y: Double)] = []
    for row in -3...3 {
      for column in -3...3 {
        let place = (x: Double(column) * Self.offsetStep, y: Double(row) * Self.offsetStep)
        if hypot(place.x, place.y) <= Self.offset { places.append(place) }
      }
    }
    guard let unevenness = Arcs(self, (0, 0)).unevenness(least: Self.leastUnevenness) else { return nil }
    var best: (rise: Double, radius: Double)?
    for place in places {
      guard let ring = Arcs(self, place).strongest(unevenness), ring.rise > best?.rise ?? 0 else { continue }
      best = ring
    }
    return best
  }
}
