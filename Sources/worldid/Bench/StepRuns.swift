import ProofSystem

/// Several runs of one thing, each with its time by step, in milliseconds.
struct StepRuns {
  typealias Steps = [(name: String, milliseconds: Double)]
  /// What lies behind the last step: memory is given back.
  static let rest = "rest"
  private let runs: [Steps]

  init(_ count: Int, _ body: (StepClock) throws -> Void) rethrows {
    var runs: [Steps] = []
    for _ in 0..<max(count, 1) {
      let clock = StepClock()
      try body(clock)
      clock.mark(Self.rest)
      runs.append(clock.steps.map { ($0.name, $0.duration.milliseconds) })
    }
    self.runs = runs
  }

  /// Each step's smallest time in any run: what is closest to the program's own work on a machine that does other things too.
  ///
  /// - Parameter averaged: a step that depends on luck, of which the mean counts.
  func fastest(averaged: String) -> Steps {
    times.map { name, times in
      let mean = times.reduce(0, +) / Double(times.count)
      return (name, name == averaged ? mean : times.min() ?? 0)
    }
  }

  /// All runs' times of each step.
  private var times: [(name: String, milliseconds: [Double])] {
    var steps: [(name: String, milliseconds: [Double])] = []
    for step in runs.joined() {
      if let index = steps.firstIndex(where: { $0.name == step.name }) {
        steps[index].milliseconds.append(step.milliseconds)
      } else {
        steps.append((step.name, [step.milliseconds]))
      }
    }
    return steps
  }

  /// The median total.
  var median: Double { Self.median(runs.map(Self.total)) }

  static func total(_ steps: Steps) -> Double { steps.reduce(0) { $0 + $1.milliseconds } }

  /// The median total, and the median of each step.
  func measurements(_ name: String, target: Double?) -> [Measurement] {
    [Measurement(name: name, value: median, unit: "ms", target: target)]
      + times.map {
        Measurement(
          name: "\(name)/\(Measurement.slug($0.name))", value: Self.median($0.milliseconds), unit: "ms",
          target: nil)
      }
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}
