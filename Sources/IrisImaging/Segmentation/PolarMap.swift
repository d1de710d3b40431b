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
    var inside = [Int](repeating: samples, count: angles)
    let circle = UnitCircle.of(angles)
    // Rays are followed four at a time: their sums do not wait for each other.
    sums = [Float](unsafeUninitializedCapacity: angles * (samples + 1)) { sums, initialized in
      plane.withSampler { sampler in
        for angle in stride(from: 0, to: angles, by: 4) {
          var dx = SIMD4<Float>.zero
          var dy = dx
          for lane in 0..<min(4, angles - angle) {
            dx[lane] = Float(circle.cosines[angle + lane] * spacing)
            dy[lane] = Float(circle.sines[angle + lane] * spacing)
          }
          let counts = Self.follow(
            sampler, center, dx, dy, samples, sums.baseAddress! + angle * (samples + 1),
            rays: min(4, angles - angle))
          for lane in 0..<min(4, angles - angle) { inside[angle + lane] = Int(counts[lane]) }
        }
      }
      initialized = angles * (samples + 1)
    }
    self.inside = inside
  }

  /// Writes the running sums of up to four rays, `samples + 1` each, and returns how many samples of each come before the first outside
  /// the picture.
  @inline(__always)
  private static func follow(
    _ sampler: PlaneSampler, _ center: Point, _ dx: SIMD4<Float>, _ dy: SIMD4<Float>, _ samples: Int,
    _ sums: UnsafeMutablePointer<Float>, rays: Int
  ) -> SIMD4<Int32> {
    let right = Float(sampler.width) - 0.5
    let bottom = Float(sampler.height) - 0.5
    var x = SIMD4(repeating: Float(center.x))
    var y = SIMD4(repeating: Float(center.y))
    var sum = SIMD4<Float>.zero
    var isInside = SIMD4<Int32>(repeating: 1)
    var counts = SIMD4<Int32>.zero
    let length = samples + 1
    for lane in 0..<rays { sums[lane * length] = 0 }
    for sample in 0..<samples {
      let isOutside = (x .< -0.5) .| (y .< -0.5) .| (x .> right) .| (y .> bottom)
      isInside.replace(with: 0, where: isOutside)
      counts &+= isInside
      sum += sampler.bilinear(x, y)
      for lane in 0..<rays { sums[lane &* length &+ sample &+ 1] = sum[lane] }
      x += dx
      y += dy
    }
    return counts
  }

  /// Mean of the samples `from ..< to` of a ray, both cut to the ray.
  func mean(_ angle: Int, _ from: Int, _ to: Int) -> Float {
    let low = min(max(from, 0), samples - 1)
    let high = min(max(to, low + 1), samples)
    let start = angle * (samples + 1)
    return (sums[start + high] - sums[start + low]) / Float(high - low)
  }

  /// Neighbouring samples with the same bands.
  private struct Stretch {
    var samples: Range<Int>
    var skip: Int
    var width: Int
  }

  /// The gray step outwards at every angle and the samples of `range`: the mean of a band outside minus that of one inside.
  ///
  /// The bands begin `gap(radius)` from the sample and are `band(radius)` wide, all in plane pixels. Where the
  /// outer one is not in the picture the step is `unknown`.
  func steps(
    in range: Range<Int>, gap: (Double) -> Double, band: (Double) -> Double, unknown: Float = 0
  ) -> EdgeMap {
    let stored = range.clamped(to: 0..<samples)
    var stretches: [Stretch] = []
    for sample in stored {
      let skip = max(0, Int((gap(Double(sample) * spacing) / spacing).rounded()))
      let width = max(1, Int((band(Double(sample) * spacing) / spacing).rounded()))
      if let last = stretches.last, last.skip == skip, last.width == width {
        stretches[stretches.count - 1].samples = last.samples.lowerBound..<(sample + 1)
      } else {
        stretches.append(Stretch(samples: sample..<(sample + 1), skip: skip, width: width))
      }
    }
    var result = [Float](repeating: unknown, count: angles * stored.count)
    result.withUnsafeMutableBufferPointer { result in
      sums.withUnsafeBufferPointer { sums in
        for angle in 0..<angles {
          let ray = UnsafeBufferPointer(rebasing: sums[(angle * (samples + 1))...])
          let row = UnsafeMutableBufferPointer(rebasing: result[(angle * stored.count)...])
          for stretch in stretches {
            Self.step(ray, row, stretch, first: stored.lowerBound, inside: inside[angle])
          }
        }
      }
    }
    return EdgeMap(
      angles: angles, samples: samples, spacing: spacing, stored: stored, steps: result)
  }

  /// The steps of one stretch of a ray.
  @inline(__always)
  private static func step(
    _ sums: UnsafeBufferPointer<Float>, _ row: UnsafeMutableBufferPointer<Float>, _ stretch: Stretch,
    first: Int, inside: Int
  ) {
    let skip = stretch.skip
    let width = stretch.width
    // The sample itself belongs to neither band when there is a gap.
    let innerEnd = skip > 0 ? 1 - skip : 0
    // Bands are whole from `low` to below `high`; before that the inner one is cut by the pole, after it the outer one by the edge.
    let low = min(max(stretch.samples.lowerBound, width - innerEnd), stretch.samples.upperBound)
    let high = max(low, min(stretch.samples.upperBound, inside - skip - width + 1))
    for sample in stretch.samples.lowerBound..<low { cut(sample) }
    let norm = Float(width)
    for sample in low..<high {
      let outer = (sums[sample &+ skip &+ width] - sums[sample &+ skip]) / norm
      let inner = (sums[sample &+ innerEnd] - sums[sample &+ innerEnd &- width]) / norm
      row[sample &- first] = outer - inner
    }
    for sample in high..<stretch.samples.upperBound { cut(sample) }

    func cut(_ sample: Int) {
      let outerFrom = sample + skip
      let outerTo = min(outerFrom + width, inside)
      let innerTo = sample + innerEnd
      let innerFrom = max(innerTo - width, 0)
      guard sample > 0, innerTo > innerFrom, outerTo > outerFrom else { return }
      let outer = (sums[outerTo] - sums[outerFrom]) / Float(outerTo - outerFrom)
      let inner = (sums[innerTo] - sums[innerFrom]) / Float(innerTo - innerFrom)
      row[sample - first] = outer - inner
    }
  }
}

