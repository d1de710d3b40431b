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
    /// Half the radial distance, as a part of the radius, over which the gray step is taken.
    var gap: Double
    /// Harmonics of the fitted curve; 1 is a displaced circle.
    var harmonics: Int
    /// Pull of the harmonics beyond the first towards zero; larger is rounder.
    var stiffness: Double
    /// Weight of the path's distance from the starting circle.
    var prior: Float
    /// Cost of a move by one radial step between neighbouring angles.
    var bending: Float
  }

  let settings: Settings
  private let steps = 48

  /// Traces the boundary; `weights` (one per angle, 0...1) leaves out arcs that are covered.
  ///
  /// The plane should be slightly smoothed. Returns a contour in plane coordinates.
  func trace(_ plane: Plane, around start: Circle, weights: [Float], cap: Float) -> BoundaryContour {
    let radii = (0..<steps).map { step in
      start.radius * (settings.from + (settings.to - settings.from) * Double(step) / Double(steps - 1))
    }
    let reward = rewards(plane, start, radii, weights, cap)
    let path = bestClosedPath(reward)
    let traced = path.map { radii[$0] }
    var trust = [Double](repeating: 0, count: Self.angles)
    for angle in 0..<Self.angles {
      let strength = max(0, reward.edge[angle * steps + path[angle]])
      trust[angle] = Double(weights[angle] * (0.05 + strength))
    }
    let smooth = HarmonicFit(order: settings.harmonics, stiffness: settings.stiffness)
      .fit(traced, weights: trust, tolerance: start.radius * 0.03)
    let lowest = start.radius * settings.from
    let highest = start.radius * settings.to
    let kept = smooth.map { min(max($0.isFinite ? $0 : start.radius, lowest), highest) }
    return BoundaryContour(center: start.center, radii: kept) ?? BoundaryContour(circle: start)
  }

  private struct Reward {
    var edge: [Float]
    var total: [Float]
  }

  /// The gray step outwards at every (angle, radius), limited to `cap` or the usual step on the boundary,
  /// whichever is greater, and divided by that limit.
  private func rewards(
    _ plane: Plane, _ start: Circle, _ radii: [Double], _ weights: [Float], _ cap: Float
  ) -> Reward {
    var edge = [Float](repeating: 0, count: Self.angles * steps)
    var total = edge
    let gap = max(1, settings.gap * start.radius)
    let mean = Float(start.radius)
    for angle in 0..<Self.angles {
      let theta = 2 * Double.pi * Double(angle) / Double(Self.angles)
      let c = cos(theta)
      let s = sin(theta)
      for step in 0..<steps {
        var difference: Float = 0
        // Three nested steps stand for a smooth derivative along the ray.
        for part in [0.4, 0.7, 1.0] {
          let outer = radii[step] + gap * part
          let inner = max(radii[step] - gap * part, 0)
          difference += plane.bilinear(
            Float(start.center.x + c * outer), Float(start.center.y + s * outer))
          difference -= plane.bilinear(
            Float(start.center.x + c * inner), Float(start.center.y + s * inner))
        }
        edge[angle * steps + step] = difference / 3
      }
    }
    // Where the boundary is strong, a low limit would leave a plateau of equal rewards round it.
    let strongest = (0..<Self.angles).compactMap { angle -> Float? in
      weights[angle] > 0 ? edge[(angle * steps)..<((angle + 1) * steps)].max() : nil
    }.sorted()
    let limit = max(cap, strongest.isEmpty ? 0 : strongest[strongest.count / 2])
    for angle in 0..<Self.angles {
      for step in 0..<steps {
        let at = angle * steps + step
        let deviation = (Float(radii[step]) - mean) / mean
        edge[at] = min(max(edge[at], -limit), limit) / limit
        total[at] = weights[angle] * edge[at] - settings.prior * deviation * deviation
      }
    }
    return Reward(edge: edge, total: total)
  }

  /// The closed path of greatest reward whose radius moves by at most one step per angle. Two turns are
  /// walked and the second is kept: it starts where the first ended, which closes all but rare paths, and
  /// the smooth fit closes those.
  private func bestClosedPath(_ reward: Reward) -> [Int] {
    let turns = 2 * Self.angles
    var value = [Float](repeating: 0, count: steps)
    var from = [Int8](repeating: 0, count: turns * steps)
    for column in 0..<turns {
      let angle = column % Self.angles
      var next = value
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
        next[step] = best + reward.total[angle * steps + step]
        from[column * steps + step] = move
      }
      value = next
    }
    var step = value.indices.max { value[$0] < value[$1] } ?? 0
    var path = [Int](repeating: 0, count: Self.angles)
    for column in stride(from: turns - 1, through: 0, by: -1) {
      path[column % Self.angles] =
        column >= Self.angles / 2 && column < Self.angles * 3 / 2 ? step : path[column % Self.angles]
      step += Int(from[column * steps + step])
    }
    return path
  }
}
