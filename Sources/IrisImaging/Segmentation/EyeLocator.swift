import Foundation

/// Finds the pupil and the limbus as circles in a picture reduced to some 240 rows.
///
/// Edge pixels vote along their gradient for the centres of dark discs; pupil and limbus vote for nearly the
/// same one. The best places are refined by comparing rings, and the pair of circles with the best joint
/// score wins.
struct EyeLocator {
  /// Two circles in plane coordinates with the strength of their boundaries.
  struct Candidate {
    var pupil: Circle
    var limbus: Circle
    /// Boundary strengths, 0...1.
    var pupilScore: Float
    var limbusScore: Float
    /// Gray step from pupil to iris.
    var pupilStep: Float
    var total: Float
  }

  /// The reduced picture.
  let plane: Plane
  /// The same without narrow bright spots, slightly smoothed.
  let smooth: Plane
  /// Gray levels between the dark and the bright end of the picture.
  let range: Float
  let darkest: Float
  private let middle: Float

  init(_ image: GrayImage) {
    let factor = max(1, min(image.width, image.height) / 220)
    plane = Plane(image, factor: factor)
    smooth = plane.opened(reach: max(3, plane.height / 40)).blurred(sigma: 1.2)
    darkest = smooth.percentile(0.005)
    range = max(smooth.percentile(0.95) - darkest, 1)
    middle = smooth.percentile(0.5)
  }

  /// The radii of pupils that are looked for, in plane pixels.
  private var pupilRadii: ClosedRange<Float> {
    let side = Float(min(plane.width, plane.height))
    return max(4, side * 0.022)...(side * 0.3)
  }

  /// All candidates, best first.
  func candidates() -> [Candidate] {
    var pupils = centres(count: 10).compactMap { refinePupil($0) }
    pupils.sort { $0.score > $1.score }
    var found = pupils.prefix(5).compactMap { findLimbus($0) }
    for index in found.indices where found.contains(where: { isWithin($0, found[index]) }) {
      found[index].total -= 0.6
    }
    return found.sorted { $0.total > $1.total }
  }

  /// Whether one candidate's pupil is a clear dark disc inside the other's: then the other is an iris.
  private func isWithin(_ inner: Candidate, _ outer: Candidate) -> Bool {
    let apart = inner.pupil.center.distance(to: outer.pupil.center)
    return inner.pupilScore > 0.3 && inner.pupil.radius < 0.7 * outer.pupil.radius
      && apart + inner.pupil.radius < 1.1 * outer.pupil.radius
  }

  /// Places that many edges agree to be the centre of something dark.
  private func centres(count: Int) -> [Point] {
    let votes = accumulateVotes()
    let width = plane.width
    var scored: [(value: Float, x: Int, y: Int)] = []
    for y in 2..<max(plane.height - 2, 3) {
      for x in 2..<max(width - 2, 3) {
        let at = y * width + x
        let darkness = max(0, (middle + 0.15 * range - smooth.values[at]) / range)
        let value = votes.values[at] * min(darkness, 0.5)
        if value > 0 { scored.append((value, x, y)) }
      }
    }
    scored.sort { $0.value > $1.value }
    var chosen: [Point] = []
    let apart = Double(plane.height) * 0.035
    for entry in scored {
      let point = Point(x: Double(entry.x), y: Double(entry.y))
      if chosen.allSatisfy({ $0.distance(to: point) > apart }) { chosen.append(point) }
      if chosen.count == count { break }
    }
    return chosen
  }

  private func accumulateVotes() -> Plane {
    let width = plane.width
    let height = plane.height
    var votes = [Float](repeating: 0, count: width * height)
    let shortest = Int(pupilRadii.lowerBound)
    let longest = Int(Float(height) * 0.32)
    let threshold = max(2.5, range * 0.02)
    let cap = range * 0.08
    for y in 1..<max(height - 1, 2) {
      for x in 1..<max(width - 1, 2) {
        let at = y * width + x
        guard at + width < smooth.values.count, x + 1 < width else { continue }
        let gx = (smooth.values[at + 1] - smooth.values[at - 1]) / 2
        let gy = (smooth.values[at + width] - smooth.values[at - width]) / 2
        let magnitude = (gx * gx + gy * gy).squareRoot()
        guard magnitude > threshold else { continue }
        let weight = min(magnitude, cap)
        let ux = gx / magnitude
        let uy = gy / magnitude
        for distance in shortest...max(longest, shortest) {
          let vx = Int((Float(x) - ux * Float(distance)).rounded())
          let vy = Int((Float(y) - uy * Float(distance)).rounded())
          guard vx >= 0, vy >= 0, vx < width, vy < height else { break }
          votes[vy * width + vx] += weight
        }
      }
    }
    return plane.with(votes).blurred(sigma: 1.5)
  }

