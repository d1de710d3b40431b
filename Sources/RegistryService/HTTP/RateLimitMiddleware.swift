// Refuses clients that send too much.

import Hummingbird

/// Answers 429 when a client's bucket is empty. Probes and metrics are exempt: they must work under load.
struct RateLimitMiddleware: RouterMiddleware {
  typealias Context = RegistryRequestContext

  private static let exempt: Set<String> = ["/health", "/ready", "/metrics"]

  let buckets: TokenBuckets

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if !Self.exempt.contains(request.uri.path), let wait = buckets.take(client: context.clientAddress) {
      throw RegistryError.rateLimited(retryAfterSeconds: wait)
    }
    return try await next(request, context)
  }
}
