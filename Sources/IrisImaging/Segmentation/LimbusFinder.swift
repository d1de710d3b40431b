import Foundation

/// Finds the outer boundary of the iris round a pupil.
struct LimbusFinder {
  struct Candidate {
    var circle: Circle
    /// Strength of the boundary on each side, -1...1.
    var left: Float
    var right: Float
    /// Mean deviation of the gray values between pupil and boundary over a tenth of the picture's range.
    var unevenness: Float
    var score: Float
  }

  /// The reduced picture without highlights and thin lashes.
  let plane: Plane
  let range: Float

  private static let angles = 64
  /// Distance of the compared bands from the boundary and their width, as parts of its radius: the limbus is soft.
  private static let gap = 0.02
  private static let band = 0.1
  private var cap: Float { max(6, range * Float(0.1)) }

  /// Weights of the angles: both sides, fading where lids usually are.
  private static let weights = (0..<angles).map { index -> Float in
    let height = sin(2 * Float.pi * Float(index) / Float(angles))
    let limit: Float = height < 0 ? Float(0.5) : Float(0.9)
    return min(max((limit - abs(height)) / (limit - 0.2), 0), 1)
  }
  private static let search = RingSearch(weights: weights, balance: Float(0.3), offsetCost: Float(0.8))
  private static let narrow = [displacements(3, stride: 1), displacements(1, stride: 0.5)]

  private static func displacements(_ reach: Double, stride: Double) -> RingSearch.Displacements {
    search.displacements(reachX: reach, reachY: 0.5 * reach, stride: stride, spacing: 1)
  }

  /// The circles round a pupil with the strongest boundaries on both sides of the eye, best first.
  func candidates(_ pupil: Circle, limit: Int) -> [Candidate] {
    let side = Double(min(plane.width, plane.height))
    let low = max(pupil.radius * 1.25, side * 0.09)
    let high = min(pupil.radius * 7.5, side * 0.55)
    guard low < high else { return [] }
    let wide = Self.displacements(max(3, 0.5 * pupil.radius), stride: 1.5)
    let around = polarMap(pupil.center, low...high, wide)
    let first = fits(around, pupil, low...high, wide)
    return RingSearch.peaks(first, count: limit, apart: 1.1).compactMap { fit in
      var circle = Circle(
        center: Point(x: pupil.center.x + fit.dx, y: pupil.center.y + fit.dy), radius: fit.radius)
      var best = fit
      for displacements in Self.narrow {
        let near = max(circle.radius - 4, 4)...(circle.radius + 4)
        guard
          let next = fits(polarMap(circle.center, near, displacements), pupil, near, displacements)
            .max(by: { $0.score < $1.score })
        else { return nil }
        best = next
        circle.center.x += best.dx
        circle.center.y += best.dy
        circle.radius = best.radius
      }
      return assess(circle, pupil, best, around)
    }.sorted { $0.score > $1.score }
  }

  private func polarMap(
    _ center: Point, _ radii: ClosedRange<Double>, _ displacements: RingSearch.Displacements
  ) -> PolarMap {
    PolarMap(
      plane, center: center, angles: Self.angles, reach: radii.upperBound * 1.2 + displacements.reachX + 4,
      spacing: 1)
  }

  private func fits(
    _ map: PolarMap, _ pupil: Circle, _ radii: ClosedRange<Double>, _ displacements: RingSearch.Displacements
  ) -> [RingSearch.Fit] {
    let low = Int(radii.lowerBound.rounded())
    let high = max(low, Int(radii.upperBound.rounded()))
    var edges = map.steps(
      in: (low - displacements.reach)..<(high + displacements.reach + 1), gap: { max(1, Self.gap * $0) },
      band: { max(2, Self.band * $0) }, unknown: Float(0.3) * cap
    ).capped(cap)
    // The inner band must not reach into the pupil.
    edges.forbid(
      inside: Circle(center: pupil.center, radius: 1.06 * pupil.radius), from: map.center, growth: 1.13,
      value: -0.3)
    return Self.search.profile(edges, radii: low...high, displacements)
  }

  /// The figures of a boundary; `around` is a map round the pupil, taken when it reaches far enough.
  private func assess(
    _ circle: Circle, _ pupil: Circle, _ fit: RingSearch.Fit, _ around: PolarMap
  ) -> Candidate? {
    let dx = circle.center.x - pupil.center.x
    let dy = circle.center.y - pupil.center.y
    let offset = (dx * dx + 2 * dy * dy).squareRoot() / circle.radius
    guard offset < 0.3, circle.radius * (1 - offset) > pupil.radius * 1.15 else { return nil }
    let map =
      Double(around.samples) > circle.radius + 4
      ? around
      : PolarMap(plane, center: pupil.center, angles: Self.angles, reach: circle.radius + 4, spacing: 1)
    let thickness = circle.radius - pupil.radius
    let sides = (0..<Self.angles).filter { Self.weights[$0] > 0.5 }
    // Gray values of the supposed iris in eight rings: where lid or white of the eye is among them, they differ.
    var values: [Float] = []
    for angle in sides {
      for ring in 0..<8 {
        let from = pupil.radius + (0.12 + 0.095 * Double(ring)) * thickness
        values.append(map.mean(angle, Int(from), Int(from + 0.095 * thickness)))
      }
    }
    values.sort()
    let middle = values[values.count / 2]
    let deviation = values.reduce(Float(0)) { $0 + abs($1 - middle) } / Float(values.count)
    let unevenness = min(deviation / (0.1 * range), 3)
    let score =
      (fit.left + fit.right) / 2 - Float(0.3) * abs(fit.left - fit.right) - Self.search.cost(Float(offset))
      - Float(0.3) * unevenness
    return Candidate(circle: circle, left: fit.left, right: fit.right, unevenness: unevenness, score: score)
  }
}
