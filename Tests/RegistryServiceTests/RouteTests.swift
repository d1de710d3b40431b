// The routes over a real socket: what they say, and what they say no to.

import FiniteFields
import Foundation
import RegistryService
import Testing

@Suite struct RouteTests {
  @Test func lookUpsAnswerWhatTheStoreHolds() async throws {
    let sensor = [UInt8](repeating: 3, count: 32)
    try await RunningRegistry.use(sensors: [sensor]) { running in
      try await running.registry.store.insertIdentities([7, 8, 9].map { BN254Scalar($0) })
      let client = try running.client
      let information = try await client.information()
      #expect(information.registryID == running.registry.store.registryID)
      #expect(information.treeDepth == 30)
      #expect(information.protocolVersion == 1)
      #expect(try await client.sensors() == [sensor])
      #expect(try await client.models() == [])
      let answer = try await client.inclusionProof(of: BN254Scalar(8))
      #expect(answer.leafIndex == 1)
      let latest = try await client.latestRoot()
      #expect(latest.root == answer.root)
      #expect(latest.leafCount == 3)
      #expect(try await client.status(ofRoot: answer.root) == latest)
      let first = try await client.status(
        ofRoot: try #require(
          BN254Scalar(hex: "0918d46bf52d98b034413f4a1a1c41594e7a7a3f6ae08cb43d1a2a230e1959ef")))
      #expect(!first.isCurrent)
      #expect(first.leafCount == 0)
    }
  }

  @Test func unknownThingsAre404() async throws {
    try await RunningRegistry.use { running in
      let one = BN254Scalar.one.canonicalText
      let cases = [
        ("/v1/identities/\(one)/inclusion-proof", "identity_not_found"),
        ("/v1/roots/\(one)", "root_not_found"),
        ("/", "not_found"), ("/v1", "not_found"), ("/v1/roots", "not_found"),
        ("/v2/roots/latest", "not_found"),
        ("/v1/identities/\(one)", "not_found"), ("/v1/roots/\(one)/x", "not_found"),
        ("/v1/../etc/passwd", "not_found"), ("/%00", "not_found"),
      ]
      for (path, code) in cases {
        let exchange = try await Exchange("GET", running.url + path)
        #expect(exchange.status == 404, "\(path)")
        #expect(exchange.errorCode == code, "\(path)")
      }
      await #expect {
        try await running.client.inclusionProof(of: BN254Scalar(1))
      } throws: {
        ($0 as? RegistryClientError)?.refusalCode == "identity_not_found"
      }
    }
  }

  @Test(arguments: CanonicalTextTests.variants.filter { $0.utf8.allSatisfy { (0x21..<0x7F).contains($0) } })
  func variantsOfFieldElementsInPathsAre400(text: String) async throws {
    // Nothing makes another path of it; empty parts of a path are passed over.
    let isPath = text.isEmpty
    try await RunningRegistry.use { running in
      for path in ["/v1/roots/\(text)", "/v1/identities/\(text)/inclusion-proof"] {
        let exchange = try await Exchange("GET", running.url + path)
        #expect(exchange.status == (isPath ? 404 : 400))
        #expect(exchange.errorCode == (isPath ? "not_found" : "noncanonical_value"))
      }
    }
  }

  @Test func everyOtherMethodIs405WithTheAllowedOnes() async throws {
    try await RunningRegistry.use { running in
      let element = BN254Scalar.one.canonicalText
      for (template, methods) in RegistryRoutes(registry: running.registry).table.methods {
        let path = template.replacing(/\{[^}]*\}/, with: element)
        let others = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
        for method in others where !methods.contains(method) {
          let exchange = try await Exchange(method, running.url + path)
          #expect(exchange.status == 405, "\(method) \(path)")
          #expect(exchange.errorCode == "method_not_allowed")
          let allowed = try #require(exchange.headers["allow"])
          #expect(methods.allSatisfy { allowed.contains($0) })
        }
      }
    }
  }

  @Test func headIsGetWithoutABody() async throws {
    try await RunningRegistry.use { running in
      for path in ["/health", "/v1/roots/latest", "/openapi.json"] {
        let head = try await Exchange("HEAD", running.url + path)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
      }
    }
  }

  @Test func answersMayNotBeStoredOrSniffed() async throws {
    try await RunningRegistry.use { running in
      for path in ["/v1/roots/latest", "/metrics", "/nowhere"] {
        let exchange = try await Exchange("GET", running.url + path)
        #expect(exchange.headers["cache-control"] == "no-store")
        #expect(exchange.headers["x-content-type-options"] == "nosniff")
      }
    }
  }

  @Test func probesTellAliveFromReady() async throws {
    try await RunningRegistry.use { running in
      #expect(try await Exchange("GET", running.url + "/ready").status == 200)
      running.registry.store.close()
      #expect(try await Exchange("GET", running.url + "/health").status == 200)
      let ready = try await Exchange("GET", running.url + "/ready")
      #expect(ready.status == 503)
      #expect(ready.errorCode == "storage_unavailable")
      #expect(ready.headers["retry-after"] == "1")
    }
  }

  @Test func metricsCountRequestsByTemplateAndNeverByPath() async throws {
    try await RunningRegistry.use { running in
      let element = BN254Scalar(0xABCDEF).canonicalText
      for _ in 0..<3 { _ = try await Exchange("GET", running.url + "/v1/roots/\(element)") }
      _ = try await Exchange("GET", running.url + "/\(element)")
      _ = try await Exchange("POST", running.url + "/v1/enrollments", body: Array("{}".utf8))
      let exchange = try await Exchange("GET", running.url + "/metrics")
      #expect(exchange.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
      let lines = String(decoding: exchange.body, as: UTF8.self).split(separator: "\n").map(String.init)
      let counter = "worldid_registry_http_requests_total"
      #expect(lines.contains("\(counter){method=\"GET\",route=\"/v1/roots/{root}\",status=\"404\"} 3"))
      #expect(lines.contains("\(counter){method=\"GET\",route=\"unknown\",status=\"404\"} 1"))
      #expect(lines.contains("worldid_registry_enrollments_total{outcome=\"malformed_request\"} 1"))
      #expect(lines.contains("worldid_registry_leaves 0"))
      #expect(!lines.contains { $0.contains(element) })
      // Every line is a comment or `name{labels} number`.
      for line in lines where !line.hasPrefix("# TYPE ") {
        #expect(line.wholeMatch(of: /[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+/) != nil, "\(line)")
      }
    }
  }

  @Test func theDocumentDescribesExactlyTheRoutes() async throws {
    try await RunningRegistry.use { running in
      let document = try await Exchange("GET", running.url + "/openapi.json").json
      #expect(document["openapi"] as? String == "3.1.0")
      let paths = try #require(document["paths"] as? [String: [String: Any]])
      let described = paths.mapValues { Set($0.keys.filter { $0 != "parameters" }.map { $0.uppercased() }) }
      let registered = RegistryRoutes(registry: running.registry).table.methods.mapValues { Set($0) }
      #expect(described == registered)
      // Every reference leads somewhere.
      let components = try #require(document["components"] as? [String: [String: Any]])
      let references = OpenAPIDocument.text.matches(of: /"\$ref": "#\/components\/([a-z]+)\/([A-Za-z]+)"/)
      #expect(references.count > 50)
      for reference in references {
        #expect(components[String(reference.1)]?[String(reference.2)] != nil, "\(reference.0)")
      }
    }
  }
}
