import Foundation

/// A sign of a printed picture held before the camera: the dots of the print's screen repeat, and a repetition is a
/// lone peak in the spectrum, where skin, lashes and iris have none.
///
/// A figure, not a verdict: it knows nothing of photo prints without a screen, of displays finer than the camera
/// resolves and of contact lenses (`LensCue`).
public struct PrintCue: Hashable, Sendable {
  /// 1.5 times the greatest figure (33) of 878 live pictures, one half each of MMU2 and CASIA-Iris 1; of the 868 of the other halves none
  /// exceeds 43. The one real print at hand has 132, a rendered screen of 10 gray levels 90 and more, depending on the spacing of its dots.
  public static let limit = 50.0

  /// Power of the strongest lone frequency over the usual power of frequencies of the same length; 1 to `largestPeak`.
  public let dotPeak: Double
  /// Distance between the dots in pixels.
  public let dotSpacing: Double

  /// Whether the picture looks printed.
  public var isSuspicious: Bool { dotPeak > Self.limit }

  /// What is not more is written as this: a tile that repeats exactly has nothing but rounding beside its peaks.
  public static let largestPeak = 1e6

  private static let side = 64
  /// Waves 2.2 to 7 pixels long.
  private static let peaks = LonePeaks(side: side, lengths: 9...29, axis: 4)
  /// The eye and what is around it: a print as large as a picture has its dots there, too.
  private static let reach = 1.5

  /// Looks at windows of 64 x 64 pixels, spread over the picture and, when the iris is known, once more over the eye: what lies around an eye
  /// must not draw the windows away from it. Smaller pictures have figure 1.
  ///
  /// - Parameter limbus: outer boundary of the iris.
  public init(image: GrayImage, limbus: Circle? = nil) {
    var (peak, spacing) = Self.strongestPeak(of: image, 0..<image.width, 0..<image.height)
    if let limbus {
      let eye = Self.strongestPeak(
        of: image, Self.range(limbus.center.x, limbus.radius, image.width),
        Self.range(limbus.center.y, limbus.radius, image.height))
      if eye.peak > peak { (peak, spacing) = eye }
    }
    dotPeak = min(max(peak, 1), Self.largestPeak)
    dotSpacing = spacing
  }

  /// The part of an axis within reach of the eye, at least a window long where the picture is.
  private static func range(_ center: Double, _ radius: Double, _ size: Int) -> Range<Int> {
    let half = max(reach * min(max(radius, 0), Double(size)), Double(side / 2))
    let middle = min(max(center, 0), Double(size))
    let low = min(max(Int(middle - half), 0), max(size - side, 0))
    return low..<max(min(Int(middle + half), size), min(low + side, size))
  }

  private static func strongestPeak(
    of image: GrayImage, _ xs: Range<Int>, _ ys: Range<Int>
  ) -> (peak: Double, spacing: Double) {
    guard xs.count >= side, ys.count >= side else { return (1, 0) }
    var windows: [[Double]] = []
    let columns = min(6, xs.count / side)
    let rows = min(4, ys.count / side)
    for row in 0..<rows {
      for column in 0..<columns {
        let x = columns == 1 ? 0 : (xs.count - side) * column / (columns - 1)
        let y = rows == 1 ? 0 : (ys.count - side) * row / (rows - 1)
        let window = deviations(of: image, xs.lowerBound + x, ys.lowerBound + y)
        if let powers = peaks.powers(of: window) { windows.append(powers) }
      }
    }
    return peaks.strongest(of: windows) ?? (1, 0)
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
