import Foundation

/// A sign of a printed picture held before the camera: the dots of the print's screen repeat, and a repetition is a
/// lone peak in the spectrum, where skin, lashes and iris have none.
///
/// A figure, not a verdict: it knows nothing of photo prints without a screen, of displays finer than the camera
/// resolves and of contact lenses.
public struct PrintCue: Hashable, Sendable {
  /// 1.5 times the greatest figure (76) of 878 live pictures, one half each of MMU2 and CASIA-Iris 1; their medians
  /// are 6.1 and 5.1, and of the 867 of the other halves none exceeds 62. A rendered screen of 10 gray levels gives
  /// 90 to 4,000, depending on the spacing of its dots.
  public static let limit = 115.0

  /// Power of the strongest lone frequency over the usual power of frequencies of the same length; 1 to `largestPeak`.
  public let dotPeak: Double
  /// Distance between the dots in pixels.
  public let dotSpacing: Double

  /// Whether the picture looks printed.
  public var isSuspicious: Bool { dotPeak > Self.limit }

  /// What is not more is written as this: a tile that repeats exactly has nothing but rounding beside its peaks.
  public static let largestPeak = 1e6

  private static let side = 64
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
    dotPeak = min(peak, Self.largestPeak)
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
    var power = [Double](repeating: 0, count: side * side)
    let columns = min(6, xs.count / side)
    let rows = min(4, ys.count / side)
    for row in 0..<rows {
      for column in 0..<columns {
        let x = columns == 1 ? 0 : (xs.count - side) * column / (columns - 1)
        let y = rows == 1 ? 0 : (ys.count - side) * row / (rows - 1)
        addSpectrum(of: image, xs.lowerBound + x, ys.lowerBound + y, to: &power)
      }
    }
    return strongestPeak(power)
  }

  /// Adds the power spectrum of a window, divided by its sum so that bright windows do not outweigh the others.
  private static func addSpectrum(of image: GrayImage, _ x0: Int, _ y0: Int, to power: inout [Double]) {
    let side = Self.side
    var mean = 0.0
    for y in 0..<side {
      for x in 0..<side { mean += Double(image.pixels[(y0 + y) * image.width + x0 + x]) }
    }
    mean /= Double(side * side)
    let hann = (0..<side).map { 0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)) }
    let cosines = (0..<side).map { cos(2 * Double.pi * Double($0) / Double(side)) }
    let sines = (0..<side).map { sin(2 * Double.pi * Double($0) / Double(side)) }
    // Rows first (frequencies 0...32 are enough for real values), then columns.
    let half = side / 2 + 1
    var real = [Double](repeating: 0, count: side * half)
    var imaginary = real
    for y in 0..<side {
      for x in 0..<side {
        let value = (Double(image.pixels[(y0 + y) * image.width + x0 + x]) - mean) * hann[x] * hann[y]
        for u in 0..<half {
          real[y * half + u] += value * cosines[u * x % side]
          imaginary[y * half + u] -= value * sines[u * x % side]
        }
      }
    }
    var spectrum = [Double](repeating: 0, count: side * side)
    var total = 1e-9
    for u in 0..<half {
      for v in 0..<side {
        var re = 0.0
        var im = 0.0
        for y in 0..<side {
          let c = cosines[v * y % side]
          let s = sines[v * y % side]
          re += real[y * half + u] * c + imaginary[y * half + u] * s
          im += imaginary[y * half + u] * c - real[y * half + u] * s
        }
        let value = re * re + im * im
        spectrum[v * side + u] = value
        if isTextureFrequency(u, v) { total += value }
      }
    }
    guard total > 1 else { return }
    for at in spectrum.indices { power[at] += spectrum[at] / total }
  }

  /// Frequencies of waves 2.2 to 7 pixels long; those along rows and columns belong to compression and line cameras.
  private static func isTextureFrequency(_ u: Int, _ v: Int) -> Bool {
    let y = v > side / 2 ? v - side : v
    let square = u * u + y * y
    return u > 3 && abs(y) > 3 && u < 30 && abs(y) < 30 && square >= 81 && square <= 841
  }

  private static func strongestPeak(_ power: [Double]) -> (peak: Double, spacing: Double) {
    var rings = [[Double]](repeating: [], count: 31)
    for u in 0...(side / 2) {
      for v in 0..<side where isTextureFrequency(u, v) {
        rings[Int(length(u, v).rounded())].append(power[v * side + u])
      }
    }
    let usual = rings.map { $0.isEmpty ? 0 : $0.sorted()[$0.count / 2] }
    var best = (1.0, 0.0)
    for u in 0...(side / 2) {
      for v in 0..<side where isTextureFrequency(u, v) {
        let long = length(u, v)
        let expected = usual[Int(long.rounded())]
        guard expected > 0 else { continue }
        let ratio = power[v * side + u] / expected
        if ratio > best.0 { best = (ratio, Double(side) / long) }
      }
    }
    return best
  }

  private static func length(_ u: Int, _ v: Int) -> Double {
    let y = v > side / 2 ? v - side : v
    return Double(u * u + y * y).squareRoot()
  }
}
