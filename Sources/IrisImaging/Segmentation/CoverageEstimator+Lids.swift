/// Where the lids end over the iris.
extension CoverageEstimator {
  /// The edges of both lids over the iris.
  func lids() -> LidLines { lids(appearance()) }

  func lids(_ appearance: Appearance) -> LidLines {
    let radius = limbus.circle.radius
    let center = limbus.circle.center
    let columns = RingMap.clampedRange(center.x, radius, plane.width)
    let top = min(max(Int(center.y - radius) - 2, 0), plane.height - 1)
    let bottom = min(max(Int(center.y + radius) + 2, top), plane.height - 1)
    let highest = min(max(Int(center.y), top), bottom)
    let lowest = min(max(Int(center.y + 0.35 * radius), top), bottom)

    let deviations = deviations(appearance)
    // How much a pixel is unlike iris; below 0 where it is like it.
    var alone = [Float](repeating: 0, count: deviations.count)
    forEachPixel { at, _ in
      alone[at] = min(max((abs(deviations[at]) - Float(2.2)) * 0.8, -Float(0.6)), Float(2.5))
    }
    let sums = DeviationSums(
      deviations, map, width: plane.width, height: plane.height, reach: max(1, Int(radius / 20)))
    // Lashes and the skin that shines between their roots are as bright as iris in the mean; the contrast round each pixel gives them away.
    // Gray values of iris deviate by 0.8 in the mean.
    var evidence = alone
    for y in top...lowest where map.rows.contains(y) {
      for x in map.columns {
        let at = y * plane.width + x
        guard map.rings[at] >= 0, Int(map.rings[at]) < RingMap.rings else { continue }
        evidence[at] = min(max(alone[at], 2 * (sums.contrast(x, y) - Float(2))), Float(2.5))
      }
    }
    let upper = LidEdge(columns, from: top, through: lowest, step: 1).follow(evidence, width: plane.width)
    // The wet edge of the lower lid, between the lashes and the line of tears, is only a little brighter than iris, but everywhere so. It is
    // looked for near what is surely lid: patches of iris may be as bright.
    let lower = LidEdge(columns, from: bottom, through: highest, step: -1)
    let skin = lower.follow(alone, width: plane.width)
    evidence = alone
    let width = Int(0.15 * radius)
    for (x, edge) in zip(columns, skin) {
      for y in max(edge - width, highest)..<max(edge, highest) {
        let at = y * plane.width + x
        guard map.rings[at] >= 0, Int(map.rings[at]) < RingMap.rings else { continue }
        evidence[at] = min(max(alone[at], (sums.brightness(x, y) - Float(1.5)) * 0.8), Float(2.5))
      }
    }
    return LidLines(
      left: columns.lowerBound, upper: upper, lower: lower.follow(evidence, width: plane.width))
  }

  /// Difference of each pixel inside the limbus from the usual gray value of its ring over the usual deviation; 0 elsewhere.
  private func deviations(_ appearance: Appearance) -> [Float] {
    var deviations = [Float](repeating: 0, count: map.rings.count)
    appearance.medians.withUnsafeBufferPointer { medians in
      forEachPixel { at, ring in
        deviations[at] = (plane.values[at] - medians[ring]) / appearance.spread
      }
    }
    return deviations
  }
}

/// Means of deviations and of their absolute values over the iris pixels in squares, single ones limited to 4.
private struct DeviationSums {
  private let reach: Int
  private let rows: Range<Int>
  private let columns: Range<Int>
  /// Sums over everything above and to the left within `rows` and `columns`: of values, of absolute values, of pixels.
  private let sums: [SIMD4<Float>]

