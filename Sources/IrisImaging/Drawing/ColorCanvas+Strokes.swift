import Foundation

/// Smooth lines, areas and letters. Here the pixel (x, y) covers the square from (x, y) to (x + 1, y + 1).
extension ColorCanvas {
  /// Draws lines from point to point with round ends; edges are smoothed over one pixel.
  ///
  /// A path is laid down in one go: where its parts cross, it is not darker.
  public mutating func stroke(_ points: [Point], _ color: Color, width: Double) {
    stroke([points], color, width: width)
  }

  /// Several lines laid down together.
  public mutating func stroke(_ paths: [[Point]], _ color: Color, width lineWidth: Double) {
    // Coordinates far outside would only make the loops long.
    let paths = paths.filter { $0.allSatisfy { abs($0.x) < 1e5 && abs($0.y) < 1e5 } }
    let all = paths.joined()
    guard let left = all.map(\.x).min(), let right = all.map(\.x).max(), let top = all.map(\.y).min(),
      let bottom = all.map(\.y).max(), lineWidth > 0, lineWidth < 1e4
    else { return }
    let reach = lineWidth / 2 + 1
    let columns = Self.pixels(left - reach, right + reach, width)
    let rows = Self.pixels(top - reach, bottom + reach, height)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    var cover = [Float](repeating: 0, count: columns.count * rows.count)
    for path in paths {
      for (start, end) in zip(path, path.dropFirst() + (path.count == 1 ? path[...] : [])) {
        for y in Self.pixels(min(start.y, end.y) - reach, max(start.y, end.y) + reach, height) {
          for x in Self.pixels(min(start.x, end.x) - reach, max(start.x, end.x) + reach, width) {
            let distance = Self.distance(Point(x: Double(x) + 0.5, y: Double(y) + 0.5), start, end)
            let part = Float(min(max(lineWidth / 2 + 0.5 - distance, 0), min(lineWidth, 1)))
            let at = (y - rows.lowerBound) * columns.count + x - columns.lowerBound
            cover[at] = max(cover[at], part)
          }
        }
      }
    }
    for y in rows {
      for x in columns {
        let part = cover[(y - rows.lowerBound) * columns.count + x - columns.lowerBound]
        if part > 0 { blend(x: x, y: y, color, opacity: Double(part)) }
      }
    }
  }

  /// Fills a rectangle; pixels that it covers in part are tinted in part.
  public mutating func fill(
    left: Double, top: Double, right: Double, bottom: Double, _ color: Color, opacity: Double = 1
  ) {
    for y in Self.pixels(top, bottom, height) {
      let part = min(Double(y) + 1, bottom) - max(Double(y), top)
      for x in Self.pixels(left, right, width) {
        let share = part * (min(Double(x) + 1, right) - max(Double(x), left))
        blend(x: x, y: y, color, opacity: min(max(opacity * share, 0), 1))
      }
    }
  }

  /// Which end of a text lies at its position.
  public enum Anchor: Sendable { case start, middle, end }

  /// Writes a line of text in ASCII; `size` is the height of capitals in pixels, the position is on the base line.
  public mutating func write(
    _ text: String, at point: Point, size: Double, _ color: Color, anchor: Anchor = .start
  ) {
    let scale = size / StrokeFont.capitalHeight
    let (strokes, width) = StrokeFont.strokes(of: text)
    let shift: Double =
      switch anchor {
      case .start: 0
      case .middle: width / 2
      case .end: width
      }
    let paths = strokes.map { stroke in
      stroke.map {
        Point(
          x: point.x + ($0.x - shift) * scale, y: point.y + ($0.y - StrokeFont.capitalHeight) * scale)
      }
    }
    stroke(paths, color, width: max(1, size * 0.13))
  }

  /// Pixels that touch an interval, within 0..<limit.
  private static func pixels(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
    guard low < high else { return 0..<0 }
    let first = Int(min(max(low.rounded(.down), 0), Double(limit)))
    return first..<max(first, Int(min(max(high.rounded(.up), 0), Double(limit))))
  }

  private static func distance(_ point: Point, _ start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let along = length > 0 ? ((point.x - start.x) * dx + (point.y - start.y) * dy) / length : 0
    let part = min(max(along, 0), 1)
    return point.distance(to: Point(x: start.x + part * dx, y: start.y + part * dy))
  }
}
