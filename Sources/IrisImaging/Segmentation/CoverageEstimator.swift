/// Decides which pixels of a plane round the iris are covered: first the edges of both lids, then lashes
/// and highlights one by one.
///
/// What iris looks like is learned from the picture itself: median and spread of the gray values on both
/// sides of the pupil and below it, in rings, where lids rarely reach.
struct CoverageEstimator {
  /// A slightly smoothed plane.
  let plane: Plane
  let limbus: BoundaryContour
  /// Gray levels between the dark and the bright end of the picture.
  let range: Float
  let map: RingMap

  /// Both boundaries in coordinates of the plane.
  init(plane: Plane, pupil: BoundaryContour, limbus: BoundaryContour, range: Float) {
    self.plane = plane
    self.limbus = limbus
    self.range = range
    map = RingMap(width: plane.width, height: plane.height, pupil: pupil, limbus: limbus)
  }

  /// What iris looks like.
  struct Appearance {
    /// Usual gray value of each ring and, last, of the pupil.
    var medians: [Float]
    /// Usual deviation from it, common to all rings.
    var spread: Float
  }

  /// Calls `body` with index and ring of every pixel inside the limbus.
  @inline(__always)
  func forEachPixel(_ body: (_ at: Int, _ ring: Int) -> Void) {
    map.rings.withUnsafeBufferPointer { rings in
      for y in map.rows {
        for at in (y * plane.width + map.columns.lowerBound)..<(y * plane.width + map.columns.upperBound)
        where rings[at] >= 0 { body(at, Int(rings[at])) }
      }
    }
  }

  /// Median of each ring (and of the pupil) and the spread common to all rings.
  func appearance() -> Appearance {
    let samples = sideSamples()
    var medians = samples.map { $0.isEmpty ? Float(0) : $0.sortedValue(at: $0.count / 2) }
    // A ring without samples borrows from its neighbour.
    for ring in 1..<RingMap.rings where samples[ring].isEmpty { medians[ring] = medians[ring - 1] }
    var deviations: [Float] = []
    deviations.reserveCapacity(samples.reduce(0) { $0 + $1.count })
    for ring in 0..<RingMap.rings {
      let median = medians[ring]
      for sample in samples[ring] { deviations.append(abs(sample - median)) }
    }
    let median =
      deviations.isEmpty ? range * 0.05 : deviations.sortedValue(at: deviations.count / 2)
    return Appearance(
      medians: medians, spread: min(max(1.4826 * median, range * 0.035), range * 0.09))
  }

  /// Gray values of each ring on the sides, and a little more below than above the horizontal; those of the pupil also above it.
  private func sideSamples() -> [[Float]] {
    var samples = [[Float]](repeating: [], count: RingMap.rings + 1)
    for y in map.rows {
      let dy = Double(y) - limbus.center.y
      for x in map.columns {
        let at = y * plane.width + x
        guard map.rings[at] >= 0 else { continue }
        let dx = abs(Double(x) - limbus.center.x)
        guard dy < dx * 0.9, dy > -dx * 0.35 || Int(map.rings[at]) == RingMap.rings else { continue }
        samples[Int(map.rings[at])].append(plane.values[at])
      }
    }
    return samples
  }

  /// The lids in plane coordinates and the mask, one entry per plane pixel.
  func estimate() -> (lids: LidLines, covered: [Bool]) {
    let appearance = appearance()
    let lines = lids(appearance)
    var covered = [Bool](repeating: true, count: map.rings.count)
    let outliers = thinCover(appearance)
    for y in map.rows {
      for (index, x) in (lines.left..<(lines.left + lines.upper.count)).enumerated() {
        let at = y * plane.width + x
        covered[at] =
          map.rings[at] < 0 || y <= lines.upper[index] || y >= lines.lower[index] || outliers[at]
      }
    }
    return (lines, covered)
  }

  /// Lashes (much darker than iris) and highlights (much brighter), grown by a pixel.
  private func thinCover(_ appearance: Appearance) -> [Bool] {
    var outlier = [Bool](repeating: false, count: map.rings.count)
    forEachPixel { at, ring in
      guard ring < RingMap.rings else { return }
      let deviation = (plane.values[at] - appearance.medians[ring]) / appearance.spread
      outlier[at] = deviation > Float(3.5) || (deviation < -Float(2.6) && !map.isPupilEdge[at])
    }
    var grown = outlier
    for y in 1..<max(plane.height - 1, 2) where y + 1 < plane.height && map.rows.contains(y) {
      for x in 1..<max(plane.width - 1, 2) where x + 1 < plane.width && outlier[y * plane.width + x] {
        for dy in -1...1 {
          for dx in -1...1 { grown[(y + dy) * plane.width + x + dx] = true }
        }
      }
    }
    return grown
  }
}
