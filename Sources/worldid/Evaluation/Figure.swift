import Foundation
import IrisImaging

/// A drawing of a few kinds of shapes that can be written as SVG or as PNG; both look alike.
struct Figure {
  enum Shape {
    /// Lines from point to point; dashes are laid along the whole path.
    case path([Point], color: ColorCanvas.Color, width: Double, isDashed: Bool)
    case area(
      left: Double, top: Double, right: Double, bottom: Double, color: ColorCanvas.Color, opacity: Double)
    /// A line of ASCII text on its base line; the size is the height of capitals.
    case text(String, at: Point, size: Double, color: ColorCanvas.Color, anchor: ColorCanvas.Anchor)
  }

  let width: Double
  let height: Double
  private(set) var shapes: [Shape] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func add(
    path points: [Point], _ color: ColorCanvas.Color, width: Double = 1, isDashed: Bool = false
  ) {
    shapes.append(.path(points, color: color, width: width, isDashed: isDashed))
  }

  mutating func add(
    left: Double, top: Double, right: Double, bottom: Double, _ color: ColorCanvas.Color, opacity: Double = 1
  ) {
    shapes.append(.area(left: left, top: top, right: right, bottom: bottom, color: color, opacity: opacity))
  }

  mutating func add(
    _ text: String, x: Double, y: Double, size: Double = 9, _ color: ColorCanvas.Color = .ink,
    anchor: ColorCanvas.Anchor = .start
  ) {
    shapes.append(.text(text, at: Point(x: x, y: y), size: size, color: color, anchor: anchor))
  }

  // MARK: - PNG

  /// - Parameter scale: pixels a unit.
  func canvas(scale: Double = 2) -> ColorCanvas {
    var canvas = ColorCanvas(width: Int(width * scale), height: Int(height * scale))
    func scaled(_ point: Point) -> Point { Point(x: point.x * scale, y: point.y * scale) }
    for shape in shapes {
      switch shape {
      case .path(let points, let color, let width, let isDashed):
        let paths = isDashed ? Self.dashes(points, length: 5, gap: 4) : [points]
        canvas.stroke(paths.map { $0.map(scaled) }, color, width: width * scale)
      case .area(let left, let top, let right, let bottom, let color, let opacity):
        canvas.fill(
          left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale, color,
          opacity: opacity)
      case .text(let text, let point, let size, let color, let anchor):
        canvas.write(text, at: scaled(point), size: size * scale, color, anchor: anchor)
      }
    }
    return canvas
  }

  /// A path cut into dashes.
  private static func dashes(_ points: [Point], length: Double, gap: Double) -> [[Point]] {
    var dashes: [[Point]] = []
    var current: [Point] = []
    // How much is left of the present dash or gap.
    var rest = length
    var isOn = true
    for (start, end) in zip(points, points.dropFirst()) {
      let total = start.distance(to: end)
      var done = 0.0
      func place(_ at: Double) -> Point {
        let part = total > 0 ? at / total : 0
        return Point(x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part)
      }
      if isOn && current.isEmpty { current = [start] }
      while total - done > rest {
        done += rest
        if isOn {
          dashes.append(current + [place(done)])
          current = []
        } else {
          current = [place(done)]
        }
        isOn.toggle()
        rest = isOn ? length : gap
      }
      rest -= total - done
      if isOn { current.append(end) }
    }
    return current.count > 1 ? dashes + [current] : dashes
  }

  // MARK: - SVG

  var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" "
        + "font-family=\"sans-serif\">", "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    for shape in shapes {
      switch shape {
      case .path(let points, let color, let width, let isDashed):
        let places = points.map { Self.number($0.x) + "," + Self.number($0.y) }.joined(separator: " ")
        lines.append(
          "<polyline fill=\"none\" stroke=\"\(Self.hex(color))\" stroke-width=\"\(Self.number(width))\" "
            + "stroke-linejoin=\"round\"" + (isDashed ? " stroke-dasharray=\"5 4\"" : "")
            + " points=\"\(places)\"/>")
      case .area(let left, let top, let right, let bottom, let color, let opacity):
        lines.append(
          "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(top))\" width=\"\(Self.number(right - left))\" "
            + "height=\"\(Self.number(bottom - top))\" fill=\"\(Self.hex(color))\" "
            + "fill-opacity=\"\(Self.number(opacity))\"/>")
      case .text(let text, let point, let size, let color, let anchor):
        // Capitals are some 0.72 of a font's size.
        lines.append(
          "<text x=\"\(Self.number(point.x))\" y=\"\(Self.number(point.y))\" "
            + "font-size=\"\(Self.number(size / 0.72))\" fill=\"\(Self.hex(color))\" "
            + "text-anchor=\"\(anchor)\">\(Self.escaped(text))</text>")
      }
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  private static func hex(_ color: ColorCanvas.Color) -> String {
    "#" + Hex.encode([color.red, color.green, color.blue])
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
