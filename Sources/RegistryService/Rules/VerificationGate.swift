// Proof verification beside the event loops and Swift's own threads.

import Dispatch
import Foundation
import Synchronization

/// Runs work that keeps a processor busy: as many at once as there are processors, a bounded number waiting.
package final class VerificationGate: Sendable {
  private typealias Job = @Sendable () -> Void

  private struct State {
    var running = 0
    var waiting: ArraySlice<Job> = []
  }

  private let concurrency: Int
  private let maximumWaiting: Int
  private let state = Mutex(State())
  private let threads = DispatchQueue(label: "worldid.registry.verify", attributes: .concurrent)

  package init(
    concurrency: Int = max(1, ProcessInfo.processInfo.activeProcessorCount), maximumWaiting: Int
  ) {
    self.concurrency = concurrency
    self.maximumWaiting = maximumWaiting
  }

  /// Jobs that wait for a processor.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Throws `overloaded` at once when too many wait already; otherwise what the work throws.
  package func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws(RegistryError) -> Value
  ) async throws(RegistryError) -> Value {
    let result: Result<Value, RegistryError> = await withCheckedContinuation { continuation in
      let accepted = submit {
        do throws(RegistryError) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      if !accepted { continuation.resume(returning: .failure(.overloaded)) }
    }
    return try result.get()
  }

  private enum Admission {
    case start
    case wait
    case refuse
  }

  private func submit(_ job: @escaping Job) -> Bool {
    let admission = state.withLock { state -> Admission in
      if state.running < concurrency {
        state.running += 1
        return .start
      }
      guard state.waiting.count < maximumWaiting else { return .refuse }
      state.waiting.append(job)
      return .wait
    }
    if admission == .start { threads.async { self.work(through: job) } }
    return admission != .refuse
  }

  private func work(through first: @escaping Job) {
    var next: Job? = first
    while let job = next {
      job()
      next = state.withLock { state in
        if let job = state.waiting.popFirst() { return job }
        state.running -= 1
        return nil
      }
    }
  }
}
