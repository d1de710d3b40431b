// From a request's body to a value, within bounds of size, time and nesting.

import Foundation
import Hummingbird

/// Reads JSON bodies.
struct BodyReader: Sendable {
  let limits: RegistryLimits

  /// Throws `unsupportedMediaType`, `bodyTooLarge`, `bodyTooSlow`, `malformedJSON`, `malformedRequest` or
  /// `noncanonicalValue`.
  func decode<Value: Decodable>(
    _: Value.Type, from request: Request, maximumBytes: Int
  ) async throws -> Value {
    guard isJSON(request.headers[.contentType]) else { throw RegistryError.unsupportedMediaType }
    let bytes = try await collect(request, maximumBytes: maximumBytes)
    try JSONBounds.check(bytes, depth: limits.jsonDepth)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch let error as NoncanonicalText {
      throw RegistryError.noncanonicalValue(field: error.field, expected: error.expected)
    } catch let error as DecodingError {
      throw refusal(for: error)
    }
  }

  private func isJSON(_ contentType: String?) -> Bool {
    guard let type = contentType?.split(separator: ";").first else { return false }
    return type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
  }

  private func collect(_ request: Request, maximumBytes: Int) async throws(RegistryError) -> [UInt8] {
    if let length = request.headers[.contentLength], let length = Int(length), length > maximumBytes {
      throw RegistryError.bodyTooLarge(limit: maximumBytes)
    }
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(limits.bodySeconds)
    var bytes: [UInt8] = []
    do {
      for try await part in request.body {
        // A body that stalls is cut off with its idle connection; one that trickles, here.
        guard clock.now < deadline else { throw RegistryError.bodyTooSlow(seconds: limits.bodySeconds) }
        guard part.readableBytes <= maximumBytes - bytes.count else {
          throw RegistryError.bodyTooLarge(limit: maximumBytes)
        }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let refusal as RegistryError {
      throw refusal
    } catch {
      throw .malformedRequest(field: "the body", problem: "broke off")
    }
    return bytes
  }

  private func refusal(for error: DecodingError) -> RegistryError {
    switch error {
    case .keyNotFound(let key, let context):
      .malformedRequest(field: (context.codingPath + [key]).fieldName, problem: "is missing")
    case .typeMismatch(_, let context):
      .malformedRequest(field: context.codingPath.fieldName, problem: "has the wrong type")
    case .valueNotFound(_, let context):
      .malformedRequest(field: context.codingPath.fieldName, problem: "is null")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      .malformedRequest(field: context.codingPath.fieldName, problem: "is out of range or malformed")
    default:
      .malformedJSON("it does not parse")
    }
  }
}
