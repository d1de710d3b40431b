// The registry as a process: listens, serves, and stops in good order.

import Hummingbird
import Logging
import ServiceLifecycle

/// Runs a registry until it is told to stop.
public enum RegistryServer {
  /// Serves until SIGTERM or SIGINT arrives or the task is cancelled; then lets open requests finish (for at
  /// most `limits.shutdownSeconds`), closes the database and returns.
  ///
  /// - Parameters:
  ///   - configuration: what to serve; fixed for the life of the process.
  ///   - logger: gets one line for each request: method, path template, status, time.
  ///   - onListening: called once with the TCP port, when requests are accepted.
  /// - Throws: `RegistryStartupError` when it cannot start.
  public static func run(
    _ configuration: RegistryConfiguration, logger: Logger = Logger(label: "worldid.registry"),
    onListening: @escaping @Sendable (Int) -> Void
  ) async throws {
    let registry = try Registry(configuration: configuration)
    defer { registry.store.close() }
    try await run(registry, logger: logger, stopsOnSignals: true, onListening: onListening)
  }

  /// Serves a registry that its caller has opened and will close.
  package static func run(
    _ registry: Registry, logger: Logger, stopsOnSignals: Bool = false,
    onListening: @escaping @Sendable (Int) -> Void
  ) async throws {
    let configuration = registry.configuration
    let hasListened = ListeningFlag()
    let application = Application(
      router: RegistryRoutes(registry: registry).makeRouter(),
      server: .http1(configuration: .init(idleTimeout: .seconds(Int64(configuration.limits.idleSeconds)))),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger)),
      onServerRunning: { channel in
        hasListened.set()
        onListening(channel.localAddress?.port ?? configuration.port)
      },
      logger: logger)
    var group = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [],
      logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(configuration.limits.shutdownSeconds)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch is CancellationError {
      return
    } catch  where !hasListened.isSet {
      throw RegistryStartupError.cannotListen(
        host: configuration.host, port: configuration.port, problem: "\(error)")
    }
  }
}
