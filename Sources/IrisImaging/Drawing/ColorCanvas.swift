import Foundation

/// An RGB picture to draw contours on, for people who want to see what was found.
public struct ColorCanvas: Hashable, Sendable {
  /// An 8-bit RGB colour.
  public struct Color: Hashable, Sendable {
    public var red, green, blue: UInt8
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }
    public static let white = Color(red: 255, green: 255, blue: 255)
    public static let ink = Color(red: 34, green: 34, blue: 34)
    public static let pupil = Color(red: 255, green: 80, blue: 60)
    public static let limbus = Color(red: 70, green: 255, blue: 90)
    public static let eyelid = Color(red: 90, green: 170, blue: 255)
    public static let occlusion = Color(red: 255, green: 220, blue: 40)
  }

  public let width: Int
  public let height: Int
  /// Red, green, blue of every pixel, row-major.
  public private(set) var samples: [UInt8]

  /// A copy of a gray picture, ready to be drawn on.
  public init(_ image: GrayImage) {
    width = image.width
    height = image.height
    samples = image.pixels.flatMap { [$0, $0, $0] }
  }

  /// For callers that have just made `3 * width * height` values.
  init(width: Int, height: Int, samples: [UInt8]) {
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// Sets a pixel within the canvas.
  @inline(__always)
  mutating func setPixel(x: Int, y: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    let first = 3 * (y * width + x)
    (samples[first], samples[first + 1], samples[first + 2]) = (red, green, blue)
  }

  /// Lays a colour over one pixel with an opacity of 0...1; positions outside are ignored.
  public mutating func blend(x: Int, y: Int, _ color: Color, opacity: Double = 1) {
    guard (0..<width).contains(x), (0..<height).contains(y), (0...1).contains(opacity) else { return }
    let first = (y * width + x) * 3
    mix(first, color.red, opacity)
    mix(first + 1, color.green, opacity)
    mix(first + 2, color.blue, opacity)
  }

  @inline(__always)
  private mutating func mix(_ at: Int, _ value: UInt8, _ opacity: Double) {
    let mixed = Double(samples[at]) * (1 - opacity) + Double(value) * opacity
    samples[at] = UInt8(min(max(mixed.rounded(), 0), 255))
  }

  /// Draws straight lines from point to point, one pixel wide.
  public mutating func drawPath(_ points: [Point], _ color: Color, closed: Bool = false) {
    let ends = closed ? points + points.prefix(1) : points
    for (start, end) in zip(ends, ends.dropFirst()) {
      // Coordinates far outside would only make the loop long.
      guard [start.x, start.y, end.x, end.y].allSatisfy({ abs($0) < 1e5 }) else { continue }
      let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
      for step in 0...steps {
        let t = Double(step) / Double(steps)
        let x = start.x + (end.x - start.x) * t
        let y = start.y + (end.y - start.y) * t
        blend(x: Int(x.rounded()), y: Int(y.rounded()), color)
      }
    }
  }

  /// The canvas as an 8-bit RGB PNG file.
  public func pngEncoded() throws(ImageError) -> [UInt8] {
    try PNGCodec.encode(width: width, height: height, samples: samples, channels: 3)
  }
}
