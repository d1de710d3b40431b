import Foundation

/// A sign of a printed picture held before the camera: the dots of the print's screen repeat, and a repetition is a
/// lone peak in the spectrum, where skin, lashes and iris have none.
///
/// A figure, not a verdict: it knows nothing of photo prints without a screen, of displays finer than the camera
/// resolves and of contact lenses (`LensCue`).
public struct PrintCue: Hashable, Sendable {
  /// 1.5 times the greatest figure (42) of 878 live pictures, one half each of MMU2 and CASIA-Iris 1; of the 869 of the other halves none
  /// exceeds 43. The one real print at hand has 100.
  public static let limit = 64.0

  /// Power of the strongest lone frequency over the usual power of frequencies of the same length; 1 to `largestPeak`.
  public let dotPeak: Double
  /// Distance between the dots in pixels.
  public let dotSpacing: Double

  /// Whether the picture looks printed.
  public var isSuspicious: Bool { dotPeak > Self.limit }

  /// What is not more is written as this: a tile that repeats exactly has nothing but rounding beside its peaks.
  public static let largestPeak = 1e6

  private static let side = 64
  /// Waves 2.2 to 7 pixels long. In whole pictures many repetitions lie along the axes, of lines of the sensor and of blocks of a compression.
  private static let peaks = LonePeaks(side: side, lengths: 9...29, axis: 2)
  private static let irisPeaks = LonePeaks(side: side, lengths: 9...29, axis: 1)
  /// The eye and what is around it: a print as large as a picture has its dots there, too.
  private static let reach = 1.5

  /// Looks at windows of 64 x 64 pixels: spread over the picture, and, when the iris is known, over the eye and over the iris. What lies around
  /// a print must not draw the windows away from it. Smaller pictures have figure 1.
  ///
  /// - Parameter limbus: outer boundary of the iris.
  public init(image: GrayImage, limbus: Circle? = nil) {
    var regions = [(peaks: Self.peaks, corners: Self.windows(in: 0..<image.width, 0..<image.height))]
    if let limbus, [limbus.center.x, limbus.center.y, limbus.radius].allSatisfy(\.isFinite) {
      let columns = Self.range(limbus.center.x, limbus.radius, image.width)
      let rows = Self.range(limbus.center.y, limbus.radius, image.height)
      regions.append((Self.peaks, Self.windows(in: columns, rows)))
      regions.append((Self.irisPeaks, Self.windows(in: image, over: limbus)))
    }
    var best = (peak: 1.0, spacing: 0.0)
    for region in regions {
      let windows = region.corners.compactMap {
        region.peaks.powers(of: Self.deviations(of: image, $0.x, $0.y))
      }
      if let found = region.peaks.strongest(of: windows), found.peak > best.peak { best = found }
    }
    dotPeak = min(best.peak, Self.largestPeak)
    dotSpacing = best.spacing
  }

  /// The part of an axis within reach of the eye, at least a window long where the picture is.
  private static func range(_ center: Double, _ radius: Double, _ size: Int) -> Range<Int> {
    let half = max(reach * min(max(radius, 0), Double(size)), Double(side / 2))
    let middle = min(max(center, 0), Double(size))
    let low = min(max(Int(middle - half), 0), max(size - side, 0))
    return low..<max(min(Int(middle + half), size), min(low + side, size))
  }

  /// Corners of at most 6 x 4 windows from edge to edge.
  private static func windows(in xs: Range<Int>, _ ys: Range<Int>) -> [(x: Int, y: Int)] {
    guard xs.count >= side, ys.count >= side else { return [] }
    let columns = min(6, xs.count / side)
    let rows = min(4, ys.count / side)
    return (0..<rows).flatMap { row in
      (0..<columns).map { column in
        let x = columns == 1 ? 0 : (xs.count - side) * column / (columns - 1)
        let y = rows == 1 ? 0 : (ys.count - side) * row / (rows - 1)
        return (xs.lowerBound + x, ys.lowerBound + y)
      }
    }
  }

  /// Corners of the windows in the picture that have their centres within 0.6 radii of the iris's, a fifth of a radius apart.
  private static func windows(in image: GrayImage, over limbus: Circle) -> [(x: Int, y: Int)] {
    let reach = Double(side)...Double(GrayImage.sideLimit)
    guard reach.contains(2 * limbus.radius) else { return [] }
    var corners: [(x: Int, y: Int)] = []
    for row in -3...3 {
      for column in -3...3 where row * row + column * column <= 9 {
        let x = limbus.center.x + Double(column) * limbus.radius / 5 - Double(side / 2)
        let y = limbus.center.y + Double(row) * limbus.radius / 5 - Double(side / 2)
        guard x >= 0, y >= 0, x <= Double(image.width - side), y <= Double(image.height - side) else {
          continue
        }
        corners.append((Int(x), Int(y)))
      }
    }
    // The median of fewer says little.
    return corners.count >= 8 ? corners : []
  }

  /// Deviations of a window from its mean.
  private static func deviations(of image: GrayImage, _ x0: Int, _ y0: Int) -> [Double] {
    var values = [Double](repeating: 0, count: side * side)
    for y in 0..<side {
      for x in 0..<side { values[y * side + x] = Double(image.pixels[(y0 + y) * image.width + x0 + x]) }
    }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }
}
