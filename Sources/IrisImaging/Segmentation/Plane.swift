import Foundation

/// Gray values as floating point numbers: the working form of a (reduced, cropped) picture.
///
/// Plane coordinates map to the picture by `origin + scale * position`, pixel centres being whole numbers.
struct Plane {
  let width: Int
  let height: Int
  var values: [Float]
  /// Picture pixels per plane pixel.
  let scale: Double
  /// The picture position of plane position (0, 0).
  let origin: Point

  init(width: Int, height: Int, values: [Float], scale: Double, origin: Point) {
    self.width = width
    self.height = height
    self.values = values
    self.scale = scale
    self.origin = origin
  }

  /// Means over blocks of `factor` x `factor` pixels of a window; the window is cut to the picture and to
  /// whole blocks.
  init(_ image: GrayImage, factor: Int, left: Int = 0, top: Int = 0, right: Int? = nil, bottom: Int? = nil) {
    let x0 = min(max(left, 0), image.width - 1)
    let y0 = min(max(top, 0), image.height - 1)
    let columns = max(1, (min(right ?? image.width, image.width) - x0) / factor)
    let rows = max(1, (min(bottom ?? image.height, image.height) - y0) / factor)
    var values = [Float](repeating: 0, count: columns * rows)
    // Windows are at least one block in every use; the clamp keeps a sliver at the edge in bounds.
    let block = min(factor, image.width - x0, image.height - y0)
    let norm = 1 / Float(block * block)
    image.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0
          for dy in 0..<block {
            let start = (y0 + row * factor + dy) * image.width + x0 + column * factor
            for dx in 0..<block { sum &+= Int(pixels[start + dx]) }
          }
          values[row * columns + column] = Float(sum) * norm
        }
      }
    }
    let shift = Double(factor - 1) / 2
    self.init(
      width: columns, height: rows, values: values, scale: Double(factor),
      origin: Point(x: Double(x0) + shift, y: Double(y0) + shift))
  }

  /// Means over blocks of 2 x 2 pixels.
  func halved() -> Plane {
    let columns = max(1, width / 2)
    let rows = max(1, height / 2)
    var means = [Float](repeating: 0, count: columns * rows)
    for row in 0..<rows {
      let upper = 2 * row * width
      let lower = min(2 * row + 1, height - 1) * width
      for column in 0..<columns {
        let left = 2 * column
        let right = min(left + 1, width - 1)
        means[row * columns + column] =
          (values[upper + left] + values[upper + right] + values[lower + left] + values[lower + right]) / 4
      }
    }
    return Plane(
      width: columns, height: rows, values: means, scale: 2 * scale,
      origin: Point(x: origin.x + scale / 2, y: origin.y + scale / 2))
  }

  /// A copy with other values and the same geometry.
  func with(_ values: [Float]) -> Plane {
    Plane(width: width, height: height, values: values, scale: scale, origin: origin)
  }

  /// The nearest value; positions outside are moved to the edge.
  @inline(__always)
  func nearest(_ x: Float, _ y: Float) -> Float {
    let column = min(max(Int((x + 0.5).rounded(.down)), 0), width - 1)
    let row = min(max(Int((y + 0.5).rounded(.down)), 0), height - 1)
    return values[row * width + column]
  }

  /// Bilinear interpolation; positions outside are moved to the edge.
  @inline(__always)
  func bilinear(_ x: Float, _ y: Float) -> Float {
    let cx = min(max(x, 0), Float(width - 1))
    let cy = min(max(y, 0), Float(height - 1))
    let column = min(Int(cx), max(width - 2, 0))
    let row = min(Int(cy), max(height - 2, 0))
    let fx = cx - Float(column)
    let fy = cy - Float(row)
    let right = min(column + 1, width - 1)
    let below = min(row + 1, height - 1)
    let upper = values[row * width + column] * (1 - fx) + values[row * width + right] * fx
    let lower = values[below * width + column] * (1 - fx) + values[below * width + right] * fx
    return upper * (1 - fy) + lower * fy
  }

  /// Calls `body` with direct access to the values, for hot loops.
  @inline(__always)
  func withSampler<Result>(_ body: (PlaneSampler) -> Result) -> Result {
    values.withUnsafeBufferPointer { body(PlaneSampler(values: $0, width: width, height: height)) }
  }

  /// Plane position of a picture position.
  func local(_ point: Point) -> Point {
    Point(x: (point.x - origin.x) / scale, y: (point.y - origin.y) / scale)
  }

  /// Picture position of a plane position.
  func global(_ point: Point) -> Point {
    Point(x: origin.x + scale * point.x, y: origin.y + scale * point.y)
  }

  /// The values below which the given parts (0...1) of the pixels lie, to within one gray level.
  func percentiles(_ parts: Double...) -> [Float] {
    var histogram = [Int](repeating: 0, count: 256)
    histogram.withUnsafeMutableBufferPointer { histogram in
      for value in values { histogram[min(max(Int(value), 0), 255)] += 1 }
    }
    return parts.map { part in
      var rest = Int(part * Double(values.count))
      for (level, count) in histogram.enumerated() {
        rest -= count
        if rest < 0 { return Float(level) }
      }
      return 255
    }
  }
}