  /// Squares have `2 * reach + 1` pixels a side.
  init(_ deviations: [Float], _ map: RingMap, width: Int, height: Int, reach: Int) {
    self.reach = reach
    rows = map.rows
    columns = map.columns
    let stride = columns.count + 1
    var sums = [SIMD4<Float>](repeating: .zero, count: stride * (rows.count + 1))
    sums.withUnsafeMutableBufferPointer { sums in
      for (index, y) in map.rows.enumerated() {
        var row = SIMD4<Float>.zero
        let above = index * stride
        for (column, at) in (y * width + map.columns.lowerBound..<y * width + map.columns.upperBound)
          .enumerated()
        {
          if map.rings[at] >= 0, Int(map.rings[at]) < RingMap.rings, !map.isPupilEdge[at] {
            let limited = min(max(deviations[at], -4), 4)
            row += SIMD4(limited, abs(limited), 1, 0)
          }
          sums[above + stride + column + 1] = sums[above + column + 1] + row
        }
      }
    }
    self.sums = sums
  }

  func brightness(_ x: Int, _ y: Int) -> Float {
    let sum = sum(x, y)
    return sum.x / max(sum.z, 1)
  }

  func contrast(_ x: Int, _ y: Int) -> Float {
    let sum = sum(x, y)
    return sum.y / max(sum.z, 1)
  }

  private func sum(_ x: Int, _ y: Int) -> SIMD4<Float> {
    let stride = columns.count + 1
    let above = (max(rows.lowerBound, y - reach) - rows.lowerBound) * stride
    let below = (min(rows.upperBound, y + reach + 1) - rows.lowerBound) * stride
    let left = max(columns.lowerBound, x - reach) - columns.lowerBound
    let right = min(columns.upperBound, x + reach + 1) - columns.lowerBound
    return sums[below + right] - sums[above + right] - sums[below + left] + sums[above + left]
  }
}

/// Follows the edge of a lid: one height per column such that what lies beyond it is unlike iris and what lies before it is like
/// iris, with neighbouring heights close to each other.
private struct LidEdge {
  let columns: Range<Int>
  /// The row of height 0 and the direction of growing heights.
  let start: Int
  let step: Int
  let heights: Int
  private static let stiffness: Float = 0.7
  /// Greatest move between neighbouring columns.
  private static let jump = 2

  init(_ columns: Range<Int>, from start: Int, through end: Int, step: Int) {
    self.columns = columns
    self.start = start
    self.step = step
    heights = abs(end - start) + 1
  }

  /// The row of the edge in every column; `evidence` is [row, column] of a plane.
  func follow(_ evidence: [Float], width: Int) -> [Int] {
    guard !columns.isEmpty else { return [] }
    // Heights beyond both ends are never the better ones.
    var value = [Float](repeating: -.infinity, count: heights + 2 * Self.jump)
    for h in 0..<heights { value[Self.jump + h] = 0 }
    var next = value
    var sums = [Float](repeating: 0, count: heights)
    var from = [Int32](repeating: 0, count: heights * columns.count)
    evidence.withUnsafeBufferPointer { evidence in
      from.withUnsafeMutableBufferPointer { from in
        sums.withUnsafeMutableBufferPointer { sums in
          for (index, x) in columns.enumerated() {
            var sum: Float = 0
            for h in 0..<heights {
              sum += evidence[(start &+ step &* h) &* width &+ x]
              sums[h] = sum
            }
            value.withUnsafeBufferPointer { value in
              next.withUnsafeMutableBufferPointer { next in
                for h in 0..<heights {
                  let far = value[h] - Self.stiffness * 4
                  let near = value[h + 1] - Self.stiffness
                  let nearer = value[h + 3] - Self.stiffness
                  let farther = value[h + 4] - Self.stiffness * 4
                  var best = value[h + 2]
                  var move: Int32 = 0
                  move = far > best ? -2 : move
                  best = far > best ? far : best
                  move = near > best ? -1 : move
                  best = near > best ? near : best
                  move = nearer > best ? 1 : move
                  best = nearer > best ? nearer : best
                  move = farther > best ? 2 : move
                  best = farther > best ? farther : best
                  next[h + 2] = best + sums[h]
                  from[index * heights + h] = move
                }
              }
            }
            swap(&value, &next)
          }
        }
      }
    }
    var h = (0..<heights).max { value[Self.jump + $0] < value[Self.jump + $1] } ?? 0
    var edge = [Int](repeating: start, count: columns.count)
    for index in stride(from: columns.count - 1, through: 0, by: -1) {
      edge[index] = start + step * h
      h += Int(from[index * heights + h])
    }
    return edge
  }
}
