import Foundation

/// All comparisons of a test, in the order of their scores.
public struct ComparisonTest: Sendable {
  /// Ascending; at equal scores impostors come first, so that a tie never flatters.
  public let trials: [ComparisonTrial]
  /// Number of eyes; eyes are numbered from 0.
  public let eyeCount: Int
  /// Genuine pairs of each eye that could not be formed because a picture was refused.
  public let lostGenuine: [Int]

  /// - Parameters:
  ///   - trials: comparisons in any order, eyes within 0..<lostGenuine.count; others are left out.
  ///   - lostGenuine: per eye, the genuine pairs that lost a picture.
  public init(_ trials: [ComparisonTrial], lostGenuine: [Int]) {
    let known = lostGenuine.indices
    self.trials =
      trials
      .filter { known.contains($0.eyes.first) && known.contains($0.eyes.second) }
      .sorted { ($0.score, $0.isGenuine ? 1 : 0) < ($1.score, $1.isGenuine ? 1 : 0) }
    self.lostGenuine = lostGenuine
    eyeCount = lostGenuine.count
  }

  public var genuineCount: Int { trials.count { $0.isGenuine } }
  public var impostorCount: Int { trials.count - genuineCount }

  /// The rates of this test.
  ///
  /// - Parameters:
  ///   - limits: false match rates at which the false non-match rate is wanted, each in 0...1.
  ///   - threshold: the fixed threshold of `operation`.
  public func rates(limits: [Double], threshold: Double) -> ErrorRates {
    rates(limits: limits, threshold: threshold, weights: [Double](repeating: 1, count: eyeCount))
  }

  /// The rates with every eye counted `weights[eye]` times: a genuine comparison counts as often as its eye, an
  /// impostor comparison as often as the product says. An eye that was drawn twice is not compared with itself
  /// as if it were two.
  func rates(limits: [Double], threshold: Double, weights: [Double]) -> ErrorRates {
    func weight(_ trial: ComparisonTrial) -> Double {
      trial.isGenuine ? weights[trial.eyes.first] : weights[trial.eyes.first] * weights[trial.eyes.second]
    }
    var genuine = 0.0
    var impostor = 0.0
    for trial in trials { if trial.isGenuine { genuine += weight(trial) } else { impostor += weight(trial) } }
    var tally = Tally(genuine: genuine, impostor: impostor)
    for (eye, lost) in lostGenuine.enumerated() { tally.lost += Double(lost) * weights[eye] }

    let order = limits.indices.sorted { limits[$0] < limits[$1] }
    var points = [ErrorRates.Point?](repeating: nil, count: limits.count)
    var reached = 0
    var operation: ErrorRates.Operation?
    var equal: Double?
    var before = (match: 0.0, nonMatch: 1.0)
    var index = 0
    while true {
      let score = index < trials.count ? trials[index].score : .infinity
      // Everything below `score` has matched by now. All comparisons of this score come at once.
      if operation == nil, !(score < threshold) { operation = tally.operation(threshold) }
      guard score < .infinity else { break }
      var next = tally
      while index < trials.count, trials[index].score == score {
        let trial = trials[index]
        if trial.isGenuine { next.matched += weight(trial) } else { next.falseMatches += weight(trial) }
        index += 1
      }
      while reached < order.count, next.falseMatchRate > limits[order[reached]] {
        points[order[reached]] = tally.point(limits[order[reached]], threshold: score)
        reached += 1
      }
      tally = next
      if equal == nil, tally.falseMatchRate >= tally.falseNonMatchRate {
        equal = Self.crossing(before, (tally.falseMatchRate, tally.falseNonMatchRate))
      }
      before = (tally.falseMatchRate, tally.falseNonMatchRate)
    }
    for place in order[reached...] { points[place] = tally.point(limits[place], threshold: .infinity) }
    return ErrorRates(
      equalErrorRate: equal ?? max(before.match, before.nonMatch), points: points.compactMap { $0 },
      operation: operation ?? tally.operation(threshold))
  }

  /// Where the straight lines between two pairs of rates meet.
  private static func crossing(
    _ from: (match: Double, nonMatch: Double), _ to: (match: Double, nonMatch: Double)
  ) -> Double {
    let (first, last) = (from.nonMatch - from.match, to.match - to.nonMatch)
    guard first + last > 0 else { return to.match }
    let part = first / (first + last)
    return from.match + part * (to.match - from.match)
  }

  /// What has matched so far, going up in the scores.
  private struct Tally {
    let genuine: Double
    let impostor: Double
    var lost = 0.0
    var matched = 0.0
    var falseMatches = 0.0

    init(genuine: Double, impostor: Double) {
      self.genuine = genuine
      self.impostor = impostor
    }

    var falseMatchRate: Double { impostor > 0 ? falseMatches / impostor : 0 }
    var falseNonMatchRate: Double { genuine > 0 ? max(0, 1 - matched / genuine) : 0 }
    var withLosses: Double { genuine + lost > 0 ? max(0, 1 - matched / (genuine + lost)) : 0 }

    func point(_ limit: Double, threshold: Double) -> ErrorRates.Point {
      ErrorRates.Point(
        limit: limit, threshold: threshold, falseMatchRate: falseMatchRate,
        falseNonMatchRate: falseNonMatchRate, falseNonMatchRateWithLosses: withLosses)
    }

    func operation(_ threshold: Double) -> ErrorRates.Operation {
      ErrorRates.Operation(
        threshold: threshold, falseMatches: falseMatches, falseMatchRate: falseMatchRate,
        falseNonMatchRate: falseNonMatchRate, falseNonMatchRateWithLosses: withLosses)
    }
  }
}
