// How many requests one client may send.

/// A token bucket: `burst` requests at once, `requestsPerSecond` in the long run.
public struct RateLimit: Hashable, Sendable {
  /// Tokens that come back each second; above 0.
  public var requestsPerSecond: Double
  /// Size of the bucket; at least 1.
  public var burst: Double

  public init(requestsPerSecond: Double, burst: Double) {
    self.requestsPerSecond = requestsPerSecond
    self.burst = burst
  }
}
