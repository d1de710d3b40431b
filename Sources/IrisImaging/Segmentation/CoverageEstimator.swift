import Foundation

/// Decides which pixels of a plane round the iris are covered: first the edges of both lids, then lashes
/// and highlights one by one.
///
/// What iris looks like is learned from the picture itself: median and spread of the gray values on both
/// sides of the pupil and below it, in rings, where lids rarely reach.
struct CoverageEstimator {
  /// A slightly smoothed plane and both boundaries in its coordinates.
  let plane: Plane
  let pupil: BoundaryContour
  let limbus: BoundaryContour
  /// Gray levels between the dark and the bright end of the picture.
  let range: Float

  static let rings = 6

  /// Per pixel: the ring (0..<rings) in the iris, `rings` in the pupil, -1 outside the limbus.
  func ringMap() -> [Int8] {
    var map = [Int8](repeating: -1, count: plane.width * plane.height)
    let limbusRadius = limbus.radii.max() ?? 0
    let cx = limbus.center.x
    let cy = limbus.center.y
    let rows = clampedRange(cy, limbusRadius, plane.height)
    let columns = clampedRange(cx, limbusRadius, plane.width)
    for y in rows {
      for x in columns {
        let dx = Double(x) - cx
        let dy = Double(y) - cy
        let distance = (dx * dx + dy * dy).squareRoot()
        let outer = limbus.radius(at: atan2(dy, dx))
        guard distance < outer else { continue }
        let px = Double(x) - pupil.center.x
        let py = Double(y) - pupil.center.y
        let fromPupil = (px * px + py * py).squareRoot()
        let inner = pupil.radius(at: atan2(py, px))
        if fromPupil <= inner {
          map[y * plane.width + x] = Int8(Self.rings)
        } else {
          let part = (fromPupil - inner) / max(fromPupil - inner + outer - distance, 1e-6)
          map[y * plane.width + x] = Int8(min(Int(part * Double(Self.rings)), Self.rings - 1))
        }
      }
    }
    return map
  }

  func clampedRange(_ center: Double, _ reach: Double, _ limit: Int) -> Range<Int> {
    let low = min(max(Int(center - reach), 0), limit)
    return low..<max(low, min(Int(center + reach) + 2, limit))
  }

  /// Median of each ring (and of the pupil) and the spread common to all rings.
  func model(_ map: [Int8]) -> (medians: [Float], spread: Float) {
    var samples = [[Float]](repeating: [], count: Self.rings + 1)
    for y in 0..<plane.height {
      let dy = Double(y) - limbus.center.y
      for x in 0..<plane.width {
        let at = y * plane.width + x
        guard map[at] >= 0 else { continue }
        let dx = abs(Double(x) - limbus.center.x)
        // Sides, and a little more below than above the horizontal.
        guard dy < dx * 0.9, dy > -dx * 0.35 || Int(map[at]) == Self.rings else { continue }
        samples[Int(map[at])].append(plane.values[at])
      }
    }
    var medians = samples.map { $0.isEmpty ? Float(0) : $0.sorted()[$0.count / 2] }
    // A ring without samples borrows from its neighbour.
    for ring in 1..<Self.rings where samples[ring].isEmpty { medians[ring] = medians[ring - 1] }
    var deviations: [Float] = []
    for ring in 0..<Self.rings {
      deviations += samples[ring].map { abs($0 - medians[ring]) }
    }
    deviations.sort()
    let median = deviations.isEmpty ? range * 0.05 : deviations[deviations.count / 2]
    return (medians, min(max(1.4826 * median, range * 0.035), range * 0.09))
  }

  /// The lids in plane coordinates and the mask, one entry per plane pixel.
  func estimate() -> (lids: LidLines, covered: [Bool]) {
    let map = ringMap()
    let (medians, spread) = model(map)
    let lines = lids(map, medians, spread)
    var covered = [Bool](repeating: true, count: map.count)
    let outliers = thinCover(map, medians, spread)
    for (index, x) in (lines.left..<(lines.left + lines.upper.count)).enumerated() {
      for y in 0..<plane.height {
        let at = y * plane.width + x
        covered[at] = map[at] < 0 || y <= lines.upper[index] || y >= lines.lower[index] || outliers[at]
      }
    }
    return (lines, covered)
  }

  /// Whether a pixel mixes iris and pupil: dark, but not covered.
  func isPupilEdge(_ at: Int) -> Bool {
    let dx = Double(at % plane.width) - pupil.center.x
    let dy = Double(at / plane.width) - pupil.center.y
    return (dx * dx + dy * dy).squareRoot() < pupil.radius(at: atan2(dy, dx)) + 3
  }

  /// Lashes (much darker than iris) and highlights (much brighter), grown by a pixel.
  private func thinCover(_ map: [Int8], _ medians: [Float], _ spread: Float) -> [Bool] {
    var outlier = [Bool](repeating: false, count: map.count)
    for at in map.indices where map[at] >= 0 && Int(map[at]) < Self.rings {
      let deviation = (plane.values[at] - medians[Int(map[at])]) / spread
      outlier[at] = deviation > Float(3.5) || (deviation < -Float(2.6) && !isPupilEdge(at))
    }
    var grown = outlier
    for y in 1..<max(plane.height - 1, 2) where y + 1 < plane.height {
      for x in 1..<max(plane.width - 1, 2) where x + 1 < plane.width && outlier[y * plane.width + x] {
        for dy in -1...1 {
          for dx in -1...1 { grown[(y + dy) * plane.width + x + dx] = true }
        }
      }
    }
    return grown
  }
}
