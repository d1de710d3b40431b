// Counters of the service in Prometheus's text format.

import Synchronization

/// Counts requests and outcomes. Labels come from closed sets (routes, methods, codes), so memory is bounded.
final class RegistryMetrics: Sendable {
  private struct Histogram {
    var counts = [UInt64](repeating: 0, count: RegistryMetrics.bounds.count)
    var sum = 0.0
    var count: UInt64 = 0
  }

  private struct State {
    var counters: [String: [String: UInt64]] = [:]
    var durations: [String: Histogram] = [:]
  }

  private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
  private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
  private static let requestCounter = "worldid_registry_http_requests_total"
  private static let durationHistogram = "worldid_registry_http_request_duration_seconds"

  private let state = Mutex(State())

  /// What a request was for.
  enum Operation: String {
    case enrollment, verification, claim
  }

  /// Counts the outcome of an operation: `accepted`, `repeated` or a refusal's code.
  func count(_ operation: Operation, outcome: String) {
    increment("worldid_registry_\(operation.rawValue)s_total", labels: "outcome=\"\(outcome)\"")
  }

  /// Counts a request and how long its answer took.
  func countRequest(method: String, route: String, status: Int, seconds: Double) {
    let method = Self.methods.contains(method) ? method : "OTHER"
    increment(Self.requestCounter, labels: "method=\"\(method)\",route=\"\(route)\",status=\"\(status)\"")
    state.withLock { state in
      var histogram = state.durations[route] ?? Histogram()
      histogram.sum += seconds
      histogram.count += 1
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { histogram.counts[index] += 1 }
      state.durations[route] = histogram
    }
  }

  /// The exposition, with gauges that the caller has read.
  func exposition(gauges: [(name: String, value: UInt64)]) -> String {
    state.withLock { state in
      var lines: [String] = []
      for (name, series) in state.counters.sorted(by: { $0.key < $1.key }) {
        lines.append("# TYPE \(name) counter")
        for (labels, value) in series.sorted(by: { $0.key < $1.key }) {
          lines.append("\(name){\(labels)} \(value)")
        }
      }
      if !state.durations.isEmpty { lines.append("# TYPE \(Self.durationHistogram) histogram") }
      for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
        let name = Self.durationHistogram
        for (bound, count) in zip(Self.bounds, histogram.counts) {
          lines.append("\(name)_bucket{route=\"\(route)\",le=\"\(bound)\"} \(count)")
        }
        lines.append("\(name)_bucket{route=\"\(route)\",le=\"+Inf\"} \(histogram.count)")
        lines.append("\(name)_sum{route=\"\(route)\"} \(histogram.sum)")
        lines.append("\(name)_count{route=\"\(route)\"} \(histogram.count)")
      }
      for (name, value) in gauges {
        lines.append("# TYPE worldid_registry_\(name) gauge")
        lines.append("worldid_registry_\(name) \(value)")
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private func increment(_ name: String, labels: String) {
    state.withLock { $0.counters[name, default: [:]][labels, default: 0] += 1 }
  }
}
