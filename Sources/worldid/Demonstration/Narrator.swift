/// Tells the demo step by step: to standard output, or to standard error with one JSON object at the end.
struct Narrator {
  let json: Bool
  private var steps: [Report] = []

  init(json: Bool) { self.json = json }

  func say(_ text: String) {
    if json { Console.progress(text) } else { Console.print(text) }
  }

  /// What is about to happen and the command that does it.
  func announce(_ title: String, _ explanation: String, command: [String]) {
    say("\n\(steps.count + 1). \(title)\n   \(explanation)\n   $ worldid \(command.joined(separator: " "))")
  }

  /// What came of it.
  mutating func conclude(_ title: String, _ result: String, duration: Duration, byteCount: Int? = nil) {
    let milliseconds = Int(duration.milliseconds.rounded())
    let size = byteCount.map { ", \(($0 + 512) / 1024) kB" } ?? ""
    say("   => \(result) [\(milliseconds) ms\(size)]")
    var step = Report(["step": .text(title), "result": .text(result), "milliseconds": .integer(milliseconds)])
    if let byteCount { step.add("bytes", .integer(byteCount)) }
    steps.append(step)
  }

  func finish(duration: Duration) {
    if json {
      Report([
        "accepted": .flag(true), "milliseconds": .integer(Int(duration.milliseconds.rounded())),
        "steps": .list(steps.map { .object($0) }),
      ]).print(json: true)
    }
  }
}