/// Gray steps outwards at the angles and some of the samples of a polar map.
struct EdgeMap {
  let angles: Int
  /// Samples of the map, and those that are here.
  let samples: Int
  let spacing: Double
  let stored: Range<Int>
  /// [angle, stored sample]
  var steps: [Float]

  /// Steps limited to `-cap...cap` and divided by it.
  func capped(_ cap: Float) -> EdgeMap {
    var copy = self
    let norm = 1 / cap
    copy.steps.withUnsafeMutableBufferPointer { steps in
      for at in 0..<steps.count {
        let step = steps[at] * norm
        let raised = step < -1 ? -1 : step
        steps[at] = raised > 1 ? 1 : raised
      }
    }
    return copy
  }

  /// Gives all samples one value from the pole, the centre of the map, to where the ray leaves a circle,
  /// and on to that distance times `growth`.
  mutating func forbid(inside circle: Circle, from pole: Point, growth: Double, value: Float) {
    let dx = circle.center.x - pole.x
    let dy = circle.center.y - pole.y
    let unit = UnitCircle.of(angles)
    for angle in 0..<angles {
      let along = dx * unit.cosines[angle] + dy * unit.sines[angle]
      let square = along * along - dx * dx - dy * dy + circle.radius * circle.radius
      guard square > 0 else { continue }
      let last = Int((along + square.squareRoot()) * growth / spacing)
      guard last >= 0 else { continue }
      for sample in stored.clamped(to: 0..<(last + 1)) {
        steps[angle * stored.count + sample - stored.lowerBound] = value
      }
    }
  }
}
