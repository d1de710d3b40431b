import Foundation

/// Panels of curves over one quantity, both axes logarithmic, drawn as an SVG picture.
struct LogLogPlot {
  struct Series {
    let name: String
    /// (x, y), both positive.
    let values: [(x: Double, y: Double)]
  }

  struct Panel {
    /// What the vertical axis shows, with its unit.
    let title: String
    let series: [Series]
  }

  let title: String
  /// What the horizontal axis shows; its marks are powers of two.
  let horizontal: String
  let panels: [Panel]

  private static let colors = ["#1f5fa8", "#c2571a"]
  private static let (width, height) = (330.0, 300.0)
  private static let (left, top) = (56.0, 64.0)
  private static let (spacing, bottom) = (30.0, 62.0)

  /// The picture.
  var svg: String {
    let totalWidth = Double(panels.count) * (Self.left + Self.width + Self.spacing)
    let totalHeight = Self.top + Self.height + Self.bottom
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(totalWidth))\" "
        + "height=\"\(Self.number(totalHeight))\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
      Self.text(title, x: Self.left, y: 26, size: 16, weight: "bold"),
    ]
    for (index, panel) in panels.enumerated() {
      let x = Self.left + Double(index) * (Self.left + Self.width + Self.spacing)
      lines += draw(panel, x: x, y: Self.top)
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func draw(_ panel: Panel, x: Double, y: Double) -> [String] {
    let points = panel.series.flatMap(\.values)
    guard let xs = Self.range(points.map { log2($0.x) }), let ys = Self.range(points.map { log10($0.y) })
    else {
      return []
    }
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (
        x + Self.width * (log2(point.x) - xs.lowerBound) / (xs.upperBound - xs.lowerBound),
        y + Self.height * (ys.upperBound - log10(point.y)) / (ys.upperBound - ys.lowerBound)
      )
    }
    var lines = [Self.text(panel.title, x: x, y: y - 12, weight: "bold")]
    for power in Int(xs.lowerBound)...Int(xs.upperBound) {
      let at = place((exp2(Double(power)), 1)).x
      lines.append(Self.line((at, y), (at, y + Self.height), color: "#e4e4e4"))
      lines.append(
        "<text x=\"\(Self.number(at))\" y=\"\(Self.number(y + Self.height + 18))\" text-anchor=\"middle\">"
          + "2<tspan dy=\"-5\" font-size=\"9\">\(power)</tspan></text>")
    }
    for power in Int(ys.lowerBound)...Int(ys.upperBound) {
      let at = place((1, pow(10, Double(power)))).y
      lines.append(Self.line((x, at), (x + Self.width, at), color: "#cccccc"))
      lines.append(Self.text(Self.mark(power), x: x - 6, y: at + 4, anchor: "end"))
    }
    lines.append(
      Self.text(
        horizontal, x: x + Self.width / 2, y: y + Self.height + 42, anchor: "middle"))
    // A slope of one through the last point of the first curve: what linear growth looks like.
    if let last = panel.series.first?.values.last, let first = panel.series.first?.values.first {
      let start = max(first.x, last.x * pow(10, ys.lowerBound) / last.y)
      lines.append(
        Self.line(place((start, last.y * start / last.x)), place(last), color: "#888888", dashes: "5 4"))
      lines.append(
        Self.text(
          "dashed: linear", x: x + Self.width - 6, y: y + Self.height - 8, anchor: "end", color: "#666"))
    }
    for (series, color) in zip(panel.series, Self.colors) {
      let path = series.values.map(place)
      lines.append(
        "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" points=\""
          + path.map { Self.number($0.x) + "," + Self.number($0.y) }.joined(separator: " ") + "\"/>")
      lines += path.map {
        "<circle cx=\"\(Self.number($0.x))\" cy=\"\(Self.number($0.y))\" r=\"3.5\" fill=\"\(color)\"/>"
      }
      if panel.series.count > 1, let last = path.last {
        lines.append(
          Self.text(series.name, x: last.x - 8, y: last.y - 10, anchor: "end", color: color))
      }
    }
    return lines
  }

  /// Whole numbers around all values.
  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max(), low.isFinite, high.isFinite else { return nil }
    return low.rounded(.down)...max(high.rounded(.up), low.rounded(.down) + 1)
  }

  private static func mark(_ power: Int) -> String {
    power >= 0
      ? "1" + String(repeating: "0", count: power) : "0." + String(repeating: "0", count: -power - 1) + "1"
  }

  private static func text(
    _ text: String, x: Double, y: Double, size: Int = 13, weight: String = "normal", anchor: String = "start",
    color: String = "#222"
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(size)\" font-weight=\"\(weight)\" "
      + "text-anchor=\"\(anchor)\" fill=\"\(color)\">\(text)</text>"
  }

  private static func line(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), color: String, dashes: String = "none"
  ) -> String {
    "<line x1=\"\(number(from.x))\" y1=\"\(number(from.y))\" x2=\"\(number(to.x))\" y2=\"\(number(to.y))\" "
      + "stroke=\"\(color)\" stroke-dasharray=\"\(dashes)\"/>"
  }

  private static func number(_ value: Double) -> String { StepBounds.text(max(value, 0), 1) }
}
