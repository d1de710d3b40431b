import InferenceProofs
import ProofSystem

/// The demonstration statement at growing sizes.
struct EngineGrowth {
  struct Point {
    let logElements: Int
    /// Milliseconds, medians.
    let prove: Double
    let verify: Double
    /// Peak of the resident set while proving and while verifying.
    let memory: Double
    let kilobytes: Double
  }

  private(set) var points: [Point] = []

  /// From the smallest size up, so that what a larger one leaves behind does not count for a smaller one.
  init(largest: Int, runs: Int) throws {
    for logElements in DemonstrationLayout.logElementsRange.lowerBound...largest {
      Console.progress("measuring 2^\(logElements) committed elements")
      points.append(try Self.measure(logElements: logElements, runs: runs))
    }
  }

  private static func measure(logElements: Int, runs: Int) throws -> Point {
    PeakMemory.reset()
    let run = try DemonstrationRun(logElements: logElements, runs: runs)
    return Point(
      logElements: logElements, prove: run.proving.median, verify: run.verifying.median, memory: run.memory,
      kilobytes: Double(run.proofByteCount) / 1000)
  }

  func measurements() -> [Measurement] {
    points.flatMap { point -> [Measurement] in
      func figure(_ what: String, _ value: Double, _ unit: String) -> Measurement {
        Measurement(
          name: "engine/growth/2^\(point.logElements)/\(what)", value: value, unit: unit, target: nil)
      }
      return [
        figure("prove", point.prove, "ms"), figure("verify", point.verify, "ms"),
        figure("proof", point.kilobytes, "kB"), figure("memory", point.memory, "MB"),
      ]
    }
  }

  /// For people: a line a size.
  func lines() -> [String] {
    let header = [
      "elements", "prove ms", "verify ms", "proof kB", "peak MB", "prove ns/element", "bytes/element",
    ]
    let rows = points.map { point -> [String] in
      let elements = Double(1 << point.logElements)
      return [
        "2^\(point.logElements)", StepBounds.text(point.prove, 2), StepBounds.text(point.verify, 2),
        StepBounds.text(point.kilobytes, 1), StepBounds.text(point.memory, 1),
        StepBounds.text(point.prove * 1e6 / elements, 1), StepBounds.text(point.memory * 1e6 / elements, 1),
      ]
    }
    return ([header] + rows).map { row in
      zip(row, header).map { cell, title in
        String(repeating: " ", count: max(0, title.count - cell.count)) + cell
      }.joined(separator: "  ")
    }
  }

  /// One drawing of all figures.
  func plot() -> LogLogPlot {
    func series(_ name: String, _ value: (Point) -> Double) -> LogLogPlot.Series {
      LogLogPlot.Series(name: name, values: points.map { (Double(1 << $0.logElements), value($0)) })
    }
    return LogLogPlot(
      title: "Demonstration statement: cost against size", horizontal: "committed base elements",
      panels: [
        .init(
          title: "time in ms", series: [series("prove", \.prove), series("verify", \.verify)]),
        .init(title: "peak memory in MB", series: [series("process", \.memory)]),
        .init(title: "proof in kB", series: [series("proof", \.kilobytes)]),
      ])
  }
}
