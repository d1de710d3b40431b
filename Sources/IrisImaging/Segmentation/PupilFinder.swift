import Foundation

/// Finds dark discs in a reduced picture: the places that may be pupils.
struct PupilFinder {
  struct Candidate {
    var circle: Circle
    /// Strength of the boundary, 0...1.
    var edge: Float
    /// Mean gray value inside, from the darkest of the picture (0) to the brightest (1).
    var brightness: Float
    /// Spread of the gray values inside over the usual step at a boundary.
    var unevenness: Float
    /// Gray step from inside to outside.
    var step: Float
    var score: Float
  }

  /// The reduced picture without highlights and thin lashes.
  let plane: Plane
  let darkest: Float
  let range: Float
  /// Radii that are looked for, in plane pixels.
  let radii: ClosedRange<Double>

  private static let angles = 64
  private var cap: Float { max(7, range * 0.08) }

  /// Candidates, best first.
  func candidates(limit: Int) -> [Candidate] {
    var found: [Candidate] = []
    for seed in seeds(count: 12) {
      for candidate in refined(seed) {
        let same = found.firstIndex { known in
          known.circle.center.distance(to: candidate.circle.center) < 0.5 * known.circle.radius
            && abs(known.circle.radius - candidate.circle.radius) < 0.25 * known.circle.radius
        }
        if let same {
          if found[same].score < candidate.score { found[same] = candidate }
        } else {
          found.append(candidate)
        }
      }
    }
    return Array(found.sorted { $0.score > $1.score }.prefix(limit))
  }

  /// Places that many edges agree to be the centre of something dark: edge pixels vote along their gradient.
  private func seeds(count: Int) -> [Point] {
    let small = plane.halved()
    let votes = accumulateVotes(small)
    let middle = small.percentiles(0.5)[0]
    var values = [Float](repeating: 0, count: small.values.count)
    for y in 1..<max(small.height - 1, 2) where y < small.height {
      for x in 1..<max(small.width - 1, 2) where x < small.width {
        let at = y * small.width + x
        let darkness = max(0, (middle + 0.15 * range - small.values[at]) / range)
        values[at] = votes.values[at] * min(darkness, 0.5)
      }
    }
    var chosen: [Point] = []
    let apart = max(3, Double(small.height) * 0.035)
    while chosen.count < count, let at = Self.greatest(values) {
      let point = Point(x: Double(at % small.width), y: Double(at / small.width))
      chosen.append(point)
      let span = Int(apart)
      let columns = max(0, at % small.width - span)...min(small.width - 1, at % small.width + span)
      for y in max(0, at / small.width - span)...min(small.height - 1, at / small.width + span) {
        for x in columns where point.distance(to: Point(x: Double(x), y: Double(y))) <= apart {
          values[y * small.width + x] = 0
        }
      }
    }
    return chosen.map { Point(x: 2 * $0.x + 0.5, y: 2 * $0.y + 0.5) }
  }

  /// Where the first of the greatest values is; nil when none is positive.
  private static func greatest(_ values: [Float]) -> Int? {
    values.withUnsafeBufferPointer { values in
      var lanes = SIMD16<Float>.zero
      let whole = values.count - values.count % 16
      let bytes = UnsafeRawBufferPointer(values)
      for at in stride(from: 0, to: whole, by: 16) {
        let block = bytes.loadUnaligned(fromByteOffset: 4 * at, as: SIMD16<Float>.self)
        lanes.replace(with: block, where: block .> lanes)
      }
      let greatest = max(lanes.max(), values[whole...].max() ?? 0)
      return greatest > 0 ? values.firstIndex(of: greatest) : nil
    }
  }

  private func accumulateVotes(_ small: Plane) -> Plane {
    let width = small.width
    let height = small.height
    var votes = [Float](repeating: 0, count: width * height)
    let shortest = max(2, Int(radii.lowerBound / 2))
    let longest = max(shortest, Int(radii.upperBound / 2))
    let threshold = max(4, range * 0.03)
    let cap = range * 0.12
    guard width > 2, height > 2 else { return small.with(votes) }
    small.values.withUnsafeBufferPointer { values in
      votes.withUnsafeMutableBufferPointer { votes in
        for y in 1..<(height - 1) {
          for x in 1..<(width - 1) {
            let at = y * width + x
            let gx = (values[at + 1] - values[at - 1]) / 2
            let gy = (values[at + width] - values[at - width]) / 2
            let magnitude = (gx * gx + gy * gy).squareRoot()
            guard magnitude > threshold else { continue }
            let weight = min(magnitude, cap)
            let ux = gx / magnitude
            let uy = gy / magnitude
            var vx = Float(x) + 0.5 - ux * Float(shortest)
            var vy = Float(y) + 0.5 - uy * Float(shortest)
            for _ in shortest...longest {
              guard vx >= 0, vy >= 0, vx < Float(width), vy < Float(height) else { break }
              votes[Int(vy) * width + Int(vx)] += weight
              vx -= ux
              vy -= uy
            }
          }
        }
      }
    }
    return small.with(votes).blurred(sigma: 1)
  }

