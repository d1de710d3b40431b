import Foundation

/// Finds the circles in a polar edge map along which the gray values step up outwards.
///
/// A circle of radius R whose centre lies (dx, dy) from the pole runs at R + dx cos a + dy sin a, but for terms of
/// second order; so one displacement is tried at all radii with one pass over contiguous memory.
struct RingSearch {
  /// A circle round the pole's neighbourhood, in plane pixels, and the steps along it.
  struct Fit {
    var dx: Double
    var dy: Double
    var radius: Double
    /// Mean of the limited steps on the left and the right half, -1...1 each.
    var left: Float
    var right: Float
    var score: Float
  }

  /// How much each angle counts, 0...1.
  let weights: [Float]
  /// Part of the difference between both halves that is taken off their mean.
  let balance: Float
  /// Cost of a displacement by the radius.
  let offsetCost: Float
  private let cosines: [Double]
  private let sines: [Double]

  init(weights: [Float], balance: Float, offsetCost: Float) {
    self.weights = weights
    self.balance = balance
    self.offsetCost = offsetCost
    let angles = weights.indices.map { 2 * Double.pi * Double($0) / Double(weights.count) }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  /// For every radius, in samples, the best displacement of at most `reachX`, `reachY` pixels in steps of `stride`.
  func profile(
    _ map: EdgeMap, radii: ClosedRange<Int>, reachX: Double, reachY: Double, stride step: Double
  ) -> [Fit] {
    let low = max(1, radii.lowerBound)
    let high = min(radii.upperBound, map.samples - 1)
    guard low <= high else { return [] }
    let count = high - low + 1
    var best = (0..<count).map { index in
      Fit(
        dx: 0, dy: 0, radius: Double(low + index) * map.spacing, left: 0, right: 0, score: -.infinity)
    }
    var left = [Float](repeating: 0, count: count)
    var right = left
    let halfWeights = (
      max(weights.indices.reduce(Float(0)) { $0 + (cosines[$1] < 0 ? weights[$1] : 0) }, 1e-6),
      max(weights.indices.reduce(Float(0)) { $0 + (cosines[$1] < 0 ? 0 : weights[$1]) }, 1e-6)
    )
    let countX = Int(reachX / step)
    let countY = Int(reachY / step)
    for stepY in -countY...countY {
      for stepX in -countX...countX {
        let dx = Double(stepX) * step
        let dy = Double(stepY) * step
        accumulate(map, dx / map.spacing, dy / map.spacing, low, &left, &right)
        let shift = Float((dx * dx + 2 * dy * dy).squareRoot())
        for index in 0..<count {
          let l = left[index] / halfWeights.0
          let r = right[index] / halfWeights.1
          let score =
            (l + r) / 2 - balance * abs(l - r) - cost(shift / Float(Double(low + index) * map.spacing))
          if score > best[index].score {
            best[index] = Fit(
              dx: dx, dy: dy, radius: best[index].radius, left: l, right: r, score: score)
          }
        }
      }
    }
    return best
  }

  /// What a displacement, in parts of the radius, takes off the score: more than 12 % hardly ever occur.
  @inline(__always)
  func cost(_ offset: Float) -> Float { offsetCost * (offset + 12 * max(0, offset - 0.12)) }

  private func accumulate(
    _ map: EdgeMap, _ dx: Double, _ dy: Double, _ low: Int, _ left: inout [Float], _ right: inout [Float]
  ) {
    let count = left.count
    map.steps.withUnsafeBufferPointer { steps in
      left.withUnsafeMutableBufferPointer { left in
        right.withUnsafeMutableBufferPointer { right in
          for index in 0..<count {
            left[index] = 0
            right[index] = 0
          }
          for angle in weights.indices where weights[angle] > 0 {
            let offset = Int((dx * cosines[angle] + dy * sines[angle]).rounded())
            let from = max(0, -offset - low)
            let to = min(count, map.samples - low - offset)
            guard from < to else { continue }
            let start = angle * map.samples + low + offset
            let weight = weights[angle]
            let half = cosines[angle] < 0 ? left : right
            for index in from..<to { half[index] += weight * steps[start + index] }
          }
        }
      }
    }
  }

  /// The best fits of a profile whose radii differ by more than the factor `apart`.
  static func peaks(_ profile: [Fit], count: Int, apart: Double) -> [Fit] {
    var chosen: [Fit] = []
    for fit in profile.sorted(by: { $0.score > $1.score }) where fit.score > 0 {
      let isNew = chosen.allSatisfy {
        max($0.radius, fit.radius) > apart * min($0.radius, fit.radius)
      }
      if isNew { chosen.append(fit) }
      if chosen.count == count { break }
    }
    return chosen
  }
}
