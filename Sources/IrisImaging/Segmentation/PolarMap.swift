import Foundation

/// A picture round a centre in polar coordinates: one ray per angle, equally spaced samples along it, and
/// their running sums, so that the mean over any stretch of a ray costs two look-ups.
struct PolarMap {
  let center: Point
  let angles: Int
  /// Samples per ray; sample k lies `spacing * k` plane pixels from the centre.
  let samples: Int
  let spacing: Double
  /// Sum of the first k samples of a ray, [angle, k], `samples + 1` per ray.
  private let sums: [Float]
  /// Samples of each ray that lie in the picture.
  let inside: [Int]

  init(_ plane: Plane, center: Point, angles: Int, reach: Double, spacing: Double) {
    self.center = center
    self.angles = angles
    self.spacing = spacing
    let samples = max(4, Int(reach / spacing) + 1)
    self.samples = samples
    var sums = [Float](repeating: 0, count: angles * (samples + 1))
    var inside = [Int](repeating: samples, count: angles)
    let width = Float(plane.width) - 0.5
    let height = Float(plane.height) - 0.5
    sums.withUnsafeMutableBufferPointer { sums in
      plane.withSampler { sampler in
        for angle in 0..<angles {
          let theta = 2 * Double.pi * Double(angle) / Double(angles)
          let dx = Float(cos(theta) * spacing)
          let dy = Float(sin(theta) * spacing)
          var x = Float(center.x)
          var y = Float(center.y)
          var sum: Float = 0
          let start = angle * (samples + 1)
          for sample in 0..<samples {
            if sample < inside[angle], x < -0.5 || y < -0.5 || x > width || y > height {
              inside[angle] = sample
            }
            sum += sampler.bilinear(x, y)
            sums[start + sample + 1] = sum
            x += dx
            y += dy
          }
        }
      }
    }
    self.sums = sums
    self.inside = inside
  }

  /// Mean of the samples `from ..< to` of a ray, both cut to the ray.
  func mean(_ angle: Int, _ from: Int, _ to: Int) -> Float {
    let low = min(max(from, 0), samples - 1)
    let high = min(max(to, low + 1), samples)
    let start = angle * (samples + 1)
    return (sums[start + high] - sums[start + low]) / Float(high - low)
  }

  /// The gray step outwards at every (angle, sample): the mean of a band outside minus that of one inside.
  ///
  /// The bands begin `gap(radius)` from the sample and are `band(radius)` wide, all in plane pixels. Where the
  /// outer one is not in the picture the step is `unknown`.
  func steps(gap: (Double) -> Double, band: (Double) -> Double, unknown: Float = 0) -> EdgeMap {
    var result = [Float](repeating: unknown, count: angles * samples)
    let skips = (0..<samples).map { max(0, Int((gap(Double($0) * spacing) / spacing).rounded())) }
    let widths = (0..<samples).map { max(1, Int((band(Double($0) * spacing) / spacing).rounded())) }
    result.withUnsafeMutableBufferPointer { result in
      sums.withUnsafeBufferPointer { sums in
        for angle in 0..<angles {
          let start = angle * (samples + 1)
          for sample in 1..<samples {
            let skip = skips[sample]
            let width = widths[sample]
            let outerFrom = sample + skip
            let outerTo = min(outerFrom + width, inside[angle])
            // The sample itself belongs to neither band when there is a gap.
            let innerTo = sample - skip + (skip > 0 ? 1 : 0)
            let innerFrom = max(innerTo - width, 0)
            guard innerTo > innerFrom, outerTo > outerFrom else { continue }
            let outer = (sums[start + outerTo] - sums[start + outerFrom]) / Float(outerTo - outerFrom)
            let inner = (sums[start + innerTo] - sums[start + innerFrom]) / Float(innerTo - innerFrom)
            result[angle * samples + sample] = outer - inner
          }
        }
      }
    }
    return EdgeMap(angles: angles, samples: samples, spacing: spacing, steps: result)
  }
}

/// Gray steps outwards at every (angle, sample) of a polar map.
struct EdgeMap {
  let angles: Int
  let samples: Int
  let spacing: Double
  /// [angle, sample]
  var steps: [Float]

  /// Steps limited to `-cap...cap` and divided by it.
  func capped(_ cap: Float) -> EdgeMap {
    var copy = self
    let norm = 1 / cap
    for at in copy.steps.indices { copy.steps[at] = min(max(copy.steps[at] * norm, -1), 1) }
    return copy
  }

  /// Gives all samples one value from the pole, the centre of the map, to where the ray leaves a circle,
  /// and on to that distance times `growth`.
  mutating func forbid(inside circle: Circle, from pole: Point, growth: Double, value: Float) {
    let dx = circle.center.x - pole.x
    let dy = circle.center.y - pole.y
    for angle in 0..<angles {
      let theta = 2 * Double.pi * Double(angle) / Double(angles)
      let along = dx * cos(theta) + dy * sin(theta)
      let square = along * along - dx * dx - dy * dy + circle.radius * circle.radius
      guard square > 0 else { continue }
      let last = Int((along + square.squareRoot()) * growth / spacing)
      guard last >= 0 else { continue }
      for sample in 0..<min(last + 1, samples) { steps[angle * samples + sample] = value }
    }
  }
}
