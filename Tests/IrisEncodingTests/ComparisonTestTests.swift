import Foundation
import IrisEncoding
import Testing

/// Error rates against counts made by hand and against a direct computation.
@Suite struct ComparisonTestTests {
  static let limits = [0.0, 0.1, 0.25, 1.0]

  /// Scores near 0.3 for one eye and near 0.46 for two, so that they overlap; `grid` makes ties.
  private func trials(eyes: Int, perEye: Int, seed: UInt64, grid: Double = 1e9) -> [ComparisonTrial] {
    var generator = SplitMix(state: seed)
    var trials: [ComparisonTrial] = []
    for first in 0..<(eyes * perEye) {
      for second in (first + 1)..<(eyes * perEye) {
        let (a, b) = (first / perEye, second / perEye)
        let noise = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: -0.06...0.06, using: &generator) }
        let score = (a == b ? 0.33 : 0.46) + noise
        trials.append(
          ComparisonTrial(score: (score * grid).rounded() / grid, firstEye: a, secondEye: b))
      }
    }
    return trials
  }

  /// From the definition, without sorting: the loosest threshold among all scores.
  private func direct(_ trials: [ComparisonTrial], limit: Double, lost: Int) -> (Double, Double, Double) {
    let genuine = trials.filter(\.isGenuine).map(\.score)
    let impostor = trials.filter { !$0.isGenuine }.map(\.score)
    func matchRate(_ threshold: Double) -> Double {
      Double(impostor.count { $0 < threshold }) / Double(impostor.count)
    }
    let threshold = (trials.map(\.score) + [.infinity]).filter { matchRate($0) <= limit }.max() ?? 0
    let matched = Double(genuine.count { $0 < threshold })
    return (
      matchRate(threshold), 1 - matched / Double(genuine.count), 1 - matched / Double(genuine.count + lost)
    )
  }

  @Test func handCountedRates() throws {
    // Two eyes: genuine 0.1, 0.2, 0.4; impostor 0.3, 0.5, 0.6, 0.7.
    let trials =
      [0.1, 0.2, 0.4].map { ComparisonTrial(score: $0, firstEye: 0, secondEye: 0) }
      + [0.3, 0.5, 0.6, 0.7].map { ComparisonTrial(score: $0, firstEye: 0, secondEye: 1) }
    let test = ComparisonTest(trials.shuffled(), lostGenuine: [1, 2])
    #expect(test.genuineCount == 3)
    #expect(test.impostorCount == 4)
    let rates = test.rates(limits: [0, 0.25, 0.5], threshold: 0.45)
    #expect(rates.points.map(\.threshold) == [0.3, 0.5, 0.6])
    #expect(rates.points.map(\.falseMatchRate) == [0, 0.25, 0.5])
    #expect(rates.points.map { ($0.falseNonMatchRate * 3).rounded() } == [1, 0, 0])
    #expect(rates.points.map { ($0.falseNonMatchRateWithLosses * 6).rounded() } == [4, 3, 3])
    #expect(rates.operation.falseMatches == 1)
    #expect(rates.operation.falseMatchRate == 0.25)
    #expect(rates.operation.falseNonMatchRate == 0)
    // Between 0.2 (0 and 1/3) and 0.3 (1/4 and 1/3), then 0.4 (1/4 and 0): the lines meet at 1/4.
    #expect(abs(rates.equalErrorRate - 0.25) < 1e-12)
    #expect(test.decidability > 0)
  }

  @Test(arguments: [1e9, 50.0]) func ratesFollowTheirDefinition(grid: Double) {
    for seed in UInt64(1)...5 {
      let trials = trials(eyes: 7, perEye: 4, seed: seed, grid: grid)
      let test = ComparisonTest(trials, lostGenuine: [Int](repeating: 1, count: 7))
      let rates = test.rates(limits: Self.limits, threshold: 0.4)
      for (limit, point) in zip(Self.limits, rates.points) {
        let (falseMatch, falseNonMatch, withLosses) = direct(trials, limit: limit, lost: 7)
        #expect(abs(point.falseMatchRate - falseMatch) < 1e-12)
        #expect(abs(point.falseNonMatchRate - falseNonMatch) < 1e-12)
        #expect(abs(point.falseNonMatchRateWithLosses - withLosses) < 1e-12)
      }
      let genuine = trials.filter(\.isGenuine)
      let impostor = trials.filter { !$0.isGenuine }
      #expect(rates.operation.falseMatches == Double(impostor.count { $0.score < 0.4 }))
      let missed = Double(genuine.count { $0.score >= 0.4 }) / Double(genuine.count)
      #expect(abs(rates.operation.falseNonMatchRate - missed) < 1e-12)
      // At the equal error rate both rates are as near as the steps allow.
      let gaps = (trials.map(\.score)).map { threshold -> (Double, Double) in
        let match = Double(impostor.count { $0.score < threshold }) / Double(impostor.count)
        let miss = Double(genuine.count { $0.score >= threshold }) / Double(genuine.count)
        return (abs(match - miss), (match + miss) / 2)
      }
      let nearest = gaps.min { $0.0 < $1.0 }
      #expect(abs(rates.equalErrorRate - (nearest?.1 ?? 0)) <= (nearest?.0 ?? 0) + 0.05)
    }
  }

  @Test func perfectAndHopelessScores() {
    let perfect = ComparisonTest(
      [
        ComparisonTrial(score: 0.1, firstEye: 0, secondEye: 0),
        ComparisonTrial(score: 0.5, firstEye: 0, secondEye: 1),
      ], lostGenuine: [0, 0])
    let rates = perfect.rates(limits: [0], threshold: 0.3)
    #expect(rates.equalErrorRate == 0)
    #expect(rates.points[0].falseNonMatchRate == 0)
    let hopeless = ComparisonTest(
      [
        ComparisonTrial(score: 0.5, firstEye: 0, secondEye: 0),
        ComparisonTrial(score: 0.1, firstEye: 0, secondEye: 1),
      ], lostGenuine: [0, 0])
    #expect(hopeless.rates(limits: [0], threshold: 0.3).equalErrorRate == 1)
    // A tie is a failure: the impostor is let in first.
    let tie = ComparisonTest(
      [
        ComparisonTrial(score: 0.2, firstEye: 0, secondEye: 0),
        ComparisonTrial(score: 0.2, firstEye: 0, secondEye: 1),
      ], lostGenuine: [0, 0])
    #expect(tie.rates(limits: [0], threshold: 0.3).points[0].falseNonMatchRate == 1)
    // Pairs that cannot be compared never match, whatever the limit.
    let blind = ComparisonTest(
      [
        ComparisonTrial(score: .infinity, firstEye: 0, secondEye: 0),
        ComparisonTrial(score: .nan, firstEye: 0, secondEye: 1),
        ComparisonTrial(score: 0.1, firstEye: 9, secondEye: 9),
      ], lostGenuine: [0, 0])
    #expect(blind.trials.count == 2)
    #expect(blind.rates(limits: [1], threshold: 0.3).points[0].falseNonMatchRate == 1)
    let empty = ComparisonTest([], lostGenuine: []).rates(limits: [0.1], threshold: 0.3)
    #expect(empty.points.count == 1)
  }

  @Test func intervalsHoldTheValueAndDependOnTheSeedAlone() {
    let test = ComparisonTest(
      trials(eyes: 12, perEye: 4, seed: 3), lostGenuine: [Int](repeating: 0, count: 12))
    let rates = test.rates(limits: Self.limits, threshold: 0.4)
    func intervals(_ seed: UInt64, reversed: Bool = false) -> ComparisonTest.Intervals {
      test.intervals(limits: Self.limits, threshold: 0.4, replicates: 300, seed: seed) { count, body in
        let order = reversed ? (0..<count).reversed().map { $0 } : Array(0..<count)
        return order.map(body)
      }
    }
    let found = intervals(1)
    #expect(found.equalErrorRate.low < rates.equalErrorRate)
    #expect(found.equalErrorRate.high > rates.equalErrorRate)
    #expect(found.falseMatchRate.low <= rates.operation.falseMatchRate)
    #expect(found.falseMatchRate.high >= rates.operation.falseMatchRate)
    #expect(found == intervals(1, reversed: true))
    #expect(found != intervals(2))
  }

  /// Eyes that are all alike have narrow intervals, eyes of which some fail always have wide ones, at the same rate.
  @Test func dependenceWithinAnEyeWidensTheInterval() {
    func width(failing: (Int, Int) -> Bool) -> Double {
      var trials: [ComparisonTrial] = []
      for eye in 0..<40 {
        for pair in 0..<10 {
          trials.append(
            ComparisonTrial(score: failing(eye, pair) ? 0.9 : 0.1, firstEye: eye, secondEye: eye))
        }
        trials.append(ComparisonTrial(score: 0.5, firstEye: eye, secondEye: (eye + 1) % 40))
      }
      let interval = ComparisonTest(trials, lostGenuine: [Int](repeating: 0, count: 40)).intervals(
        limits: [0], threshold: 0.3, replicates: 400, seed: 1
      ) { count, body in (0..<count).map(body) }.falseNonMatchRates[0]
      return interval.high - interval.low
    }
    let spread = width { _, pair in pair == 0 }
    let clustered = width { eye, _ in eye < 4 }
    #expect(spread < 1e-9)
    #expect(clustered > 0.1)
  }

  @Test func theTradeOffCurveFalls() {
    let test = ComparisonTest(trials(eyes: 8, perEye: 4, seed: 5), lostGenuine: [Int](repeating: 0, count: 8))
    let curve = test.tradeOff
    #expect(curve.first?.falseMatchRate == 0)
    for (here, next) in zip(curve, curve.dropFirst()) {
      #expect(here.falseMatchRate <= next.falseMatchRate)
      #expect(here.falseNonMatchRate >= next.falseNonMatchRate)
    }
    #expect(abs((curve.last?.falseMatchRate ?? 0) - 1) < 1e-12 || curve.last?.falseNonMatchRate == 0)
    #expect(test.genuine.count == 8 * 6)
    #expect(test.impostor.count == 28 * 16)
    #expect(test.genuine.mean < test.impostor.mean)
  }
}
