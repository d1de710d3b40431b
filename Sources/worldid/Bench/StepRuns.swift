import ProofSystem

/// Several runs of one thing, each with its time by step, in milliseconds.
struct StepRuns {
  typealias Steps = [(name: String, milliseconds: Double)]
  private let runs: [Steps]

  init(_ count: Int, _ body: (StepClock) throws -> Void) rethrows {
    var runs: [Steps] = []
    for _ in 0..<max(count, 1) {
      let clock = StepClock()
      try body(clock)
      runs.append(clock.steps.map { ($0.name, $0.duration.milliseconds) })
    }
    self.runs = runs
  }

  /// The run with the smallest total.
  var fastest: Steps { runs.min { Self.total($0) < Self.total($1) } ?? [] }

  /// The median total.
  var median: Double { Self.median(runs.map(Self.total)) }

  static func total(_ steps: Steps) -> Double { steps.reduce(0) { $0 + $1.milliseconds } }

  /// The median total, and the median of each step.
  func measurements(_ name: String, target: Double?) -> [Measurement] {
    var steps: [(name: String, times: [Double])] = []
    for step in runs.joined() {
      if let index = steps.firstIndex(where: { $0.name == step.name }) {
        steps[index].times.append(step.milliseconds)
      } else {
        steps.append((step.name, [step.milliseconds]))
      }
    }
    return [Measurement(name: name, value: median, unit: "ms", target: target)]
      + steps.map {
        Measurement(
          name: "\(name)/\(Measurement.slug($0.name))", value: Self.median($0.times), unit: "ms", target: nil)
      }
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}