  /// Moves a centre and chooses a radius so that the step from dark inside to brighter outside is greatest.
  private func refinePupil(_ seed: Point) -> (circle: Circle, score: Float, step: Float)? {
    let ring = RingSampler.fullCircle(32)
    let cap = max(7, range * 0.08)
    var best = (score: Float(0), x: Float(seed.x), y: Float(seed.y), radius: Float(0))
    for (reach, stride, radiusStep) in [(Float(6), Float(2), Float(1.5)), (2, 1, 0.75), (0.5, 0.5, 0.5)] {
      let start = best
      for dy in Swift.stride(from: -reach, through: reach, by: stride) {
        for dx in Swift.stride(from: -reach, through: reach, by: stride) {
          let x = start.x + dx
          let y = start.y + dy
          let low = start.radius == 0 ? pupilRadii.lowerBound : max(start.radius - 4, pupilRadii.lowerBound)
          let high = start.radius == 0 ? pupilRadii.upperBound : start.radius + 4
          for radius in Swift.stride(from: low, through: high, by: radiusStep) {
            let gap = min(2.2, radius * 0.3)
            let edge = ring.contrast(smooth, x: x, y: y, radius: radius, gap: gap, cap: cap)
            guard edge > best.score * 0.9 else { continue }
            let score = edge * darkness(ring, x: x, y: y, radius: radius, cap: cap)
            if score > best.score { best = (score, x, y, radius) }
          }
        }
      }
      if best.score <= 0.05 { return nil }
    }
    let gap = best.radius * 0.2 + 1.5
    let step =
      ring.mean(smooth, x: best.x, y: best.y, radius: best.radius + gap)
      - ring.mean(smooth, x: best.x, y: best.y, radius: max(best.radius - gap, 0))
    let circle = Circle(center: Point(x: Double(best.x), y: Double(best.y)), radius: Double(best.radius))
    return (circle, best.score, step)
  }

  /// 1 for a disc as dark as anything in the picture and evenly so, towards 0 for brighter or uneven ones: a
  /// pupil with a piece of iris is uneven, and so is a whole iris taken for a pupil.
  private func darkness(_ ring: RingSampler, x: Float, y: Float, radius: Float, cap: Float) -> Float {
    let middle = ring.mean(smooth, x: x, y: y, radius: radius * 0.3)
    let outer = ring.mean(smooth, x: x, y: y, radius: radius * 0.75)
    var lowest = Float.infinity
    for index in Swift.stride(from: 0, to: ring.cosines.count, by: 2) {
      for part in [Float(0.25), 0.5, 0.75] {
        let value = smooth.nearest(
          x + ring.cosines[index] * radius * part, y + ring.sines[index] * radius * part)
        lowest = min(lowest, value)
      }
    }
    let bright = ((middle + outer) / 2 - darkest) / range
    let uneven = (max(middle, outer) - lowest) / (2 * cap)
    return (1 - min(max(bright, 0), 1)) * (1 - min(uneven, 0.95))
  }

  /// The circle round a pupil with the strongest boundary on both sides of the eye.
  private func findLimbus(_ pupil: (circle: Circle, score: Float, step: Float)) -> Candidate? {
    let ring = RingSampler.sides(above: 25, below: 42, perSide: 22)
    let side = Float(min(plane.width, plane.height))
    let pupilRadius = Float(pupil.circle.radius)
    let low = max(pupilRadius * 1.35, side * 0.1)
    let high = min(pupilRadius * 7.5, side * 0.52)
    guard low < high else { return nil }
    let cap = max(6, range * 0.1)
    let px = Float(pupil.circle.center.x)
    let py = Float(pupil.circle.center.y)
    var best = (score: -Float.infinity, edge: Float(0), x: px, y: py, radius: Float(0))
    for (stride, radiusStep) in [(Float(2), Float(1.5)), (1, 0.75), (0.5, 0.5)] {
      let start = best
      let first = start.radius == 0
      let reach = first ? max(2, pupilRadius * 0.4) : stride * 2
      for dy in Swift.stride(from: -reach, through: reach, by: stride) {
        // Gaze moves the pupil sideways in the iris more than refraction and tilt move it up or down.
        guard abs(dy) <= max(reach * 0.6, stride) else { continue }
        for dx in Swift.stride(from: -reach, through: reach, by: stride) {
          let x = start.x + dx
          let y = start.y + dy
          let from = first ? low : max(low, start.radius - 3)
          let to = first ? high : min(high, start.radius + 3)
          guard from <= to else { continue }
          for radius in Swift.stride(from: from, through: to, by: radiusStep) {
            let offset = ((x - px) * (x - px) + 2 * (y - py) * (y - py)).squareRoot() / radius
            let gap = max(2, radius * 0.06)
            // The inner side of the ring must stay clear of the pupil's own edge.
            guard offset < 0.3, radius * (1 - offset) - gap > pupilRadius * 1.15 else { continue }
            let edge = ring.contrast(smooth, x: x, y: y, radius: radius, gap: gap, cap: cap)
            guard edge > best.score else { continue }
            let inner = ring.mean(smooth, x: px, y: py, radius: pupilRadius + 0.35 * (radius - pupilRadius))
            let outer = ring.mean(smooth, x: x, y: y, radius: radius * 0.87)
            let drift = min(abs(outer - inner) / cap, 3)
            let score = edge - 0.5 * offset - 0.15 * drift
            if score > best.score { best = (score, edge, x, y, radius) }
          }
        }
      }
    }
    guard best.radius > 0 else { return nil }
    let limbus = Circle(center: Point(x: Double(best.x), y: Double(best.y)), radius: Double(best.radius))
    // Sizes that eyes in pictures hardly ever have cost something, so that a hinge of glasses (small), a brow
    // (large) or a collarette (close to the pupil) needs much the stronger edges to win.
    let ratio = pupilRadius / best.radius
    let size = best.radius / side
    let penalty =
      3 * max(0.22 - ratio, 0) + 1.5 * max(ratio - 0.58, 0) + 8 * max(0.16 - size, 0) + 3
      * max(size - 0.38, 0)
    return Candidate(
      pupil: pupil.circle, limbus: limbus, pupilScore: pupil.score, limbusScore: best.score,
      pupilStep: pupil.step, total: pupil.score + best.score - penalty)
  }
}
