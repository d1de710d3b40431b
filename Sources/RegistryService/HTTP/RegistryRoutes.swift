// The paths of the service.

import FiniteFields
import Hummingbird

/// Maps requests to the operations of a registry.
package struct RegistryRoutes: Sendable {
  let registry: Registry
  private let body: BodyReader

  package init(registry: Registry) {
    self.registry = registry
    self.body = BodyReader(limits: registry.configuration.limits)
  }

  private typealias Handler = @Sendable (Request, RegistryRequestContext) async throws -> Response

  private struct Route {
    let method: HTTPRequest.Method
    let path: String
    let handler: Handler
  }

  /// Methods and path templates, as registered.
  package var table: RouteTable {
    var table = RouteTable()
    for route in all { table.add(method: route.method.rawValue, path: route.path) }
    return table
  }

  /// A router with all routes and the middleware around them.
  func makeRouter() -> Router<RegistryRequestContext> {
    let router = Router(context: RegistryRequestContext.self, options: .autoGenerateHeadEndpoints)
    let limits = registry.configuration.limits
    router.add(middleware: ObservationMiddleware(metrics: registry.metrics))
    router.add(middleware: ErrorMiddleware(routes: table))
    if let limit = limits.rateLimit {
      let buckets = TokenBuckets(limit: limit, maximumClients: limits.rememberedClients)
      router.add(middleware: RateLimitMiddleware(buckets: buckets))
    }
    for route in all {
      router.on(RouterPath(route.path), method: route.method, use: route.handler)
    }
    return router
  }

  private var all: [Route] {
    [
      Route(method: .post, path: "/v1/enrollments", handler: enroll),
      Route(method: .get, path: "/v1/identities/{commitment}/inclusion-proof", handler: inclusionProof),
      Route(method: .get, path: "/v1/roots/latest", handler: latestRoot),
      Route(method: .get, path: "/v1/roots/{root}", handler: rootStatus),
      Route(method: .post, path: "/v1/proofs/verify", handler: verify),
      Route(method: .post, path: "/v1/actions/{externalNullifier}/claims", handler: claim),
      Route(method: .get, path: "/v1/registry") { [registry] _, _ in
        try JSONResponse.make(registry.information)
      },
      Route(method: .get, path: "/v1/models") { [registry] _, _ in
        try JSONResponse.make(registry.acceptedModels)
      },
      Route(method: .get, path: "/v1/sensors") { [registry] _, _ in
        try JSONResponse.make(registry.acceptedSensors)
      },
      Route(method: .get, path: "/health") { _, _ in try JSONResponse.make(["status": "ok"]) },
      Route(method: .get, path: "/ready", handler: ready),
      Route(method: .get, path: "/metrics", handler: metrics),
      Route(method: .get, path: "/openapi.json") { _, _ in
        JSONResponse.text(ByteBuffer(string: OpenAPIDocument.text), type: "application/json; charset=utf-8")
      },
    ]
  }

  // MARK: Changes

  @Sendable private func enroll(_ request: Request, _: RegistryRequestContext) async throws -> Response {
    let receipt = try await counted(.enrollment, outcome: { $0.newlyEnrolled ? "accepted" : "repeated" }) {
      let message = try await body.decode(
        EnrollmentRequest.self, from: request,
        maximumBytes: registry.configuration.limits.enrollmentBodyBytes)
      return try await registry.enroll(message)
    }
    return try JSONResponse.make(receipt, status: receipt.newlyEnrolled ? .created : .ok)
  }

  @Sendable private func claim(_ request: Request, _ context: RegistryRequestContext) async throws -> Response
  {
    let receipt = try await counted(.claim, outcome: { _ in "accepted" }) {
      let externalNullifier = try scalar("externalNullifier", in: context)
      return try await registry.claim(try await proof(in: request), externalNullifier: externalNullifier)
    }
    return try JSONResponse.make(receipt, status: .created)
  }

  // MARK: Judgements and look-ups

  @Sendable private func verify(_ request: Request, _: RegistryRequestContext) async throws -> Response {
    let answer = try await counted(.verification, outcome: { $0.reason ?? "accepted" }) {
      try await registry.verify(try await proof(in: request))
    }
    return try JSONResponse.make(answer)
  }

  @Sendable private func inclusionProof(
    _: Request, _ context: RegistryRequestContext
  ) async throws -> Response {
    try JSONResponse.make(try await registry.store.inclusion(of: try scalar("commitment", in: context)))
  }

  @Sendable private func latestRoot(_: Request, _: RegistryRequestContext) async throws -> Response {
    try JSONResponse.make(try await registry.store.latestRoot())
  }

  @Sendable private func rootStatus(_: Request, _ context: RegistryRequestContext) async throws -> Response {
    try JSONResponse.make(try await registry.store.status(ofRoot: try scalar("root", in: context)))
  }

  // MARK: Operation

  @Sendable private func ready(_: Request, _: RegistryRequestContext) async throws -> Response {
    _ = try await registry.store.latestRoot()
    return try JSONResponse.make(["status": "ready"])
  }

  @Sendable private func metrics(_: Request, _: RegistryRequestContext) async throws -> Response {
    let root = try await registry.store.latestRoot()
    let text = registry.metrics.exposition(gauges: [
      ("leaves", root.leafCount), ("latest_root_created_at_seconds", root.createdAt),
      ("waiting_verifications", UInt64(registry.gate.waitingCount)),
    ])
    return JSONResponse.text(ByteBuffer(string: text), type: "text/plain; version=0.0.4; charset=utf-8")
  }

  // MARK: Helpers

  private func proof(in request: Request) async throws -> ProofRequest {
    try await body.decode(
      ProofRequest.self, from: request, maximumBytes: registry.configuration.limits.proofBodyBytes)
  }

  private func scalar(_ name: String, in context: RegistryRequestContext) throws(RegistryError) -> BN254Scalar
  {
    guard let text = context.parameters.get(name), let value = BN254Scalar(canonicalText: text) else {
      throw .noncanonicalValue(field: name, expected: BN254Scalar.textDescription)
    }
    return value
  }

  private func counted<Value>(
    _ operation: RegistryMetrics.Operation, outcome: (Value) -> String, _ work: () async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await work()
      registry.metrics.count(operation, outcome: outcome(value))
      return value
    } catch {
      registry.metrics.count(operation, outcome: (error as? RegistryError)?.code ?? "internal_failure")
      throw error
    }
  }
}
