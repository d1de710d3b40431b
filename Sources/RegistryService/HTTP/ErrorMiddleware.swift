// Every error becomes a typed JSON answer.

import Hummingbird
import Logging

/// Turns refusals into answers; what is not a refusal becomes 500 without details.
struct ErrorMiddleware: RouterMiddleware {
  typealias Context = RegistryRequestContext

  let routes: RouteTable

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let refusal as RegistryError {
      switch refusal {
      case .bodyTooLarge, .bodyTooSlow: context.closeSoon()
      default: break
      }
      return try JSONResponse.refusal(refusal)
    } catch let error as any HTTPResponseError {
      return try JSONResponse.refusal(refusal(for: error, request: request))
    } catch {
      // The type alone: an error's text may quote the request.
      context.logger.error("request failed", metadata: ["error.type": "\(type(of: error))"])
      return try JSONResponse.refusal(.internalFailure)
    }
  }

  private func refusal(for error: any HTTPResponseError, request: Request) -> RegistryError {
    switch error.status.code {
    case 404, 405:
      let allowed = routes.allowedMethods(for: request.uri.path)
      return allowed.isEmpty ? .notFound(path: request.uri.path) : .methodNotAllowed(allowed: allowed)
    case 400..<500: return .malformedRequest(field: "the request", problem: "is not valid HTTP")
    default: return .internalFailure
    }
  }
}
