import Foundation

extension LensRim {
  /// Means over arcs of circles round one centre, [sample, angle].
  struct Arcs {
    private let samples: Int
    private var means: [Float] = []
    private var seen: [Bool] = []

    /// - Parameter offset: of the centre from that of the iris, in iris radii.
    init(_ rim: LensRim, _ offset: (x: Double, y: Double)) {
      samples = rim.samples
      let angles = LensRim.angles
      let shifts = (0..<angles).map { angle in
        let theta = 2 * Double.pi * Double(angle) / Double(angles)
        return Int(((offset.x * cos(theta) + offset.y * sin(theta)) / LensRim.spacing).rounded())
      }
      means.reserveCapacity(samples * angles)
      seen.reserveCapacity(samples * angles)
      var line = [Float](repeating: 0, count: angles)
      var counted = [Bool](repeating: false, count: angles)
      for sample in 0..<samples {
        for angle in 0..<angles {
          let source = sample + shifts[angle]
          let isInside = source >= 0 && source < samples
          let at = min(max(source, 0), samples - 1) * angles + angle
          counted[angle] = isInside && rim.seen[at]
          line[angle] = counted[angle] ? rim.gray[at] : 0
        }
        var sum: Float = 0
        var count = 0
        for angle in -LensRim.arc...LensRim.arc {
          let at = (angle + angles) % angles
          sum += line[at]
          if counted[at] { count += 1 }
        }
        let needed = Int(LensRim.seenOfArc * Double(2 * LensRim.arc + 1))
        for angle in 0..<angles {
          means.append(count > 0 ? sum / Float(count) : 0)
          seen.append(count >= needed)
          let leaving = (angle - LensRim.arc + angles) % angles
          let coming = (angle + LensRim.arc + 1) % angles
          sum += line[coming] - line[leaving]
          count += (counted[coming] ? 1 : 0) - (counted[leaving] ? 1 : 0)
        }
      }
    }

    /// The usual curvature of the means across circles in gray levels; nil when hardly anything is seen.
    func unevenness(least: Float) -> Float? {
      var curvatures: [Float] = []
      for sample in LensRim.flank..<(samples - LensRim.flank) where part(sample) > 1.12 {
        for angle in 0..<LensRim.angles {
          guard let flanks = flanks(sample, angle) else { continue }
          curvatures.append(abs(flanks.inner + flanks.outer))
        }
      }
      guard curvatures.count >= 300 else { return nil }
      // The factor makes the median of normal values their standard deviation.
      return max(curvatures.sorted()[curvatures.count / 2] * 1.48, least)
    }

    func strongest(_ unevenness: Float) -> (rise: Double, radius: Double)? {
      var best: (rise: Double, radius: Double)?
      for sample in LensRim.flank..<(samples - LensRim.flank) where LensRim.radii.contains(part(sample)) {
        var sum: Float = 0
        var count = 0
        for angle in 0..<LensRim.angles {
          guard let flanks = flanks(sample, angle) else { continue }
          let rise = min(flanks.inner, flanks.outer) / unevenness
          sum += min(max(rise, -LensRim.cap), LensRim.cap)
          count += 1
        }
        guard count >= LensRim.leastAngles else { continue }
        let rise = Double(sum) / Double(count)
        if rise > best?.rise ?? 0 { best = (rise, part(sample)) }
      }
      return best
    }

    private func part(_ sample: Int) -> Double {
      LensRim.range.lowerBound + Double(sample) * LensRim.spacing
    }

    /// How much brighter a place is than those inside and outside of it; nil unless all three are seen.
    private func flanks(_ sample: Int, _ angle: Int) -> (inner: Float, outer: Float)? {
      let at = sample * LensRim.angles + angle
      let inner = at - LensRim.flank * LensRim.angles
      let outer = at + LensRim.flank * LensRim.angles
      guard seen[at], seen[inner], seen[outer] else { return nil }
      return (means[at] - means[inner], means[at] - means[outer])
    }
  }
}