  private static let search: RingSearch = {
    let weights = (0..<angles).map { index -> Float in
      // Lids and lashes often touch the pupil from above.
      let height = sin(2 * Float.pi * Float(index) / Float(angles))
      return height < -0.5 ? 0.5 : 1
    }
    return RingSearch(weights: weights, balance: 0.15, offsetCost: 0)
  }()
  private static let wide = displacements(6, stride: 1.5)
  private static let narrow = [displacements(2, stride: 1), displacements(1, stride: 0.5)]
  private static let none = displacements(0, stride: 1)

  private static func displacements(_ reach: Double, stride: Double) -> RingSearch.Displacements {
    search.displacements(reachX: reach, reachY: reach, stride: stride, spacing: 1)
  }

  /// The discs round a seed with the strongest boundaries.
  private func refined(_ seed: Point) -> [Candidate] {
    let first = fits(seed, radii: radii, Self.wide)
    return RingSearch.peaks(first, count: 3, apart: 1.25).compactMap { fit in
      var circle = Circle(center: Point(x: seed.x + fit.dx, y: seed.y + fit.dy), radius: fit.radius)
      for displacements in Self.narrow {
        let near = max(circle.radius - 3, radii.lowerBound)...max(circle.radius + 3, radii.lowerBound + 1)
        guard
          let best = fits(circle.center, radii: near, displacements).max(by: { $0.score < $1.score })
        else { return nil }
        circle.center.x += best.dx
        circle.center.y += best.dy
        circle.radius = best.radius
      }
      return assess(circle)
    }
  }

  private func fits(
    _ center: Point, radii: ClosedRange<Double>, _ displacements: RingSearch.Displacements
  ) -> [RingSearch.Fit] {
    let low = Int(radii.lowerBound.rounded())
    let high = max(low, Int(radii.upperBound.rounded()))
    let reach = radii.upperBound * 1.25 + displacements.reachX + 4
    let map = PolarMap(plane, center: center, angles: Self.angles, reach: reach, spacing: 1)
    return Self.search.profile(edges(map, low...high, displacements), radii: low...high, displacements)
  }

  /// The limited steps of a polar map as far as a search reaches.
  private func edges(
    _ map: PolarMap, _ radii: ClosedRange<Int>, _ displacements: RingSearch.Displacements
  ) -> EdgeMap {
    let range = (radii.lowerBound - displacements.reach)..<(radii.upperBound + displacements.reach + 1)
    return map.steps(in: range, gap: { _ in 1 }, band: { max(1, min(0.15 * $0, 4)) }).capped(cap)
  }

  /// The figures of a disc.
  private func assess(_ circle: Circle) -> Candidate {
    let radius = circle.radius
    let map = PolarMap(
      plane, center: circle.center, angles: Self.angles, reach: radius * 1.4 + 4, spacing: 1)
    let whole = Int(radius.rounded())...Int(radius.rounded())
    let fit = Self.search.profile(edges(map, whole, Self.none), radii: whole, Self.none).first
    let edge = max(fit?.score ?? 0, 0)
    let inner = Int(max(radius * 0.8, 1))
    var means = (0..<Self.angles).map { map.mean($0, Int(radius * 0.2), inner) }
    means.sort()
    let mean = means.reduce(0, +) / Float(means.count)
    let brightness = min(max((mean - darkest) / range, 0), 1)
    let unevenness = (means[Self.angles * 9 / 10] - means[Self.angles / 10]) / (2 * cap)
    let gap = Int(radius * 0.2 + 1.5)
    let at = Int(radius.rounded())
    let outside = (0..<Self.angles).map { map.mean($0, at + 1, at + 1 + gap) }.sorted()[Self.angles / 2]
    let step = outside - means[Self.angles / 2]
    let score = edge * (1 - brightness) * (1 - min(unevenness, 0.95))
    return Candidate(
      circle: circle, edge: edge, brightness: brightness, unevenness: unevenness, step: step, score: score)
  }
}
