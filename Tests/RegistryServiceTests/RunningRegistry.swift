// A registry that listens on a real socket for the length of a test.

import Foundation
import Logging
import QuantizedNetworks
import RegistryService

/// Rate limiting is off unless a test turns it on.
struct RunningRegistry: Sendable {
  let registry: Registry
  let url: String
  let clock: SteppedClock

  var client: RegistryClient {
    get throws { try RegistryClient(url: url, timeout: Self.patience) }
  }

  /// For calls that are meant to be answered: every step of one waits while other tests compute on all threads.
  static let patience = Duration.seconds(900)

  /// Starts a registry on a free port, runs the body, and stops it.
  static func use(
    sensors: [[UInt8]] = [], models: [QuantizedNetwork] = [],
    change: (inout RegistryConfiguration) -> Void = { _ in },
    _ body: @Sendable (RunningRegistry) async throws -> Void
  ) async throws {
    let scratch = try Scratch()
    let clock = SteppedClock()
    var configuration = RegistryConfiguration(
      databasePath: scratch.database, acceptedSensors: sensors, acceptedModels: models)
    configuration.port = 0
    configuration.limits.rateLimit = nil
    configuration.clock = clock.reading
    change(&configuration)
    let registry = try Registry(configuration: configuration)
    defer { registry.store.close() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, announce) = AsyncStream.makeStream(of: Int.self)
    let server = Task { [logger] in
      defer { announce.finish() }
      try await RegistryServer.run(registry, logger: logger) { announce.yield($0) }
    }
    defer { server.cancel() }
    guard let port = await ports.first(where: { _ in true }) else { return try await server.value }
    try await body(
      RunningRegistry(registry: registry, url: "http://127.0.0.1:\(port)", clock: clock))
    server.cancel()
    try await server.value
    withExtendedLifetime(scratch) {}
  }
}
