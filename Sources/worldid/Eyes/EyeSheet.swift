import IrisEncoding
import IrisImaging

/// What the program saw, on one sheet: the picture with contours, lids and covered parts, the unrolled iris, and the code.
struct EyeSheet {
  /// Width of everything on the sheet, in pixels.
  private static let width = 768
  private static let margin = 12
  private static let caption = 26
  /// Bits that count are drawn dark and light, those that do not in this colour.
  private static let hidden = ColorCanvas.Color(red: 178, green: 154, blue: 28)

  let canvas: ColorCanvas

  /// - Parameter picture: nil when only the normalised iris is known.
  init(picture: EyePicture?, iris: NormalizedIris, code: IrisCode) {
    var parts: [(caption: String, canvas: ColorCanvas)] = []
    if let picture {
      let drawing = picture.segmentation.drawing(over: picture.image)
      parts.append(
        (
          "pupil red, limbus green, lids blue, covered parts yellow",
          drawing.resized(width: Self.width, height: drawing.height * Self.width / drawing.width)
        ))
    }
    parts.append(
      (
        "iris unrolled: pupil at the top, once round from the right of the picture over its bottom",
        iris.picture.resized(width: Self.width, height: max(iris.rows * 5 / 2, 1))
      ))
    for channel in 0..<code.channels {
      let height = max(112 / max(code.channels, 1), code.rows)
      parts.append(
        (
          channel == 0
            ? "code: \(code.rows) x \(code.columns) x \(code.channels) bits, \(code.visibleBits) count; yellow does not"
            : "", Self.picture(of: code, channel: channel).resized(width: Self.width, height: height)
        ))
    }
    let heights = parts.map { ($0.caption.isEmpty ? 4 : Self.caption) + $0.canvas.height }
    var canvas = ColorCanvas(
      width: Self.width + 2 * Self.margin, height: heights.reduce(Self.margin, +))
    var top = 0
    for (part, height) in zip(parts, heights) {
      canvas.write(
        part.caption, at: Point(x: Double(Self.margin), y: Double(top + Self.caption - 7)), size: 9, .ink)
      canvas.draw(part.canvas, x: Self.margin, y: top + height - part.canvas.height)
      top += height
    }
    self.canvas = canvas
  }

  /// One channel of the code, a pixel a bit.
  private static func picture(of code: IrisCode, channel: Int) -> ColorCanvas {
    var canvas = ColorCanvas(width: code.columns, height: code.rows)
    for row in 0..<code.rows {
      for column in 0..<code.columns {
        let index = (row * code.columns + column) * code.channels + channel
        let bit = code.bits[index / 64] >> UInt64(index % 64) & 1
        let counts = code.mask[index / 64] >> UInt64(index % 64) & 1
        let level: UInt8 = bit == 1 ? 240 : 20
        canvas.blend(
          x: column, y: row,
          counts == 1 ? ColorCanvas.Color(red: level, green: level, blue: level) : hidden)
      }
    }
    return canvas
  }
}
