/// How sure the rates are.
extension ComparisonTest {
  /// Limits of a rate from resampling.
  public struct Interval: Hashable, Sendable {
    public let low: Double
    public let high: Double
  }

  /// 95 % intervals of the rates.
  public struct Intervals: Hashable, Sendable {
    public let equalErrorRate: Interval
    /// In the order of the limits that were asked for.
    public let falseNonMatchRates: [Interval]
    public let falseNonMatchRatesWithLosses: [Interval]
    /// At the fixed threshold.
    public let falseMatchRate: Interval
    public let falseNonMatchRate: Interval
    public let falseNonMatchRateWithLosses: Interval
  }

  /// Percentile bootstrap that draws whole eyes with replacement.
  ///
  /// Comparisons of one eye depend on each other, so comparisons must not be drawn singly: the intervals would come
  /// out too narrow (R. M. Bolle, N. K. Ratha, S. Pankanti, "Error analysis of pattern recognition systems: the subsets
  /// bootstrap", Computer Vision and Image Understanding 93, 2004). Every replicate finds its own thresholds.
  ///
  /// - Parameter run: runs a body for every index below a count, in any order, perhaps several at once.
  public func intervals(
    limits: [Double], threshold: Double, replicates: Int, seed: UInt64,
    run: (_ count: Int, _ body: @Sendable (Int) -> ErrorRates) -> [ErrorRates]
  ) -> Intervals {
    let rates = run(max(replicates, 1)) { replicate in
      // Each replicate has its own stream, so the result does not depend on the order.
      var generator = Resampler(state: seed &+ UInt64(replicate) &* 0xD134_2543_DE82_EF95)
      var weights = [Double](repeating: 0, count: eyeCount)
      for _ in 0..<eyeCount { weights[Int.random(in: 0..<eyeCount, using: &generator)] += 1 }
      return self.rates(limits: limits, threshold: threshold, weights: weights)
    }
    func interval(_ value: (ErrorRates) -> Double) -> Interval {
      let sorted = rates.map(value).sorted()
      func quantile(_ part: Double) -> Double {
        sorted[Int((part * Double(sorted.count - 1)).rounded())]
      }
      return Interval(low: quantile(0.025), high: quantile(0.975))
    }
    return Intervals(
      equalErrorRate: interval(\.equalErrorRate),
      falseNonMatchRates: limits.indices.map { place in interval { $0.points[place].falseNonMatchRate } },
      falseNonMatchRatesWithLosses: limits.indices.map { place in
        interval { $0.points[place].falseNonMatchRateWithLosses }
      },
      falseMatchRate: interval(\.operation.falseMatchRate),
      falseNonMatchRate: interval(\.operation.falseNonMatchRate),
      falseNonMatchRateWithLosses: interval(\.operation.falseNonMatchRateWithLosses))
  }

  /// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, 2014): the same seed draws the same eyes.
  private struct Resampler: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
