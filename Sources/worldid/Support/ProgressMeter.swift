import Foundation
import Synchronization

/// How far a long job is, on standard error: a line that moves on a terminal, else a line for every tenth.
final class ProgressMeter: Sendable {
  private struct State {
    var done = 0
    var shown = 0
    var lastShown: ContinuousClock.Instant?
  }

  private let what: String
  private let total: Int
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameter what: what is counted: "pictures encoded".
  init(_ what: String, total: Int) {
    self.what = what
    self.total = total
    isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  }

  /// One more is done; may be called from any thread.
  func advance() {
    let line = state.withLock { state -> String? in
      state.done += 1
      let tenth = state.done * 10 / max(total, 1)
      let isDue =
        isTerminal
        ? state.done == total
          || (state.lastShown.map { $0.duration(to: clock.now) > .milliseconds(100) } ?? true)
        : tenth > state.shown
      guard isDue else { return nil }
      state.shown = tenth
      state.lastShown = clock.now
      return text(state.done)
    }
    if let line { Console.showProgress(line, moving: isTerminal, last: line.hasPrefix("\(total) ")) }
  }

  private func text(_ done: Int) -> String {
    let seconds = start.duration(to: clock.now).milliseconds / 1000
    var line = "\(done) of \(total) \(what)"
    if done < total, done > 0, seconds > 1 {
      line += ", \(Int((seconds / Double(done) * Double(total - done)).rounded(.up))) s left"
    }
    return line
  }
}
