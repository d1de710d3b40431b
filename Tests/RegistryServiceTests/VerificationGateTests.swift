// So many at once, so many waiting, and no more.

import Dispatch
import RegistryService
import Synchronization
import Testing

@Suite struct VerificationGateTests {
  @Test func whatDoesNotFitIsRefusedAtOnceAndNothingIsLost() async throws {
    let gate = VerificationGate(concurrency: 1, maximumWaiting: 2)
    let release = DispatchSemaphore(value: 0)
    let started = AsyncStream.makeStream(of: Void.self)
    let running = Task {
      try await gate.run { () throws(RegistryError) in
        started.continuation.yield()
        release.wait()
        return 0
      }
    }
    _ = await started.stream.first { true }
    let waiting = (1...2).map { number in
      Task { try await gate.run { () throws(RegistryError) in number } }
    }
    while gate.waitingCount < 2 { await Task.yield() }
    await #expect(throws: RegistryError.overloaded) {
      try await gate.run { () throws(RegistryError) in 3 }
    }
    release.signal()
    #expect(try await running.value == 0)
    #expect(try await waiting[0].value == 1)
    #expect(try await waiting[1].value == 2)
    #expect(gate.waitingCount == 0)
    #expect(try await gate.run { () throws(RegistryError) in 4 } == 4)
  }

  @Test func itNeverRunsMoreThanItMay() async throws {
    let gate = VerificationGate(concurrency: 2, maximumWaiting: 1_000)
    let counts = Counts()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<300 {
        group.addTask {
          try await gate.run { () throws(RegistryError) in
            counts.enter()
            for _ in 0..<100 { counts.touch() }
            counts.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(counts.most <= 2)
    #expect(counts.finished == 300)
  }

  @Test func refusalsComeThrough() async {
    let gate = VerificationGate(concurrency: 1, maximumWaiting: 0)
    for _ in 0..<3 {
      await #expect(throws: RegistryError.unknownRoot) {
        try await gate.run { () throws(RegistryError) in throw RegistryError.unknownRoot }
      }
    }
  }

  private final class Counts: Sendable {
    private let state = Mutex((now: 0, most: 0, finished: 0))

    var most: Int { state.withLock { $0.most } }
    var finished: Int { state.withLock { $0.finished } }

    func enter() {
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
    }

    func touch() { state.withLock { $0.most = max($0.most, $0.now) } }

    func leave() {
      state.withLock {
        $0.now -= 1
        $0.finished += 1
      }
    }
  }
}
