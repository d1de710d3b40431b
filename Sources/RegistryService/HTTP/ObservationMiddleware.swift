// One metric and one log line for each request; neither holds anything of its content.

import Hummingbird
import Logging

/// Outermost: sees every request and its final answer.
struct ObservationMiddleware: RouterMiddleware {
  typealias Context = RegistryRequestContext

  let metrics: RegistryMetrics

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let seconds = (ContinuousClock.now - start) / Duration.seconds(1)
    // The template, not the path: paths hold commitments and nullifiers.
    let route = context.endpointPath.map { $0 == "NotFound" ? "unknown" : $0 } ?? "unknown"
    metrics.countRequest(
      method: request.method.rawValue, route: route, status: response.status.code, seconds: seconds)
    context.logger.info(
      "request",
      metadata: [
        "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
        "milliseconds": "\((seconds * 1_000).rounded())",
      ])
    return response
  }
}
