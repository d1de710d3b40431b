import Foundation
import IrisEncoding

/// The error rates of a set of comparisons and how sure they are.
struct MeasuredRates: Sendable {
  /// Rates of false matches at which rates of false non-matches are stated.
  static let limits = [1e-2, 1e-3, 1e-4, 1e-5]
  static let replicates = 1000

  let test: ComparisonTest
  /// Fixed beforehand.
  let threshold: Double
  let rates: ErrorRates
  let intervals: ComparisonTest.Intervals

  init(_ test: ComparisonTest, threshold: Double) {
    self.test = test
    self.threshold = threshold
    rates = test.rates(limits: Self.limits, threshold: threshold)
    intervals = test.intervals(
      limits: Self.limits, threshold: threshold, replicates: Self.replicates, seed: 1
    ) { count, body in (try? ParallelRun.map(count) { index throws(Failure) in body(index) }) ?? [] }
  }

  /// Whether there are enough comparisons for one false match to be allowed at all.
  func isMeasurable(_ point: ErrorRates.Point) -> Bool {
    Double(test.impostorCount) * point.limit >= 1
  }

  // MARK: - Data

  /// Rates are parts of one; intervals hold 95 % of the resamplings.
  var fields: KeyValuePairs<String, ReportValue> {
    [
      "genuine": .object(Self.report(test.genuine, comparisons: test.genuineCount)),
      "impostor": .object(Self.report(test.impostor, comparisons: test.impostorCount)),
      "lostGenuineComparisons": .integer(test.lostGenuine.reduce(0, +)),
      "dPrime": .rounded(test.decidability, 3),
      "eer": .object(Self.report(rates.equalErrorRate, intervals.equalErrorRate)),
      "fnmrAtFMR": .list(points),
      "atThreshold": .object(operation),
    ]
  }

  private var points: [ReportValue] {
    rates.points.indices.map { place in
      let point = rates.points[place]
      var report = Report(["fmr": .number(point.limit)])
      report.add("fnmr", .object(Self.report(point.falseNonMatchRate, intervals.falseNonMatchRates[place])))
      report.add(
        "fnmrWithLostPictures",
        .object(
          Self.report(point.falseNonMatchRateWithLosses, intervals.falseNonMatchRatesWithLosses[place])))
      report.add("threshold", .rounded(point.threshold, 5))
      report.add("isMeasurable", .flag(isMeasurable(point)))
      return .object(report)
    }
  }

  private var operation: Report {
    Report([
      "threshold": .number(threshold), "falseMatches": .integer(Int(rates.operation.falseMatches)),
      "fmr": .object(Self.report(rates.operation.falseMatchRate, intervals.falseMatchRate, digits: 8)),
      "fnmr": .object(Self.report(rates.operation.falseNonMatchRate, intervals.falseNonMatchRate)),
      "fnmrWithLostPictures": .object(
        Self.report(rates.operation.falseNonMatchRateWithLosses, intervals.falseNonMatchRateWithLosses)),
    ])
  }

  private static func report(
    _ value: Double, _ interval: ComparisonTest.Interval, digits: Int = 6
  ) -> Report {
    Report([
      "value": .rounded(value, digits), "low": .rounded(interval.low, digits),
      "high": .rounded(interval.high, digits),
    ])
  }

  private static func report(_ distribution: ComparisonTest.Distribution, comparisons: Int) -> Report {
    Report([
      "comparisons": .integer(comparisons), "mean": .rounded(distribution.mean, 5),
      "deviation": .rounded(distribution.deviation, 5), "smallest": .rounded(distribution.smallest, 5),
      "largest": .rounded(distribution.largest, 5),
    ])
  }

  // MARK: - Words

  /// The figures for people, in per cent.
  var lines: [String] {
    var lines: [String] = []
    for (name, distribution, count) in [
      ("genuine", test.genuine, test.genuineCount), ("impostor", test.impostor, test.impostorCount),
    ] {
      lines.append(
        "\(name): \(count) comparisons, score \(Self.decimals(distribution.mean)) with a deviation of "
          + "\(Self.decimals(distribution.deviation)), \(Self.decimals(distribution.smallest)) to "
          + Self.decimals(distribution.largest))
    }
    lines.append("d' \(Self.decimals(test.decidability))")
    lines.append("EER " + Self.percent(rates.equalErrorRate, intervals.equalErrorRate))
    for place in rates.points.indices {
      let point = rates.points[place]
      lines.append(
        "FNMR at FMR \(point.limit): "
          + Self.percent(point.falseNonMatchRate, intervals.falseNonMatchRates[place])
          + "; lost pictures counted: "
          + Self.percent(point.falseNonMatchRateWithLosses, intervals.falseNonMatchRatesWithLosses[place])
          + (isMeasurable(point) ? "" : " (too few comparisons for this rate: at no false match)"))
    }
    lines.append(
      "at the threshold \(threshold): \(Int(rates.operation.falseMatches)) false matches, FMR "
        + Self.percent(rates.operation.falseMatchRate, intervals.falseMatchRate) + ", FNMR "
        + Self.percent(rates.operation.falseNonMatchRate, intervals.falseNonMatchRate))
    return lines
  }

  private static func percent(_ value: Double, _ interval: ComparisonTest.Interval) -> String {
    "\(percent(value)) [\(percent(interval.low)), \(percent(interval.high))]"
  }

  /// Three figures that count.
  static func percent(_ value: Double) -> String {
    let percent = value * 100
    let digits = percent == 0 || percent >= 1 ? 2 : (percent >= 0.01 ? 3 : 5)
    return String(format: "%.*f %%", digits, percent)
  }

  private static func decimals(_ value: Double) -> String { String(format: "%.4f", value) }
}
