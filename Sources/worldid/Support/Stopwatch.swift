/// Times of the steps of a command, in order.
struct Stopwatch {
  private let clock = ContinuousClock()
  private(set) var laps: [(name: String, duration: Duration)] = []

  /// Runs one step and keeps its time.
  mutating func time<Result, Problem: Error>(
    _ name: String, _ step: () throws(Problem) -> Result
  ) throws(Problem) -> Result {
    let start = clock.now
    let result = try step()
    laps.append((name, start.duration(to: clock.now)))
    return result
  }

  /// Keeps the time of a step that was measured elsewhere.
  mutating func add(_ name: String, _ duration: Duration) { laps.append((name, duration)) }

  /// The steps in milliseconds.
  var report: Report {
    var report = Report()
    for lap in laps { report.add(lap.name, .milliseconds(lap.duration)) }
    return report
  }
}
