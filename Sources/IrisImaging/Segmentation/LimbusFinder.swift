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

  /// The circles round a pupil with the strongest boundaries on both sides of the eye, best first.
  func candidates(_ pupil: Circle, limit: Int) -> [Candidate] {
    let side = Double(min(plane.width, plane.height))
    let low = max(pupil.radius * 1.25, side * 0.09)
    let high = min(pupil.radius * 7.5, side * 0.55)
    guard low < high else { return [] }
    let reach = max(3, 0.5 * pupil.radius)
    let first = fits(pupil.center, pupil, low...high, reachX: reach, reachY: 0.5 * reach, stride: 1.5)
    return RingSearch.peaks(first, count: limit, apart: 1.1).compactMap { fit in
      var circle = Circle(
        center: Point(x: pupil.center.x + fit.dx, y: pupil.center.y + fit.dy), radius: fit.radius)
      var best = fit
      for (reach, step) in [(3.0, 1.0), (1.0, 0.5)] {
        let near = max(circle.radius - 4, 4)...(circle.radius + 4)
        guard
          let next = fits(circle.center, pupil, near, reachX: reach, reachY: reach * 0.5, stride: step)
            .max(by: { $0.score < $1.score })
        else { return nil }
        best = next
        circle.center.x += best.dx
        circle.center.y += best.dy
        circle.radius = best.radius
      }
      return assess(circle, pupil, best)
    }.sorted { $0.score > $1.score }
  }

  private func fits(
    _ center: Point, _ pupil: Circle, _ radii: ClosedRange<Double>, reachX: Double, reachY: Double,
    stride: Double
  ) -> [RingSearch.Fit] {
    let map = PolarMap(
      plane, center: center, angles: Self.angles, reach: radii.upperBound * 1.2 + reachX + 4, spacing: 1)
    var edges = map.steps(
      gap: { max(1, Self.gap * $0) }, band: { max(2, Self.band * $0) }, unknown: Float(0.3) * cap
    ).capped(cap)
    // The inner band must not reach into the pupil.
    edges.forbid(
      inside: Circle(center: pupil.center, radius: 1.06 * pupil.radius), from: center,
      growth: 1.13, value: -0.3)
    let low = Int(radii.lowerBound.rounded())
    let high = Int(radii.upperBound.rounded())
    return Self.search.profile(
      edges, radii: low...max(low, high), reachX: reachX, reachY: reachY, stride: stride)
  }

  private func assess(_ circle: Circle, _ pupil: Circle, _ fit: RingSearch.Fit) -> Candidate? {
    let dx = circle.center.x - pupil.center.x
    let dy = circle.center.y - pupil.center.y
    let offset = (dx * dx + 2 * dy * dy).squareRoot() / circle.radius
    guard offset < 0.3, circle.radius * (1 - offset) > pupil.radius * 1.15 else { return nil }
    let map = PolarMap(plane, center: pupil.center, angles: Self.angles, reach: circle.radius + 4, spacing: 1)
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
