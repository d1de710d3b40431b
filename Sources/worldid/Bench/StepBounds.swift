/// Measured steps beside their lower bounds.
struct StepBounds {
  struct Row {
    let name: String
    let measured: Double
    /// Milliseconds; nil for a step that the table of work does not know.
    let bound: Double?
    let reason: String

    var ratio: Double? { bound.flatMap { $0 > 0 ? measured / $0 : nil } }
  }

  let rows: [Row]

  init(_ steps: StepRuns.Steps, work: [StepWork], speeds: KernelSpeeds) {
    let known = work.map { work in
      Row(
        name: work.steps.joined(separator: ", "),
        measured: StepRuns.total(steps.filter { work.steps.contains($0.name) }),
        bound: work.milliseconds(speeds), reason: work.reason)
    }
    let names = Set(work.flatMap(\.steps))
    let unknown = steps.filter { !names.contains($0.name) }.map {
      Row(name: $0.name, measured: $0.milliseconds, bound: nil, reason: "no bound counted")
    }
    rows = known + unknown
  }

  var total: Row {
    Row(
      name: "total", measured: rows.reduce(0) { $0 + $1.measured },
      bound: rows.reduce(0) { $0 + ($1.bound ?? 0) }, reason: "")
  }

  /// `NAME-bound/STEP` in milliseconds and `NAME-ratio/STEP`; `NAME-ratio` for all steps together.
  ///
  /// A step without a bound is `NAME-unbounded/STEP`: it counts as measured, not as bound.
  func measurements(_ name: String, target: Double?) -> [Measurement] {
    let steps = rows.flatMap { row -> [Measurement] in
      let step = Measurement.slug(row.name.replacing(", ", with: "+"))
      guard let bound = row.bound else {
        return [
          Measurement(name: "\(name)-unbounded/\(step)", value: row.measured, unit: "ms", target: nil)
        ]
      }
      let ratio = row.ratio.map {
        Measurement(name: "\(name)-ratio/\(step)", value: $0, unit: "x", target: nil)
      }
      return [Measurement(name: "\(name)-bound/\(step)", value: bound, unit: "ms", target: nil)]
        + [ratio].compactMap { $0 }
    }
    return [
      Measurement(name: "\(name)-bound", value: total.bound ?? 0, unit: "ms", target: nil),
      Measurement(name: "\(name)-ratio", value: total.ratio ?? 0, unit: "x", target: target),
    ] + steps
  }

  /// For people: a line a step.
  func lines(_ title: String) -> [String] {
    let names = rows.map(\.name.count).max() ?? 0
    func line(_ name: String, _ cells: [String], _ reason: String) -> String {
      let columns = cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }.joined()
      return "  " + name + String(repeating: " ", count: max(0, names - name.count)) + columns + "  " + reason
    }
    return [title, line("step", ["ms", "bound", "ratio"], "what it has to do at least")]
      + (rows + [total]).map { row in
        line(
          row.name,
          [
            Self.text(row.measured, 2), row.bound.map { Self.text($0, 2) } ?? "?",
            row.ratio.map { Self.text($0, 1) } ?? "",
          ],
          row.reason)
      }
  }

  /// A decimal with a fixed number of digits.
  static func text(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % Int(scale))"
    return "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
