import Foundation

/// Where the lids end over the iris.
extension CoverageEstimator {
  /// The edges of both lids over the iris.
  func lids() -> LidLines {
    let map = ringMap()
    let (medians, spread) = model(map)
    return lids(map, medians, spread)
  }

  func lids(_ map: [Int8], _ medians: [Float], _ spread: Float) -> LidLines {
    let radius = limbus.circle.radius
    let center = limbus.circle.center
    let columns = clampedRange(center.x, radius, plane.width)
    let top = min(max(Int(center.y - radius) - 2, 0), plane.height - 1)
    let bottom = min(max(Int(center.y + radius) + 2, top), plane.height - 1)
    let highest = min(max(Int(center.y), top), bottom)
    let lowest = min(max(Int(center.y + 0.35 * radius), top), bottom)

    var deviations = [Float](repeating: 0, count: map.count)
    for at in map.indices where map[at] >= 0 {
      deviations[at] = (plane.values[at] - medians[Int(map[at])]) / spread
    }
    // How much a pixel is unlike iris; below 0 where it is like it.
    let alone = map.indices.map { at in
      map[at] < 0 ? 0 : min(max((abs(deviations[at]) - Float(2.2)) * 0.8, -Float(0.6)), Float(2.5))
    }
    let round = means(deviations, map, reach: max(1, Int(radius / 20)))
    // Lashes and the skin that shines between their roots are as bright as iris in the mean; the contrast round each pixel gives them away.
    // Gray values of iris deviate by 0.8 in the mean.
    var evidence = alone
    for at in map.indices where map[at] >= 0 && Int(map[at]) < Self.rings {
      evidence[at] = min(max(alone[at], 2 * (round.contrast[at] - Float(2))), Float(2.5))
    }
    let upper = lidEdge(evidence, columns, from: top, through: lowest, step: 1)
    // The wet edge of the lower lid, between the lashes and the line of tears, is only a little brighter than iris, but everywhere so. It is
    // looked for near what is surely lid: patches of iris may be as bright.
    let skin = lidEdge(alone, columns, from: bottom, through: highest, step: -1)
    evidence = alone
    let width = Int(0.15 * radius)
    for (x, edge) in zip(columns, skin) {
      for y in max(edge - width, highest)..<max(edge, highest) {
        let at = y * plane.width + x
        guard map[at] >= 0, Int(map[at]) < Self.rings else { continue }
        evidence[at] = min(max(alone[at], (round.brightness[at] - Float(1.5)) * 0.8), Float(2.5))
      }
    }
    let lower = lidEdge(evidence, columns, from: bottom, through: highest, step: -1)
    return LidLines(left: columns.lowerBound, upper: upper, lower: lower)
  }

  /// Means of the deviations and of their absolute values over the iris pixels in a square of `2 * reach + 1` pixels, single ones
  /// limited to 4.
  private func means(
    _ deviations: [Float], _ map: [Int8], reach: Int
  ) -> (brightness: [Float], contrast: [Float]) {
    let width = plane.width
    let height = plane.height
    // Sums over everything above and to the left: of values, of absolute values, of pixels.
    var sums = [SIMD4<Float>](repeating: .zero, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = SIMD4<Float>.zero
      for x in 0..<width {
        let at = y * width + x
        if map[at] >= 0, Int(map[at]) < Self.rings, !isPupilEdge(at) {
          let limited = min(max(deviations[at], -4), 4)
          row += SIMD4(limited, abs(limited), 1, 0)
        }
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
      }
    }
    var brightness = [Float](repeating: 0, count: map.count)
    var contrast = brightness
    for y in 0..<height {
      let above = max(0, y - reach) * (width + 1)
      let below = min(height, y + reach + 1) * (width + 1)
      for x in 0..<width where map[y * width + x] >= 0 {
        let left = max(0, x - reach)
        let right = min(width, x + reach + 1)
        let sum = sums[below + right] - sums[above + right] - sums[below + left] + sums[above + left]
        brightness[y * width + x] = sum.x / max(sum.z, 1)
        contrast[y * width + x] = sum.y / max(sum.z, 1)
      }
    }
    return (brightness, contrast)
  }

  /// One height per column such that what lies beyond it is unlike iris and what lies before it is like
  /// iris, with neighbouring heights close to each other.
  private func lidEdge(
    _ evidence: [Float], _ columns: Range<Int>, from start: Int, through end: Int, step: Int
  ) -> [Int] {
    let heights = abs(end - start) + 1
    let width = columns.count
    guard width > 0 else { return [] }
    let stiffness: Float = Float(0.7)
    var value = [Float](repeating: 0, count: heights)
    var from = [Int8](repeating: 0, count: heights * width)
    for (index, x) in columns.enumerated() {
      var next = value
      var sum: Float = 0
      for h in 0..<heights {
        var best = value[h]
        var move: Int8 = 0
        for jump in [-2, -1, 1, 2] where h + jump >= 0 && h + jump < heights {
          let candidate = value[h + jump] - stiffness * Float(jump * jump)
          if candidate > best {
            best = candidate
            move = Int8(jump)
          }
        }
        sum += evidence[(start + step * h) * plane.width + x]
        next[h] = best + sum
        from[index * heights + h] = move
      }
      value = next
    }
    var h = value.indices.max { value[$0] < value[$1] } ?? 0
    var edge = [Int](repeating: start, count: width)
    for index in stride(from: width - 1, through: 0, by: -1) {
      edge[index] = start + step * h
      h += Int(from[index * heights + h])
    }
    return edge
  }
}
