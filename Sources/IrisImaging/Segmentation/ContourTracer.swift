import Foundation

/// Follows a closed boundary round a circle: the best path through the polar picture by dynamic
/// programming, then a smooth curve of few harmonics through it that ignores outliers.
struct ContourTracer {
  /// Angles of the polar picture.
  static let angles = 128

  /// How a boundary is looked for.
  struct Settings {
    /// Searched radii as parts of the starting radius.
    var from: Double
    var to: Double
    /// Half the distance between the bands over which the gray step is taken, and their width, as parts of the radius.
    var gap: Double
    var band: Double
    /// Harmonics of the fitted curve; 1 is a displaced circle.
    var harmonics: Int
    /// Pull of the harmonics beyond the first towards zero; larger is rounder.
    var stiffness: Double
    /// Weight of the path's distance from the starting circle.
    var prior: Float
    /// Cost of a move by one radial step between neighbouring angles.
    var bending: Float
    /// Distance from the smooth curve at which a point of the path loses most of its weight, as a part of the radius.
    var tolerance: Double
  }

  let settings: Settings
  private let steps = 64

  /// Traces the boundary; `weights` (one per angle, 0...1) leaves out arcs that are covered.
  ///
  /// The plane should be slightly smoothed. Returns a contour in plane coordinates.
  func trace(_ plane: Plane, around start: Circle, weights: [Float], cap: Float) -> BoundaryContour {
    let spacing = start.radius * (settings.to - settings.from) / Double(steps - 1)
    let map = PolarMap(
      plane, center: start.center, angles: Self.angles,
      reach: start.radius * (settings.to + settings.gap + settings.band) + 2 * spacing, spacing: spacing)
    let first = max(1, Int((start.radius * settings.from / spacing).rounded()))
    let edges = map.steps(
      in: first..<(first + steps), gap: { _ in max(settings.gap * start.radius, 0.5) },
      band: { _ in max(settings.band * start.radius, 1) })
    let reward = rewards(edges, first, start.radius, weights, cap)
    let path = bestClosedPath(reward.total)
    var traced = [Double](repeating: 0, count: Self.angles)
    var trust = traced
    for angle in 0..<Self.angles {
      let at = angle * steps + path[angle]
      traced[angle] = (Double(first + path[angle]) + peakOffset(reward.edge, angle, path[angle])) * spacing
      trust[angle] = Double(weights[angle] * max(0, reward.edge[at]))
    }
    let smooth = HarmonicFit(order: settings.harmonics, stiffness: settings.stiffness)
      .fit(traced, weights: trust, tolerance: start.radius * settings.tolerance)
    let lowest = start.radius * settings.from
    let highest = start.radius * settings.to
    let kept = smooth.map { min(max($0.isFinite ? $0 : start.radius, lowest), highest) }
    return BoundaryContour(center: start.center, radii: kept) ?? BoundaryContour(circle: start)
  }

  private struct Reward {
    var edge: [Float]
    var total: [Float]
  }

  /// Where between the samples the strongest step lies, by a parabola through three of them, in samples.
  private func peakOffset(_ edge: [Float], _ angle: Int, _ step: Int) -> Double {
    guard step > 0, step + 1 < steps else { return 0 }
    let at = angle * steps + step
    let curvature = edge[at - 1] - 2 * edge[at] + edge[at + 1]
    guard curvature < 0 else { return 0 }
    return Double(min(max((edge[at - 1] - edge[at + 1]) / (2 * curvature), -0.5), 0.5))
  }

  /// The gray step outwards at every (angle, radius) of a map whose samples begin with `first`, limited to `cap` or the usual step on the boundary,
  /// whichever is greater, and divided by that limit.
  private func rewards(
    _ map: EdgeMap, _ first: Int, _ radius: Double, _ weights: [Float], _ cap: Float
  ) -> Reward {
    var edge = [Float](repeating: 0, count: Self.angles * steps)
    var total = edge
    var strongest: [Float] = []
    for angle in 0..<Self.angles {
      var greatest: Float = 0
      for step in 0..<min(steps, map.stored.count) {
        let value = map.steps[angle * map.stored.count + step]
        edge[angle * steps + step] = value
        greatest = max(greatest, value)
      }
      if weights[angle] > 0 { strongest.append(greatest) }
    }
    // Where the boundary is strong, a low limit would leave a plateau of equal rewards round it.
    strongest.sort()
    let limit = max(cap, strongest.isEmpty ? 0 : strongest[strongest.count / 2])
    let mean = Float(radius / map.spacing)
    for angle in 0..<Self.angles {
      for step in 0..<steps {
        let at = angle * steps + step
        let deviation = (Float(first + step) - mean) / mean
        edge[at] = min(max(edge[at], -limit), limit) / limit
        total[at] = weights[angle] * edge[at] - settings.prior * deviation * deviation
      }
    }
    return Reward(edge: edge, total: total)
  }

  /// The closed path of greatest reward whose radius moves by at most one step per angle. Two turns are
  /// walked and the middle of them is kept: it has forgotten where the path began.
  private func bestClosedPath(_ reward: [Float]) -> [Int] {
    let turns = 2 * Self.angles
    var value = [Float](repeating: 0, count: steps)
    var next = value
    var from = [Int8](repeating: 0, count: turns * steps)
    for column in 0..<turns {
      let angle = column % Self.angles
      for step in 0..<steps {
        var best = value[step]
        var move: Int8 = 0
        if step > 0, value[step - 1] - settings.bending > best {
          best = value[step - 1] - settings.bending
          move = -1
        }
        if step + 1 < steps, value[step + 1] - settings.bending > best {
          best = value[step + 1] - settings.bending
          move = 1
        }
        next[step] = best + reward[angle * steps + step]
        from[column * steps + step] = move
      }
      swap(&value, &next)
    }
    var step = value.indices.max { value[$0] < value[$1] } ?? 0
    var path = [Int](repeating: 0, count: Self.angles)
    for column in stride(from: turns - 1, through: 0, by: -1) {
      if column >= Self.angles / 2, column < Self.angles * 3 / 2 { path[column % Self.angles] = step }
      step += Int(from[column * steps + step])
    }
    return path
  }
}
