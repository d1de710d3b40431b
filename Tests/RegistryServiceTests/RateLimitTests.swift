// Token buckets, alone and over a socket.

import FiniteFields
import RegistryService
import Testing

@Suite struct RateLimitTests {
  @Test func aBucketRefillsAndClientsDoNotShareIt() {
    let buckets = TokenBuckets(limit: RateLimit(requestsPerSecond: 2, burst: 3), maximumClients: 100)
    let start = ContinuousClock.now
    for _ in 0..<3 { #expect(buckets.take(client: "a", now: start) == nil) }
    #expect(buckets.take(client: "a", now: start) == 1)
    #expect(buckets.take(client: "b", now: start) == nil)
    #expect(buckets.take(client: "a", now: start + .milliseconds(499)) == 1)
    #expect(buckets.take(client: "a", now: start + .milliseconds(500)) == nil)
    // It never holds more than the burst.
    let later = start + .seconds(1_000)
    for _ in 0..<3 { #expect(buckets.take(client: "a", now: later) == nil) }
    #expect(buckets.take(client: "a", now: later) == 1)
    // A clock that goes back takes nothing away and gives nothing.
    #expect(buckets.take(client: "a", now: start) == 1)
  }

  @Test func aSlowRateTellsHowLongToWait() {
    let buckets = TokenBuckets(limit: RateLimit(requestsPerSecond: 0.1, burst: 1), maximumClients: 100)
    let start = ContinuousClock.now
    #expect(buckets.take(client: "a", now: start) == nil)
    #expect(buckets.take(client: "a", now: start) == 10)
  }

  @Test func memoryIsBounded() {
    let buckets = TokenBuckets(limit: RateLimit(requestsPerSecond: 1, burst: 2), maximumClients: 50)
    let start = ContinuousClock.now
    for number in 0..<10_000 {
      _ = buckets.take(client: "\(number)", now: start + .milliseconds(number))
      #expect(buckets.clientCount <= 50)
    }
  }

  @Test func clientsThatSendTooMuchGet429ButProbesDoNot() async throws {
    let limit = RateLimit(requestsPerSecond: 0.001, burst: 3)
    try await RunningRegistry.use(change: { $0.limits.rateLimit = limit }) { running in
      for _ in 0..<3 { #expect(try await Exchange("GET", running.url + "/v1/registry").status == 200) }
      let exchange = try await Exchange("GET", running.url + "/v1/registry")
      #expect(exchange.status == 429)
      #expect(exchange.errorCode == "rate_limited")
      #expect(Int(exchange.headers["retry-after"] ?? "") ?? 0 > 1)
      for path in ["/health", "/ready", "/metrics"] {
        #expect(try await Exchange("GET", running.url + path).status == 200)
      }
    }
  }
}
