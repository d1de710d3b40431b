/// How scores are distributed.
extension ComparisonTest {
  /// The finite scores of one kind of comparison.
  public struct Distribution: Hashable, Sendable {
    public let count: Int
    public let mean: Double
    /// Standard deviation of the population.
    public let deviation: Double
    public let smallest: Double
    public let largest: Double

    init(_ scores: [Double]) {
      count = scores.count
      let number = Double(max(count, 1))
      let mean = scores.reduce(0, +) / number
      self.mean = mean
      deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / number).squareRoot()
      smallest = scores.min() ?? 0
      largest = scores.max() ?? 0
    }
  }

  /// The finite scores, ascending.
  public func scores(genuine: Bool) -> [Double] {
    trials.filter { $0.isGenuine == genuine && $0.score.isFinite }.map(\.score)
  }

  public var genuine: Distribution { Distribution(scores(genuine: true)) }
  public var impostor: Distribution { Distribution(scores(genuine: false)) }

  /// The distance of the two means in units of the mean of both variances' root (d').
  public var decidability: Double {
    let (genuine, impostor) = (genuine, impostor)
    let spread = (genuine.deviation * genuine.deviation + impostor.deviation * impostor.deviation) / 2
    return spread > 0 ? abs(impostor.mean - genuine.mean) / spread.squareRoot() : 0
  }

  /// The detection error trade-off: the corners of the curve, false match rates ascending.
  public var tradeOff: [(falseMatchRate: Double, falseNonMatchRate: Double)] {
    let (genuine, impostor) = (Double(max(genuineCount, 1)), Double(max(impostorCount, 1)))
    var (matched, falseMatches) = (0.0, 0.0)
    var curve: [(falseMatchRate: Double, falseNonMatchRate: Double)] = [(0, 1)]
    for (index, trial) in trials.enumerated() where trial.score.isFinite {
      if trial.isGenuine { matched += 1 } else { falseMatches += 1 }
      let isLast = index + 1 == trials.count || trials[index + 1].score != trial.score
      // Only where the other kind comes next does the curve turn.
      let turns = index + 1 == trials.count || trials[index + 1].isGenuine != trial.isGenuine
      if isLast && turns { curve.append((falseMatches / impostor, 1 - matched / genuine)) }
    }
    return curve
  }
}
