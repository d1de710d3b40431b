/// How the codes of one model are judged: what its scores mean and below which one two codes count as the same eye.
public struct MatchProfile: Hashable, Sendable {
  /// What was measured at a threshold.
  public struct Measurement: Hashable, Sendable {
    /// Comparisons of different eyes.
    public let comparisons: Int
    /// How many of them matched.
    public let falseMatches: Int
    /// 95 % interval of the false match rate, from drawing eyes anew.
    public let low: Double
    public let high: Double

    public init(comparisons: Int, falseMatches: Int, low: Double, high: Double) {
      self.comparisons = comparisons
      self.falseMatches = falseMatches
      self.low = low
      self.high = high
    }

    public var falseMatchRate: Double { Double(falseMatches) / Double(max(comparisons, 1)) }
  }

  /// Two codes count as the same eye when their score is below this.
  public let threshold: Double
  /// Two persons count as the same when the mean score of their left and their right eyes is below this.
  public let pairThreshold: Double
  /// Share of a code's bits that a score of full weight compares: the median of what was measured.
  public let referenceShare: Double
  /// Usual spread of chance: see `IrisMatch.score`.
  public let referenceSpread: Double
  /// What `threshold` lets through; nil for a model that nobody has measured.
  public let measurement: Measurement?

  public init(
    threshold: Double, pairThreshold: Double, referenceShare: Double, referenceSpread: Double,
    measurement: Measurement?
  ) {
    self.threshold = threshold
    self.pairThreshold = pairThreshold
    self.referenceShare = referenceShare
    self.referenceSpread = referenceSpread
    self.measurement = measurement
  }

  /// For the learned filter bank: see `Models/iris-embedding.md`.
  public static let irisEmbedding = MatchProfile(
    threshold: 0.415, pairThreshold: 0.43, referenceShare: 0.60, referenceSpread: 0.0142,
    measurement: Measurement(comparisons: 189_555, falseMatches: 19, low: 0, high: 3.9e-4))

  /// For the Gabor filter bank: see `Models/iris-gabor.md`.
  public static let irisGabor = MatchProfile(
    threshold: 0.395, pairThreshold: 0.41, referenceShare: 0.60, referenceSpread: 0.0142,
    measurement: Measurement(comparisons: 189_555, falseMatches: 27, low: 4.3e-5, high: 3.0e-4))
}
