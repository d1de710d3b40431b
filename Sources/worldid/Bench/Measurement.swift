import Foundation
import ProofSystem

/// One figure of `worldid bench`, with the target of the design.
struct Measurement {
  let name: String
  let value: Double
  let unit: String
  let target: Double?

  var report: Report {
    Report([
      "name": .text(name), "value": .rounded(value, decimals), "unit": .text(unit),
      "target": target.map { .number($0) } ?? .null,
    ])
  }

  /// Enough for the few microseconds of a small network.
  private var decimals: Int { abs(value) < 0.1 ? 4 : 2 }

  /// The median time of several runs of `body`, in milliseconds.
  static func milliseconds(
    _ name: String, runs: Int, target: Double?, _ body: () throws -> Void
  ) rethrows -> Measurement {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<max(runs, 1) { times.append(try clock.measure(body).milliseconds) }
    times.sort()
    return Measurement(name: name, value: times[times.count / 2], unit: "ms", target: target)
  }

  /// The median total of several runs, and the median of each step in it.
  static func steps(
    _ name: String, runs: Int, target: Double?, _ body: (StepClock) throws -> Void
  ) rethrows -> [Measurement] {
    try StepRuns(runs, body).measurements(name, target: target)
  }

  /// A step's name as part of a measurement's.
  static func slug(_ step: String) -> String { step.replacing(" ", with: "-") }

  static func kilobytes(_ name: String, _ byteCount: Int, target: Double?) -> Measurement {
    Measurement(name: name, value: Double(byteCount) / 1000, unit: "kB", target: target)
  }

  /// The sections of a proof; what is left of the total is the authentication path.
  static func sections(
    _ name: String, _ sections: [(name: String, byteCount: Int)], total: Int
  ) -> [Measurement] {
    let path = total - sections.reduce(0) { $0 + $1.byteCount }
    return (sections + [("authentication path", path)]).map {
      kilobytes("\(name)/\(slug($0.name))", $0.byteCount, target: nil)
    }
  }

  /// The most memory that this process has held since `PeakMemory.reset`, or since its start.
  static func peakMemory(_ name: String, target: Double?) -> Measurement {
    Measurement(name: name, value: PeakMemory.megabytes, unit: "MB", target: target)
  }

  /// `{"machine": …, "results": […]}` or a line a figure.
  static func print(_ measurements: [Measurement], json: Bool) {
    if json {
      Report([
        "machine": .text(machine), "results": .list(measurements.map { .object($0.report) }),
      ]).print(json: true)
      return
    }
    for measurement in measurements {
      let target = measurement.target.map { " (target \($0 == $0.rounded() ? "\(Int($0))" : "\($0)"))" } ?? ""
      let scale = measurement.decimals == 4 ? 1e4 : 100
      let value = (measurement.value * scale).rounded() / scale
      Console.print("\(measurement.name): \(value) \(measurement.unit)\(target)")
    }
  }

  private static var machine: String {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
    let name = model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    return "\(name), \(processors) cores, \(ProcessInfo.processInfo.operatingSystemVersionString)"
  }
}
