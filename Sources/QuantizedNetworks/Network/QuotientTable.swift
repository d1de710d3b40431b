/// The lookup table of a requantisation or a sign: v = 2^shift * q + r, q in minimum...maximum.
public struct QuotientTable: Hashable, Sendable {
  /// S, the largest shift of the layer; a channel with a smaller shift s is scaled by 2^(S-s).
  public let shift: Int
  /// Smallest quotient, at most 0.
  public let minimum: Int
  /// Largest quotient, at least 0: padded outputs look up the quotient 0.
  public let maximum: Int

  /// Number of quotients.
  public var count: Int { maximum - minimum + 1 }

  /// Table that covers zero and every quotient of these values.
  package init(shift: Int, covering values: [ClosedRange<Int>]) {
    self.shift = shift
    minimum = values.reduce(0) { min($0, $1.lowerBound >> shift) }
    maximum = values.reduce(0) { max($0, $1.upperBound >> shift) }
  }

  /// Quotients and remainders each fit a table of the largest size.
  var fitsTables: Bool { shift <= NetworkLimits.shift && count <= NetworkLimits.tableRows }

  /// Largest distance between a reachable value and any value the table can spell.
  ///
  /// Below the modulus, no other (q, r) of the table equals the value in the field (`PROTOCOL` section 7):
  /// the proof then has one answer. Bounding |acc| alone is not enough.
  func largestDistance(to values: ClosedRange<Int>) -> Int {
    let lowest = minimum << shift
    let highest = (maximum << shift) + (1 << shift) - 1
    return max(values.upperBound - lowest, highest - values.lowerBound)
  }
}
