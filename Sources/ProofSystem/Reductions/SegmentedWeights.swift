import FiniteFields

/// eq(rho, ·) over the variables that are not bound yet, without the current one, for tables that are cut into segments.
///
/// A table of 2^v entries is 2^(v−b) segments of 2^b entries. The b low variables are bound within each segment, so threads share no
/// entries, and the weights are an outer product: pair j of segment s has high[s] · low[j]. Summing eq over its lowest variable gives eq
/// of the rest, so the weights of one round give those of the next.
struct SegmentedWeights<K: ExtensionField>: Sendable {
  /// rho of the variables that are not bound, the current one first.
  private(set) var rest: [K]
  /// b: log₂ of the entries that a segment has now.
  private(set) var segmentVariables: Int
  /// 2^(b−1) weights, one when b = 0.
  private(set) var low: [K]
  /// One weight a segment.
  let high: [K]

  init(rho: [K]) {
    let variables = Self.segmentVariables(of: rho.count)
    rest = rho
    segmentVariables = variables
    low = Multilinear.eqTable(Array(rho[..<variables].dropFirst()))
    high = Multilinear.eqTable(Array(rho[variables...]))
  }

  /// Entries that a segment has now.
  var length: Int { 1 << segmentVariables }

  /// True when segments have become so short that their tables should be joined and cut anew.
  var isWornOut: Bool { segmentVariables <= Self.shortSegment && high.count > 1 }

  /// The next round's weights.
  mutating func advance() {
    rest.removeFirst()
    segmentVariables -= 1
    if low.count > 1 { low = (0..<low.count / 2).map { low[2 * $0] + low[2 * $0 + 1] } }
  }

  /// Σ of each segment's sums, which the body takes with the low weights, times its high weight.
  ///
  /// - Parameters:
  ///   - segmentCount: the first ones; nil for all.
  ///   - grain: entries that are worth a thread.
  func sum(
    segments segmentCount: Int? = nil, grain: Int,
    _ body: @Sendable (_ segment: Int, _ low: UnsafeBufferPointer<K>) -> RoundSums<K>
  ) -> RoundSums<K> {
    let parts = Workers.map(count: segmentCount ?? high.count, grain: max(1, grain >> segmentVariables)) {
      range in
      low.withUnsafeBufferPointer { low in
        range.reduce(into: RoundSums<K>()) { $0.add(body($1, low), times: high[$1]) }
      }
    }
    return parts.reduce(into: RoundSums<K>()) { $0.add($1, times: K.one) }
  }

  private static var shortSegment: Int { 5 }

  /// Short tables are one segment; of longer ones every thread gets several segments that fit its core's own cache.
  static func segmentVariables(of variables: Int) -> Int {
    variables <= 8 ? variables : min(max(variables - 4, shortSegment + 1), 11)
  }
}

/// The sums of which a round's coefficients are multiples, as many as a reduction needs.
struct RoundSums<K: ExtensionField>: Sendable {
  var first = K.zero
  var second = K.zero
  var third = K.zero
  var fourth = K.zero
  var fifth = K.zero

  mutating func add(_ other: RoundSums, times factor: K) {
    first += factor * other.first
    second += factor * other.second
    third += factor * other.third
    fourth += factor * other.fourth
    fifth += factor * other.fifth
  }
}

extension UnsafeBufferPointer {
  func slice(_ range: Range<Int>) -> Self { Self(rebasing: self[range]) }
}

extension UnsafeMutableBufferPointer {
  func slice(_ range: Range<Int>) -> Self { Self(rebasing: self[range]) }
}
