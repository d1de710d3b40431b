import FiniteFields

/// Round polynomials of Σ eq (out − in^d), d = 3 or 5.
///
/// The tables stay over the base field until the first binding, and what lies beyond their last entry is zero and costs nothing:
/// 0 = 0^d.
final class PowerRoundProver<K: ExtensionField>: RoundProver {
  private let exponent: Int
  private var weights: SegmentedWeights<K>
  /// Segments with entries, whole ones; those after them are zero.
  private var segmentCount: Int
  /// Empty after the first binding.
  private var base: PowerZerocheck.Tables<K>
  /// Segment s begins at entry s · stride.
  private var input: [K] = []
  private var output: [K] = []
  private var stride: Int
  private var sums = RoundSums<K>()

  /// - Parameter tables: at most 2^rho.count entries each.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  init(tables: PowerZerocheck.Tables<K>, exponent: Int, rho: [K]) {
    self.exponent = exponent
    weights = SegmentedWeights(rho: rho)
    stride = weights.length
    precondition(
      max(tables.input.count, tables.output.count) <= 1 << rho.count, "the tables exceed their variables")
    segmentCount = max(1, (max(tables.input.count, tables.output.count) + stride - 1) / stride)
    base = PowerZerocheck.Tables(input: [], output: [])
    let count = segmentCount * stride
    if exponent == 3, K.degree > 1, !rho.isEmpty {
      base = PowerZerocheck.Tables(
        input: Self.padded(tables.input, K.Base.zero, count),
        output: Self.padded(tables.output, K.Base.zero, count))
      sums = baseSums()
    } else {
      input = Self.padded(tables.input.map { K(base: $0) }, K.zero, count)
      output = Self.padded(tables.output.map { K(base: $0) }, K.zero, count)
      sums = pass(length: stride) { _, _, _ in }
    }
  }

  /// in~(point), after the last round.
  var value: K { input[0] }

  /// in = u + vX: in³ = u³ + 3u²v X + 3uv² X² + v³ X³, in⁵ = u⁵ + 5u⁴v X + 10u³v² X² + 10u²v³ X³ + 5uv⁴ X⁴ + v⁵ X⁵.
  func roundMessage() -> [K] {
    exponent == 3
      ? [sums.first, -(sums.second.doubled + sums.second), -sums.third]
      : [sums.first, -K(10) * sums.second, -K(10) * sums.third, -K(5) * sums.fourth, -sums.fifth]
  }

  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func bind(to point: K) {
    let length = weights.length
    weights.advance()
    if base.input.isEmpty {
      sums = pass(length: length) { _, input, output in
        FieldVector.bindLowest(input, to: point)
        FieldVector.bindLowest(output, to: point)
      }
    } else {
      let tables = base
      base = PowerZerocheck.Tables(input: [], output: [])
      stride = length / 2
      let count = segmentCount * stride
      input = [K](unsafeUninitializedCapacity: count) { $1 = count }
      output = [K](unsafeUninitializedCapacity: count) { $1 = count }
      sums = pass(length: length / 2) { index, input, output in
        let segment = index * length..<(index + 1) * length
        tables.input.withUnsafeBufferPointer {
          FieldVector.bindLowest(base: $0.slice(segment), to: point, into: input)
        }
        tables.output.withUnsafeBufferPointer {
          FieldVector.bindLowest(base: $0.slice(segment), to: point, into: output)
        }
      }
    }
    if weights.isWornOut { join() }
  }

  private func baseSums() -> RoundSums<K> {
    let (tables, stride) = (base, stride)
    return weights.sum(segments: segmentCount, grain: 4096) { index, low in
      let segment = index * stride..<(index + 1) * stride
      return tables.input.withUnsafeBufferPointer { input in
        tables.output.withUnsafeBufferPointer { output in
          let sums = FieldVector.cubeRound(
            weights: low, baseInput: input.slice(segment), baseOutput: output.slice(segment))
          return RoundSums(first: sums.constant, second: sums.mixed, third: sums.cubic)
        }
      }
    }
  }

  /// Changes all segments and adds up the next round in one go, while a segment is in the cache.
  ///
  /// - Parameter length: entries of a segment before the change; afterwards there are as many as the weights say.
  private func pass(
    length: Int,
    _ change: @Sendable (Int, UnsafeMutableBufferPointer<K>, UnsafeMutableBufferPointer<K>) -> Void
  ) -> RoundSums<K> {
    let (exponent, weights, stride, count) = (exponent, weights, stride, segmentCount)
    return input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        let (input, output) = (Shared(input), Shared(output))
        return weights.sum(segments: count, grain: exponent == 3 ? 512 : 128) { index, low in
          let segment = index * stride..<index * stride + length
          let (input, output) = (input.slice(segment), output.slice(segment))
          change(index, input, output)
          let rest = 0..<weights.length
          guard rest.count > 1 else { return RoundSums() }
          let (u, v) = (UnsafeBufferPointer(input.slice(rest)), UnsafeBufferPointer(output.slice(rest)))
          guard exponent == 3 else { return Self.fifthPowers(low, u, v) }
          let sums = FieldVector.cubeRound(weights: low, input: u, output: v)
          return RoundSums(first: sums.constant, second: sums.mixed, third: sums.cubic)
        }
      }
    }
  }

  private static func fifthPowers(
    _ weights: UnsafeBufferPointer<K>, _ input: UnsafeBufferPointer<K>, _ output: UnsafeBufferPointer<K>
  ) -> RoundSums<K> {
    let sums = FieldVector.fifthPowerRound(weights: weights, input: input, output: output)
    return RoundSums(first: sums[0], second: sums[1], third: sums[2], fourth: sums[3], fifth: sums[4])
  }

  /// Cuts the tables anew, without gaps.
  private func join() {
    let next = SegmentedWeights(rho: weights.rest)
    let length = weights.length
    let entries = segmentCount * length
    let (used, stride) = (segmentCount, stride)
    segmentCount = (entries + next.length - 1) / next.length
    let count = segmentCount * next.length
    func joined(_ table: [K]) -> [K] {
      let parts = (0..<used).map { table[$0 * stride..<$0 * stride + length] }
      return Self.padded(Array(parts.joined()), K.zero, count)
    }
    input = joined(input)
    output = joined(output)
    self.stride = next.length
    weights = next
  }

  private static func padded<Element>(_ table: [Element], _ zero: Element, _ count: Int) -> [Element] {
    table + [Element](repeating: zero, count: count - table.count)
  }
}
