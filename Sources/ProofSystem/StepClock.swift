/// Splits the time of a proof or a verification by step, for benchmarks; nobody pays for it otherwise.
public final class StepClock {
  /// Steps in the order in which they first ended, with all time that was spent in them.
  public private(set) var steps: [(name: String, duration: Duration)] = []
  private var last = ContinuousClock.now

  public init() {}

  /// Ends a step: the time since the last mark belongs to it.
  public func mark(_ name: String) {
    let now = ContinuousClock.now
    let duration = now - last
    last = now
    if let index = steps.firstIndex(where: { $0.name == name }) {
      steps[index].duration += duration
    } else {
      steps.append((name, duration))
    }
  }
}
