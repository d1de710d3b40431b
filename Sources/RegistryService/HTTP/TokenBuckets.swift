// Rate limiting by client address.

import Synchronization

/// One token bucket for each remembered client; memory is bounded.
package final class TokenBuckets: Sendable {
  private struct Bucket {
    var tokens: Double
    var filledAt: ContinuousClock.Instant
  }

  private let limit: RateLimit
  private let maximumClients: Int
  private let buckets = Mutex<[String: Bucket]>([:])

  package init(limit: RateLimit, maximumClients: Int) {
    self.limit = limit
    self.maximumClients = maximumClients
  }

  /// Takes one token; nil when there was one, else the seconds (at least 1) until there is.
  package func take(client: String, now: ContinuousClock.Instant = .now) -> Int? {
    buckets.withLock { buckets in
      var bucket = buckets[client] ?? newBucket(in: &buckets, now: now)
      bucket.tokens = refilled(bucket, now: now)
      bucket.filledAt = now
      let wait: Int?
      if bucket.tokens >= 1 {
        bucket.tokens -= 1
        wait = nil
      } else {
        wait = max(1, Int(((1 - bucket.tokens) / limit.requestsPerSecond).rounded(.up)))
      }
      buckets[client] = bucket
      return wait
    }
  }

  /// Clients that are remembered now.
  package var clientCount: Int { buckets.withLock { $0.count } }

  /// A full bucket. When memory is full, clients whose buckets are full again are forgotten, which changes
  /// nothing for them; if that frees nothing, all are.
  private func newBucket(in buckets: inout [String: Bucket], now: ContinuousClock.Instant) -> Bucket {
    if buckets.count >= maximumClients {
      buckets = buckets.filter { refilled($0.value, now: now) < limit.burst }
      if buckets.count >= maximumClients { buckets.removeAll() }
    }
    return Bucket(tokens: limit.burst, filledAt: now)
  }

  private func refilled(_ bucket: Bucket, now: ContinuousClock.Instant) -> Double {
    let elapsed = max(.zero, bucket.filledAt.duration(to: now)) / Duration.seconds(1)
    return min(limit.burst, bucket.tokens + elapsed * limit.requestsPerSecond)
  }
}
