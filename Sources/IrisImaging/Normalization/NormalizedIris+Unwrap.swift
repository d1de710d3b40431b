import Foundation

/// The polar unwrap.
extension NormalizedIris {
  /// Unrolls a segmented iris.
  ///
  /// The sample for row r and column c lies on the straight line between the points of both contours at the
  /// angle 2 pi c / columns, at the part (r + 0.5) / rows of the way from pupil to limbus. Values are
  /// interpolated bilinearly; where the picture is finer than the samples, a block of them is averaged.
  /// Covered samples and samples outside the picture are 0, all others are limited to 1...255.
  /// Sizes outside 1...8192 are moved to the nearest allowed one.
  public init(
    image: GrayImage, segmentation: IrisSegmentation, rows: Int = defaultRows, columns: Int = defaultColumns
  ) {
    let rows = min(max(rows, 1), GrayImage.sideLimit)
    let columns = min(max(columns, 1), GrayImage.sideLimit)
    let inner = segmentation.pupilContour
    let outer = segmentation.limbusContour
    let thickness = max(segmentation.limbus.radius - segmentation.pupil.radius, 0)
    let arc = 2 * Double.pi * segmentation.limbus.radius / Double(columns)
    // Two picture pixels between samples are still covered by the interpolation.
    let rowParts = min(max(Int((thickness / Double(rows) / 1.5).rounded()), 1), 16)
    let columnParts = min(max(Int((arc / 1.5).rounded()), 1), 16)
    var pixels = [UInt8](repeating: 0, count: rows * columns)
    for column in 0..<columns {
      let rays = (0..<columnParts).map { part -> (from: Point, to: Point) in
        let shift = (Double(part) + 0.5) / Double(columnParts) - 0.5
        let angle = 2 * Double.pi * (Double(column) + shift) / Double(columns)
        return (inner.point(at: angle), outer.point(at: angle))
      }
      for row in 0..<rows {
        var sum = 0.0
        var seen = 0
        for ray in rays {
          for part in 0..<rowParts {
            let along = (Double(row) + (Double(part) + 0.5) / Double(rowParts)) / Double(rows)
            let point = Point(
              x: ray.from.x + (ray.to.x - ray.from.x) * along, y: ray.from.y + (ray.to.y - ray.from.y) * along
            )
            guard !segmentation.mask.isCovered(point), let value = image.interpolated(at: point) else {
              continue
            }
            sum += value
            seen += 1
          }
        }
        guard seen * 2 >= rowParts * columnParts, seen > 0 else { continue }
        pixels[row * columns + column] = UInt8(min(max((sum / Double(seen)).rounded(), 1), 255))
      }
    }
    self.init(rows: rows, columns: columns, checked: pixels)
  }
}

extension GrayImage {
  /// The bilinear value at a position, nil outside the picture.
  func interpolated(at point: Point) -> Double? {
    guard point.x >= -0.5, point.y >= -0.5, point.x <= Double(width) - 0.5, point.y <= Double(height) - 0.5
    else { return nil }
    let x = min(max(point.x, 0), Double(width - 1))
    let y = min(max(point.y, 0), Double(height - 1))
    let left = min(Int(x), max(width - 2, 0))
    let top = min(Int(y), max(height - 2, 0))
    let fx = x - Double(left)
    let fy = y - Double(top)
    let right = min(left + 1, width - 1)
    let below = min(top + 1, height - 1)
    let upper = Double(pixels[top * width + left]) * (1 - fx) + Double(pixels[top * width + right]) * fx
    let lower = Double(pixels[below * width + left]) * (1 - fx) + Double(pixels[below * width + right]) * fx
    return upper * (1 - fy) + lower * fy
  }
}
