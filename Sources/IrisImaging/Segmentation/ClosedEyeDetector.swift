/// Tells the picture of a closed eye from one without an eye: the lashes of a closed eye make a dark line right
/// across the picture, with bright skin over and under it.
struct ClosedEyeDetector {
  /// The reduced picture without highlights, slightly smoothed.
  let plane: Plane
  let range: Float

  /// Rows between a place and the skin it is compared with, as a part of the height.
  private static let distance = 0.09
  /// Least part of the columns of the middle two thirds in which the line must stand out.
  private static let leastPart = 0.75
  /// How much darker than the skin on both sides the line must be, as a part of the range of gray values.
  private static let leastDepth: Float = 0.12

  /// Whether there is such a line.
  func isClosed() -> Bool {
    let reach = max(2, Int(Double(plane.height) * Self.distance))
    guard plane.height > 4 * reach, plane.width > 12, range > 20 else { return false }
    let columns = (plane.width / 6)..<(plane.width * 5 / 6)
    let rows = reach..<(plane.height - reach)
    let depths = followDarkLine(columns, rows, reach)
    let clear = depths.count { $0 > Self.leastDepth * range }
    return Double(clear) >= Self.leastPart * Double(columns.count)
  }

  /// How much darker than the skin over and under it the line is, the smaller of both, per column; the line is the
  /// path of greatest depth that moves by at most one row per column.
  private func followDarkLine(_ columns: Range<Int>, _ rows: Range<Int>, _ reach: Int) -> [Float] {
    let height = rows.count
    var depth = [Float](repeating: 0, count: columns.count * height)
    for (index, x) in columns.enumerated() {
      for (row, y) in rows.enumerated() {
        let value = plane.values[y * plane.width + x]
        let over = plane.values[(y - reach) * plane.width + x]
        let under = plane.values[(y + reach) * plane.width + x]
        depth[index * height + row] = min(max(min(over, under) - value, 0), 0.4 * range)
      }
    }
    var best = Array(depth[0..<height])
    var moves = [Int8](repeating: 0, count: depth.count)
    for index in 1..<columns.count {
      var next = best
      for row in 0..<height {
        var from = row
        if row > 0, best[row - 1] > best[from] { from = row - 1 }
        if row + 1 < height, best[row + 1] > best[from] { from = row + 1 }
        next[row] = best[from] + depth[index * height + row]
        moves[index * height + row] = Int8(from - row)
      }
      best = next
    }
    var row = best.indices.max { best[$0] < best[$1] } ?? 0
    var path = [Float](repeating: 0, count: columns.count)
    for index in stride(from: columns.count - 1, through: 0, by: -1) {
      path[index] = depth[index * height + row]
      row += Int(moves[index * height + row])
    }
    return path
  }
}
