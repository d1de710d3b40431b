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

  /// Displacements to try, with the samples by which the circle is shifted at every angle that counts.
  struct Displacements {
    fileprivate struct Entry {
      var dx: Double
      var dy: Double
      /// Length of the displacement, upright parts counted more.
      var shift: Float
    }
    fileprivate let entries: [Entry]
    /// [displacement, angle], angles in the order of the search.
    fileprivate let offsets: [Int]
    /// Greatest shift in samples, to either side.
    let reach: Int
    /// Greatest displacement sideways in pixels, as asked for.
    let reachX: Double
  }

  /// Radii are searched in blocks of so many: enough for sums that stay in registers and do not wait for each other.
  private typealias Block = SIMD16<Float>

  /// The best displacement so far of a block of radii.
  private struct Best {
    var score = Block(repeating: -.infinity)
    var left = Block.zero
    var right = Block.zero
    var displacement = SIMD16<Int32>.zero
  }

  /// How much each angle counts, 0...1.
  let weights: [Float]
  /// Part of the difference between both halves that is taken off their mean.
  let balance: Float
  /// Cost of a displacement by the radius.
  let offsetCost: Float
  /// The angles that count: those of the left half, then those of the right half.
  private let order: [Int]
  private let leftCount: Int
  private let halfWeights: (left: Float, right: Float)

  init(weights: [Float], balance: Float, offsetCost: Float) {
    self.weights = weights
    self.balance = balance
    self.offsetCost = offsetCost
    let cosines = UnitCircle.of(weights.count).cosines
    let left = weights.indices.filter { cosines[$0] < 0 && weights[$0] > 0 }
    let right = weights.indices.filter { cosines[$0] >= 0 && weights[$0] > 0 }
    order = left + right
    leftCount = left.count
    halfWeights = (
      max(left.reduce(Float(0)) { $0 + weights[$1] }, 1e-6),
      max(right.reduce(Float(0)) { $0 + weights[$1] }, 1e-6)
    )
  }

  /// Displacements of at most `reachX`, `reachY` pixels in steps of `stride`, for maps with samples `spacing` pixels apart.
  func displacements(reachX: Double, reachY: Double, stride step: Double, spacing: Double) -> Displacements {
    let circle = UnitCircle.of(weights.count)
    let countX = Int(reachX / step)
    let countY = Int(reachY / step)
    var entries: [Displacements.Entry] = []
    var offsets: [Int] = []
    let total = (2 * countX + 1) * (2 * countY + 1)
    entries.reserveCapacity(total)
    offsets.reserveCapacity(total * order.count)
    var reach = 0
    for stepY in -countY...countY {
      for stepX in -countX...countX {
        let dx = Double(stepX) * step
        let dy = Double(stepY) * step
        entries.append(.init(dx: dx, dy: dy, shift: Float((dx * dx + 2 * dy * dy).squareRoot())))
        for angle in order {
          let offset = Self.nearest(dx / spacing * circle.cosines[angle] + dy / spacing * circle.sines[angle])
          reach = max(reach, abs(offset))
          offsets.append(offset)
        }
      }
    }
    return Displacements(entries: entries, offsets: offsets, reach: reach, reachX: reachX)
  }

  /// The nearest whole number, halves away from zero, without a call of the mathematical library.
  @inline(__always)
  private static func nearest(_ value: Double) -> Int {
    let whole = Int(value)
    let rest = value - Double(whole)
    return rest >= 0.5 ? whole + 1 : (rest <= -0.5 ? whole - 1 : whole)
  }

  /// For every radius, in samples, the best of the displacements. The map must have all samples that they reach.
  func profile(_ map: EdgeMap, radii: ClosedRange<Int>, _ displacements: Displacements) -> [Fit] {
    let low = max(1, radii.lowerBound)
    let high = min(radii.upperBound, map.samples - 1)
    guard low <= high else { return [] }
    let count = high - low + 1
    let blocks = (count + Block.scalarCount - 1) / Block.scalarCount
    let length = blocks * Block.scalarCount + 2 * displacements.reach
    let rows = weighted(map, from: low - displacements.reach, length)
    let radius = (0..<(blocks * Block.scalarCount)).map { Float(Double(low + $0) * map.spacing) }
    var best = [Best](repeating: Best(), count: blocks)
    rows.withUnsafeBytes { rows in
      radius.withUnsafeBytes { radius in
        displacements.offsets.withUnsafeBufferPointer { offsets in
          best.withUnsafeMutableBufferPointer { best in
            for (index, entry) in displacements.entries.enumerated() {
              let own = UnsafeBufferPointer(rebasing: offsets[(index * order.count)...])
              for block in 0..<blocks {
                let from = block * Block.scalarCount
                let start = from + displacements.reach
                let left = Self.sum(rows, 0..<leftCount, own, start, length) / halfWeights.left
                let right = Self.sum(rows, leftCount..<order.count, own, start, length) / halfWeights.right
                let radii = radius.loadUnaligned(fromByteOffset: 4 * from, as: Block.self)
                update(&best[block], Int32(index), left, right, offset: entry.shift / radii)
              }
            }
          }
        }
      }
    }
    return (0..<count).map { index in
      let block = best[index / Block.scalarCount]
      let lane = index % Block.scalarCount
      let entry = displacements.entries[Int(block.displacement[lane])]
      return Fit(
        dx: entry.dx, dy: entry.dy, radius: Double(low + index) * map.spacing, left: block.left[lane],
        right: block.right[lane], score: block.score[lane])
    }
  }

  /// What a displacement, in parts of the radius, takes off the score: more than 12 % hardly ever occur.
  @inline(__always)
  func cost(_ offset: Float) -> Float { offsetCost * (offset + 12 * max(0, offset - 0.12)) }

  /// Keeps a displacement where its score is the best so far.
  @inline(__always)
  private func update(
    _ best: inout Best, _ displacement: Int32, _ left: Block, _ right: Block, offset: Block
  ) {
    let difference = left - right
    let imbalance = difference.replacing(with: -difference, where: difference .< 0)
    let excess = offset - Float(0.12)
    let beyond = excess.replacing(with: 0, where: excess .< 0)
    let cost = offsetCost * (offset + 12 * beyond)
    let score = (left + right) / 2 - balance * imbalance - cost
    let better = score .> best.score
    best.score.replace(with: score, where: better)
    best.left.replace(with: left, where: better)
    best.right.replace(with: right, where: better)
    best.displacement.replace(with: displacement, where: better)
  }

  /// Sums of a block of radii over angles.
  @inline(__always)
  private static func sum(
    _ rows: UnsafeRawBufferPointer, _ angles: Range<Int>, _ offsets: UnsafeBufferPointer<Int>, _ start: Int,
    _ length: Int
  ) -> Block {
    var sum = Block.zero
    for index in angles {
      let at = index &* length &+ start &+ offsets[index]
      sum += rows.loadUnaligned(fromByteOffset: 4 &* at, as: Block.self)
    }
    return sum
  }

  /// The steps times the weights of their angles, [angle in the order of the search, sample], from a sample on that may lie before the
  /// map; zeros stand for samples outside it, which changes no sum.
  private func weighted(_ map: EdgeMap, from: Int, _ length: Int) -> [Float] {
    var rows = [Float](repeating: 0, count: order.count * length)
    let range = map.stored.clamped(to: from..<(from + length))
    guard !range.isEmpty else { return rows }
    rows.withUnsafeMutableBufferPointer { rows in
      map.steps.withUnsafeBufferPointer { steps in
        for (index, angle) in order.enumerated() {
          let weight = weights[angle]
          let source = angle * map.stored.count + range.lowerBound - map.stored.lowerBound
          let target = index * length + range.lowerBound - from
          for at in 0..<range.count { rows[target + at] = weight * steps[source + at] }
        }
      }
    }
    return rows
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
