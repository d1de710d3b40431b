// The client against registries that are not there or not what they should be.

import FiniteFields
import Foundation
import RegistryService
import Testing

@Suite struct RegistryClientTests {
  @Test(arguments: [
    "", "localhost:8080", "ftp://127.0.0.1", "http://", "http:///v1", "file:///etc/passwd", "http://a b",
    "http://127.0.0.1?x=1", "http://user:word@127.0.0.1", "http://127.0.0.1#x",
  ])
  func textsThatAreNoURLsOfARegistryAreRefused(text: String) {
    #expect(throws: RegistryClientError.invalidURL(text)) { try RegistryClient(url: text) }
  }

  @Test func slashesAtTheEndDoNotMatter() throws {
    #expect(try RegistryClient(url: "http://127.0.0.1:8080//").url == "http://127.0.0.1:8080")
    #expect(try RegistryClient(url: "https://example.org/registry/").url == "https://example.org/registry")
  }

  @Test func nobodyThereIsAnErrorWithTheURL() async throws {
    let server = try CannedServer(answer: "")
    let url = server.url
    server.stop()
    let client = try RegistryClient(url: url)
    await #expect {
      try await client.latestRoot()
    } throws: { error in
      guard case RegistryClientError.unreachable(url, _)? = error as? RegistryClientError else {
        return false
      }
      return "\(error)".contains("worldid registry serve")
    }
  }

  @Test func aServerThatSaysNothingRunsIntoTheTimeout() async throws {
    let server = try CannedServer(answer: nil)
    defer { server.stop() }
    let client = try RegistryClient(url: server.url, timeout: .seconds(1))
    await #expect(throws: RegistryClientError.unreachable(url: server.url, problem: "it took too long")) {
      try await client.latestRoot()
    }
  }

  /// The time is for the whole call: a body that trickles holds nobody up.
  @Test func anAnswerThatNeverEndsRunsIntoTheTimeout() async throws {
    let server = try CannedServer(
      answer: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{", trickle: " ")
    defer { server.stop() }
    let client = try RegistryClient(url: server.url, timeout: .seconds(1))
    await #expect(throws: RegistryClientError.unreachable(url: server.url, problem: "it took too long")) {
      try await client.latestRoot()
    }
  }

  static let answers: [String] = [
    "SSH-2.0-OpenSSH_9.2\r\n",
    answer(200, "hello"), answer(200, ""), answer(200, "{}"), answer(200, "[]"), answer(200, "null"),
    answer(404, "<html>Not Found</html>"), answer(500, ""), answer(302, ""),
    answer(404, #"{"error": "no"}"#), answer(200, #"{"root": 1}"#),
    answer(
      200,
      #"{"root": "00", "leafCount": 1, "createdAt": 1, "isCurrent": true, "ageSeconds": 0, "isAccepted": 1}"#
    ),
    answer(200, String(repeating: "[", count: 100_000)),
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"root\"",
  ]

  @Test(arguments: answers)
  func answersThatAreNoRegistrysAreTypedErrors(answer: String) async throws {
    let server = try CannedServer(answer: answer)
    defer { server.stop() }
    let client = try RegistryClient(url: server.url, timeout: .seconds(5))
    await #expect {
      try await client.latestRoot()
    } throws: { error in
      switch error as? RegistryClientError {
      case .malformedAnswer, .unreachable: true
      default: false
      }
    }
  }

  @Test func answersAreBounded() async throws {
    let server = try CannedServer(answer: Self.answer(200, String(repeating: " ", count: 2 << 20)))
    defer { server.stop() }
    let client = try RegistryClient(url: server.url, timeout: RunningRegistry.patience)
    await #expect(
      throws: RegistryClientError.malformedAnswer(url: server.url, problem: "more than 1048576 bytes")
    ) {
      try await client.latestRoot()
    }
  }

  @Test func anInclusionProofThatDoesNotLeadToItsRootIsNotBelieved() async throws {
    let zeros = String(repeating: "0", count: 64)
    let siblings = Array(repeating: "\"\(zeros)\"", count: 30).joined(separator: ",")
    let body = """
      {"identityCommitment": "\(zeros.dropLast())5", "leafIndex": 0, "leafCount": 1, "root": "\(zeros)",
       "siblings": [\(siblings)]}
      """
    let server = try CannedServer(answer: Self.answer(200, body))
    defer { server.stop() }
    let client = try RegistryClient(url: server.url, timeout: RunningRegistry.patience)
    await #expect(
      throws: RegistryClientError.malformedAnswer(
        url: server.url, problem: "the inclusion proof does not lead to its root")
    ) {
      try await client.inclusionProof(of: BN254Scalar(5))
    }
  }

  private static func answer(_ status: Int, _ body: String) -> String {
    "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  }
}
