// The registry as a process: start, refusal to start, orderly stop.

import FiniteFields
import Foundation
import Logging
import RegistryService
import Testing

@Suite struct ServerTests {
  @Test(arguments: [SIGTERM, SIGINT])
  func signalsStopItInGoodOrder(signal: Int32) async throws {
    let scratch = try Scratch()
    await #expect(processExitsWith: .exitCode(7)) {
      [database = scratch.database as String, signal = signal as Int32] in
      var configuration = RegistryConfiguration(
        databasePath: database, acceptedSensors: [], acceptedModels: [])
      configuration.port = 0
      try await RegistryServer.run(
        configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) {
        port in
        Task {
          let client = try RegistryClient(url: "http://127.0.0.1:\(port)")
          guard try await client.latestRoot().leafCount == 0 else { exit(1) }
          kill(getpid(), signal)
        }
      }
      // Only an orderly return gets here.
      exit(7)
    }
    // The log was folded into the file: a copy of the file alone would be complete.
    let log = scratch.database + "-wal"
    let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
    #expect(size ?? 0 == 0)
    #expect(try await RegistryStore.audit(path: scratch.database).problems == [])
  }

  @Test func anAuditOfNothingCreatesNothing() async throws {
    let scratch = try Scratch()
    await #expect(throws: RegistryStartupError.self) { try await RegistryStore.audit(path: scratch.database) }
    #expect(!FileManager.default.fileExists(atPath: scratch.database))
  }

  @Test func aTakenPortIsAnError() async throws {
    try await RunningRegistry.use { first in
      let port = try #require(URL(string: first.url)?.port)
      await #expect {
        try await RunningRegistry.use(change: { $0.port = port }) { _ in }
      } throws: { error in
        guard case RegistryStartupError.cannotListen("127.0.0.1", port, _) = error else { return false }
        return true
      }
    }
  }

  @Test func settingsOutOfRangeAreErrors() throws {
    let scratch = try Scratch()
    func start(_ change: (inout RegistryConfiguration) -> Void) -> RegistryStartupError? {
      var configuration = RegistryConfiguration(
        databasePath: scratch.database, acceptedSensors: [], acceptedModels: [])
      change(&configuration)
      do throws(RegistryStartupError) {
        _ = try Registry(configuration: configuration)
        return nil
      } catch {
        return error
      }
    }
    #expect(start { $0.acceptedSensors = [[1, 2, 3]] } == .invalidSensorKey(position: 0))
    let ports = RegistryStartupError.invalidSetting(name: "port", allowed: "0 to 65535")
    #expect(start { $0.port = -1 } == ports)
    #expect(start { $0.port = 65_536 } == ports)
    for change: (inout RegistryConfiguration) -> Void in [
      { $0.limits.enrollmentBodyBytes = 0 }, { $0.limits.jsonDepth = -1 }, { $0.limits.bodySeconds = 0 },
      { $0.limits.waitingVerifications = -1 }, { $0.limits.connections = 0 },
      { $0.limits.rateLimit = RateLimit(requestsPerSecond: 0, burst: 1) },
      { $0.limits.rateLimit = RateLimit(requestsPerSecond: .nan, burst: 1) },
      { $0.limits.rateLimit = RateLimit(requestsPerSecond: 1, burst: .infinity) },
    ] {
      guard case .invalidSetting = start(change) else {
        Issue.record("accepted")
        continue
      }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.database))
    #expect(start { _ in } == nil)
  }

  @Test func requestsInFlightAreAnsweredBeforeItStops() async throws {
    let scratch = try Scratch()
    let store = try RegistryStore(path: scratch.database, maximumRootAge: 1) { 0 }
    let results = await withTaskGroup(of: Bool.self) { group in
      for number in 1...100 {
        group.addTask { (try? await store.insertIdentities([BN254Scalar(number)])) != nil }
      }
      store.close()
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    // However many got in before the close: exactly those are there.
    let reopened = try RegistryStore(path: scratch.database, maximumRootAge: 1) { 0 }
    let audit = try await reopened.audit()
    #expect(audit.leafCount == UInt64(results))
    #expect(audit.problems == [])
  }
}
