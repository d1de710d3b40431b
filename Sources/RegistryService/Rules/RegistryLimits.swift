// What a registry puts up with.

/// Bounds on requests, so that no client can exhaust the service.
public struct RegistryLimits: Sendable {
  /// Bytes of an enrolment's body.
  public var enrollmentBodyBytes = 2 << 20
  /// Bytes of the body of a verification or a claim.
  public var proofBodyBytes = 1 << 20
  /// Seconds within which a body must have arrived.
  public var bodySeconds = 30
  /// Seconds after which a connection is ended on which nothing arrives and nothing is being answered.
  public var idleSeconds = 30
  /// Objects and arrays inside one another.
  public var jsonDepth = 8
  /// Connections open at once; further ones wait in the listen queue.
  public var connections = 1024
  /// Proofs that may wait for a free processor; further ones are answered 503.
  public var waitingVerifications = 256
  /// For each client address; nil for none.
  public var rateLimit: RateLimit? = RateLimit(requestsPerSecond: 100, burst: 200)
  /// Clients whose buckets are remembered.
  public var rememberedClients = 10_000
  /// Seconds that open requests get to finish when the service is told to stop.
  public var shutdownSeconds = 10

  public init() {}
}
