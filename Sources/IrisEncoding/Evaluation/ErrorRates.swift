/// How often comparisons at a threshold go wrong, all rates in 0...1 (terms of ISO/IEC 19795-1).
public struct ErrorRates: Hashable, Sendable {
  /// The false non-match rate at the loosest threshold whose false match rate does not exceed a limit.
  public struct Point: Hashable, Sendable {
    /// The limit of the false match rate.
    public let limit: Double
    /// Two pictures match when their score is below this.
    public let threshold: Double
    /// The false match rate at that threshold, at most `limit`.
    public let falseMatchRate: Double
    /// False non-match rate among the comparisons that took place.
    public let falseNonMatchRate: Double
    /// The same with every genuine pair that lost a picture counted as a non-match.
    public let falseNonMatchRateWithLosses: Double
  }

  /// The rates at one threshold that was fixed beforehand.
  public struct Operation: Hashable, Sendable {
    public let threshold: Double
    /// Impostor comparisons that matched; weighted in a resampling.
    public let falseMatches: Double
    public let falseMatchRate: Double
    public let falseNonMatchRate: Double
    public let falseNonMatchRateWithLosses: Double
  }

  /// Where false match rate and false non-match rate are equal, interpolated between two comparisons.
  public let equalErrorRate: Double
  /// One point for every limit that was asked for, in that order.
  public let points: [Point]
  public let operation: Operation
}