/// Direct access to the values of a plane while they cannot move.
struct PlaneSampler {
  let values: UnsafeBufferPointer<Float>
  let width: Int
  let height: Int

  /// Bilinear interpolation; positions outside are moved to the edge. Both coordinates must be finite.
  @inline(__always)
  func bilinear(_ x: Float, _ y: Float) -> Float {
    let cx = min(max(x, 0), Float(width - 1))
    let cy = min(max(y, 0), Float(height - 1))
    let column = Int(cx)
    let row = Int(cy)
    let fx = cx - Float(column)
    let fy = cy - Float(row)
    let at = row &* width &+ column
    let right = column &+ 1 < width ? 1 : 0
    let below = row &+ 1 < height ? width : 0
    let upper = values[at] * (1 - fx) + values[at &+ right] * fx
    let lower = values[at &+ below] * (1 - fx) + values[at &+ below &+ right] * fx
    return upper * (1 - fy) + lower * fy
  }

  /// Bilinear interpolation at four positions at once, with the same result.
  ///
  /// Positions become whole numbers by adding 2^23, the least number whose neighbours are 1 apart: so the plane must have fewer than
  /// 2^23 values. The greatest has 439 rows or columns by 8192.
  @inline(__always)
  func bilinear(_ x: SIMD4<Float>, _ y: SIMD4<Float>) -> SIMD4<Float> {
    let cx = Self.limited(x, Float(width - 1))
    let cy = Self.limited(y, Float(height - 1))
    // In the last column the weight of the right neighbour is 1 instead of that of the left one.
    let column = Self.limited(Self.whole(cx), Float(max(width - 2, 0)))
    let row = Self.limited(Self.whole(cy), Float(max(height - 2, 0)))
    let fx = cx - column
    let fy = cy - row
    let number = row * Float(width) + column + Self.unitsFrom
    let at = unsafeBitCast(number, to: SIMD4<UInt32>.self) & 0x7F_FFFF
    let right = min(1, width - 1)
    let below = height > 1 ? width : 0
    var near = SIMD4<Float>.zero
    var nearRight = near
    var far = near
    var farRight = near
    for lane in 0..<4 {
      let first = Int(at[lane])
      near[lane] = values[first]
      nearRight[lane] = values[first &+ right]
      far[lane] = values[first &+ below]
      farRight[lane] = values[first &+ below &+ right]
    }
    let upper = near * (1 - fx) + nearRight * fx
    let lower = far * (1 - fx) + farRight * fx
    return upper * (1 - fy) + lower * fy
  }

  private static let unitsFrom = Float(1 << 23)

  /// The whole part of numbers from 0 to below 2^23.
  @inline(__always)
  private static func whole(_ value: SIMD4<Float>) -> SIMD4<Float> {
    let nearest = (value + unitsFrom) - unitsFrom
    return nearest.replacing(with: nearest - 1, where: nearest .> value)
  }

  @inline(__always)
  private static func limited(_ value: SIMD4<Float>, _ highest: Float) -> SIMD4<Float> {
    // In this form that which is not a number becomes 0 too.
    let raised = SIMD4<Float>.zero.replacing(with: value, where: value .> 0)
    return raised.replacing(with: highest, where: raised .> highest)
  }
}
