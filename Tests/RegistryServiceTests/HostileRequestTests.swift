// Bodies that are not what they should be: always a typed 4xx, and the registry goes on.

import AsyncHTTPClient
import FiniteFields
import Foundation
import RegistryService
import Testing

@Suite struct HostileRequestTests {
  private static let element = BN254Scalar.one.canonicalText

  static let posts = ["/v1/enrollments", "/v1/proofs/verify", "/v1/actions/\(element)/claims"]

  /// Name, body and expected code.
  static let bodies: [(String, [UInt8], Set<String>)] = [
    ("nothing", [], ["malformed_json"]),
    ("truncated", Array(#"{"proof": "AAAA"#.utf8), ["malformed_json"]),
    ("not JSON", Array("hello".utf8), ["malformed_json"]),
    ("array", Array("[]".utf8), ["malformed_request", "malformed_json"]),
    ("string", Array(#""proof""#.utf8), ["malformed_request", "malformed_json"]),
    ("null", Array("null".utf8), ["malformed_request", "malformed_json"]),
    ("empty object", Array("{}".utf8), ["malformed_request"]),
    ("null proof", Array(#"{"proof": null}"#.utf8), ["malformed_request"]),
    ("number for a proof", Array(#"{"proof": 5}"#.utf8), ["malformed_request"]),
    ("object for a proof", Array(#"{"proof": {"proof": "AAAA"}}"#.utf8), ["malformed_request"]),
    ("two documents", Array(#"{"proof": "AAAA"}{"proof": "AAAA"}"#.utf8), ["malformed_json"]),
    (
      "invalid UTF-8", Array(#"{"proof": ""#.utf8) + [0xC3, 0x28, 0xFF] + Array(#""}"#.utf8),
      ["malformed_json"]
    ),
    (
      "surrogate in UTF-8", Array(#"{"proof": ""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}"#.utf8),
      ["malformed_json"]
    ),
    (
      "UTF-16", #"{"proof": "AAAA"}"#.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, ["malformed_json"]
    ),
    ("NUL", [0], ["malformed_json"]),
    ("NUL in a string", Array(#"{"proof": "A"#.utf8) + [0] + Array(#""}"#.utf8), ["malformed_json"]),
    ("deep arrays", [UInt8](repeating: UInt8(ascii: "["), count: 500_000), ["malformed_json"]),
    (
      "deep objects", Array(String(repeating: #"{"proof":"#, count: 50_000).utf8), ["malformed_json"]
    ),
    (
      "deep but closed", Array((String(repeating: "[", count: 9) + String(repeating: "]", count: 9)).utf8),
      ["malformed_json"]
    ),
  ]

  @Test(arguments: bodies, posts)
  func hostileBodiesAre400(body: (String, [UInt8], Set<String>), path: String) async throws {
    try await RunningRegistry.use { running in
      let exchange = try await Exchange("POST", running.url + path, body: body.1)
      #expect(exchange.status == 400)
      #expect(exchange.errorCode.map(body.2.contains) == true, "\(exchange.errorCode ?? "no code")")
      #expect(try await Exchange("GET", running.url + "/ready").status == 200)
    }
  }

  @Test(arguments: ["", "A", "AA", "AAAA", "====", "AA=A", "A A A A", "AAAA\\n", "-_-_", "é", "\\u0000"])
  func proofsThatAreNoneAreRefused(text: String) async throws {
    try await RunningRegistry.use { running in
      let body = Array("{\"proof\": \"\(text)\"}".utf8)
      let claim = try await Exchange(
        "POST", running.url + "/v1/actions/\(Self.element)/claims", body: body)
      #expect(claim.status == 400)
      #expect(claim.errorCode == "malformed_proof")
      let verification = try await Exchange("POST", running.url + "/v1/proofs/verify", body: body)
      #expect(verification.status == 200)
      #expect(verification.json["valid"] as? Bool == false)
      #expect(verification.json["reason"] as? String == "malformed_proof")
    }
  }

  @Test func otherMediaTypesAre415() async throws {
    try await RunningRegistry.use { running in
      for type in [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        for path in Self.posts {
          let exchange = try await Exchange(
            "POST", running.url + path, body: Array("{}".utf8), contentType: type)
          #expect(exchange.status == 415)
          #expect(exchange.errorCode == "unsupported_media_type")
        }
      }
      let exchange = try await Exchange(
        "POST", running.url + Self.posts[1], body: Array("{}".utf8),
        contentType: "Application/JSON; charset=utf-8")
      #expect(exchange.errorCode == "malformed_request")
    }
  }

  /// The answer to a request that the service need not read to its end: it answers and closes, and a client that is still sending may
  /// notice the end before the answer (RFC 9112, section 9.6). Then it asks again.
  private func answer(_ exchange: () async throws -> Exchange) async throws -> Exchange {
    for _ in 0..<20 {
      do { return try await exchange() } catch let error as HTTPClientError
        where error == .remoteConnectionClosed
      {}
    }
    return try await exchange()
  }

  @Test func bodiesAreBoundedWithAndWithoutADeclaredLength() async throws {
    try await RunningRegistry.use { running in
      let limits = running.registry.configuration.limits
      for (path, limit) in zip(
        Self.posts, [limits.enrollmentBodyBytes, limits.proofBodyBytes, limits.proofBodyBytes])
      {
        let blank = [UInt8](repeating: UInt8(ascii: " "), count: limit + 1)
        let declared = try await answer { try await Exchange("POST", running.url + path, body: blank) }
        #expect(declared.status == 413)
        #expect(declared.errorCode == "body_too_large")
        let streamed = try await answer {
          try await Exchange(
            "POST", running.url + path,
            content: .stream(SlowBlanks(count: limit + 1, pause: nil), length: .unknown))
        }
        #expect(streamed.status == 413)
        #expect(streamed.errorCode == "body_too_large")
        let atLimit = try await Exchange("POST", running.url + path, body: Array(blank.dropLast()))
        #expect(atLimit.errorCode == "malformed_json")
      }
    }
  }

  @Test func fieldsOfAnEnrolmentAreNamedWhenTheyAreWrong() async throws {
    let good: [String: any Sendable] = [
      "identityCommitment": Self.element, "proof": "AAAA",
      "attestation": [
        "scanCommitment": String(repeating: "0", count: 72), "eyeSide": "left", "capturedAt": 1,
        "sensorID": Self.element, "signature": Self.element + Self.element,
      ] as [String: any Sendable],
    ]
    let wrong: [(String, any Sendable)] = [
      ("identityCommitment", Self.element.uppercased().replacing("0", with: "A")),
      ("identityCommitment", "0x" + Self.element), ("identityCommitment", 1),
      ("attestation.scanCommitment", String(repeating: "f", count: 72)), ("attestation.scanCommitment", ""),
      ("attestation.eyeSide", "LEFT"), ("attestation.eyeSide", 0), ("attestation.capturedAt", -1),
      ("attestation.capturedAt", 1.5), ("attestation.capturedAt", 1e30), ("attestation.capturedAt", "1"),
      ("attestation.sensorID", "00"), ("attestation.signature", Self.element), ("attestation", "x"),
    ]
    try await RunningRegistry.use { running in
      #expect(try await post(good, to: running).errorCode == "unknown_sensor")
      for (field, value) in wrong {
        let exchange = try await post(replacing(field, with: value, in: good), to: running)
        #expect(exchange.status == 400, "\(field) \(value)")
        #expect(
          ["noncanonical_value", "malformed_request"].contains(exchange.errorCode), "\(field) \(value)")
        let message = (exchange.json["error"] as? [String: String])?["message"] ?? ""
        #expect(message.contains(field), "\(message)")
      }
      for field in [
        "identityCommitment", "proof", "attestation", "attestation.eyeSide", "attestation.signature",
      ] {
        let exchange = try await post(replacing(field, with: nil, in: good), to: running)
        #expect(exchange.errorCode == "malformed_request")
      }
      let zero = String(repeating: "0", count: 64)
      let exchange = try await post(replacing("identityCommitment", with: zero, in: good), to: running)
      #expect(exchange.status == 422)
      #expect(exchange.errorCode == "invalid_identity_commitment")
    }
  }

  private func post(_ object: [String: any Sendable], to running: RunningRegistry) async throws -> Exchange {
    let body = [UInt8](try JSONSerialization.data(withJSONObject: object))
    return try await Exchange("POST", running.url + "/v1/enrollments", body: body)
  }

  private func replacing(
    _ field: String, with value: (any Sendable)?, in object: [String: any Sendable]
  ) -> [String: any Sendable] {
    var object = object
    let parts = field.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 1 {
      object[field] = value
    } else {
      object[parts[0]] = replacing(
        parts[1], with: value, in: object[parts[0]] as? [String: any Sendable] ?? [:])
    }
    return object
  }
}
