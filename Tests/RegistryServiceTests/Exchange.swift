// One request and its answer, below the level of `RegistryClient`.

import AsyncHTTPClient
import Foundation

/// An HTTP answer.
struct Exchange {
  let status: Int
  let headers: [String: String]
  let body: Data

  /// Sends a request; a body goes out as JSON unless another type is given (nil for none).
  init(
    _ method: String, _ url: String, body: [UInt8]? = nil, contentType: String? = "application/json",
    seconds: Int64 = 30
  ) async throws {
    try await self.init(
      method, url, content: body.map { .bytes($0) }, contentType: contentType, seconds: seconds)
  }

  init(
    _ method: String, _ url: String, content: HTTPClientRequest.Body?,
    contentType: String? = "application/json",
    seconds: Int64 = 30
  ) async throws {
    var request = HTTPClientRequest(url: url)
    request.method = .RAW(value: method)
    if let content {
      request.body = content
      if let contentType { request.headers.add(name: "Content-Type", value: contentType) }
    }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
    status = Int(response.status.code)
    headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    var body = Data()
    for try await part in response.body { body.append(contentsOf: part.readableBytesView) }
    self.body = body
  }

  /// The body as a JSON object.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
  }

  /// The code of a typed refusal; nil when the body is anything else.
  var errorCode: String? {
    guard let error = json["error"] as? [String: Any], error.count == 3, error["message"] is String,
      error["hint"] is String
    else { return nil }
    return error["code"] as? String
  }
}
