/// Pictures within pictures.
extension ColorCanvas {
  /// A canvas of one colour; sides are moved into 1...65535.
  public init(width: Int, height: Int, fill: Color = .white) {
    let width = min(max(width, 1), 65535)
    let height = min(max(height, 1), 65535)
    var samples = [UInt8](repeating: fill.red, count: width * height * 3)
    for at in 0..<(width * height) { (samples[3 * at + 1], samples[3 * at + 2]) = (fill.green, fill.blue) }
    self.init(width: width, height: height, samples: samples)
  }

  /// Lays another canvas over this one; what reaches beyond the edge is left out.
  public mutating func draw(_ picture: ColorCanvas, x: Int, y: Int) {
    for row in 0..<picture.height where (0..<height).contains(y + row) {
      for column in 0..<picture.width where (0..<width).contains(x + column) {
        let from = 3 * (row * picture.width + column)
        setPixel(
          x: x + column, y: y + row, picture.samples[from], picture.samples[from + 1],
          picture.samples[from + 2])
      }
    }
  }

  /// Another size: every new pixel is the mean of the area that it covers.
  public func resized(width newWidth: Int, height newHeight: Int) -> ColorCanvas {
    var result = ColorCanvas(width: newWidth, height: newHeight)
    let columns = Self.spans(from: width, to: result.width)
    let rows = Self.spans(from: height, to: result.height)
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() {
        var sums = (0.0, 0.0, 0.0)
        var area = 0.0
        for (sourceY, partY) in row {
          for (sourceX, partX) in column {
            let at = 3 * (sourceY * width + sourceX)
            let part = partX * partY
            sums.0 += part * Double(samples[at])
            sums.1 += part * Double(samples[at + 1])
            sums.2 += part * Double(samples[at + 2])
            area += part
          }
        }
        func mean(_ sum: Double) -> UInt8 { UInt8(min(max((sum / area).rounded(), 0), 255)) }
        result.setPixel(x: x, y: y, mean(sums.0), mean(sums.1), mean(sums.2))
      }
    }
    return result
  }

  /// For every new position, the old ones under it and how much of each.
  private static func spans(from old: Int, to new: Int) -> [[(Int, Double)]] {
    let step = Double(old) / Double(new)
    return (0..<new).map { position in
      let (low, high) = (Double(position) * step, Double(position + 1) * step)
      let first = min(Int(low), old - 1)
      let last = min(max(Int(high.rounded(.up)) - 1, first), old - 1)
      return (first...last).map { ($0, max(min(Double($0) + 1, high) - max(Double($0), low), 1e-9)) }
    }
  }
}
