// Answers of the service.

import Foundation
import Hummingbird

/// Builds responses. All are marked as not to be stored: inclusion proofs and roots change.
enum JSONResponse {
  static func make(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return text(
      ByteBuffer(bytes: try encoder.encode(value)), type: "application/json; charset=utf-8", status: status)
  }

  static func text(_ body: ByteBuffer, type: String, status: HTTPResponse.Status = .ok) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.cacheControl] = "no-store"
    headers[.xContentTypeOptions] = "nosniff"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  /// The refusal in its wire form, with `Allow` or `Retry-After` where HTTP asks for them.
  static func refusal(_ refusal: RegistryError) throws -> Response {
    var response = try make(ErrorAnswer(refusal), status: HTTPResponse.Status(code: refusal.status))
    switch refusal {
    case .methodNotAllowed(let allowed): response.headers[.allow] = allowed.joined(separator: ", ")
    case .rateLimited(let seconds): response.headers[.retryAfter] = "\(seconds)"
    case .overloaded, .storageUnavailable: response.headers[.retryAfter] = "1"
    default: break
    }
    return response
  }
}
