import Foundation

/// A record read from the vault: bytes that only its writer understands.
public struct VaultRecord: Hashable, Sendable {
  public let kind: RecordKind
  public let id: String
  /// When it was last written, Unix seconds by this machine's clock.
  public let storedAt: UInt64
  public let payload: [UInt8]

  /// The payload as JSON of `Value`.
  ///
  /// - Throws: `VaultError.unusablePayload` naming the field that does not fit, never its content.
  public func value<Value: Decodable>(as type: Value.Type = Value.self) throws(VaultError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(payload))
    } catch {
      throw .unusablePayload(kind: kind, id: id, reason: Self.reason(error))
    }
  }

  /// The payload for a value; keys sorted, so that equal values give equal bytes.
  static func payload<Value: Encodable>(of value: Value, kind: RecordKind, id: String) throws(VaultError)
    -> [UInt8]
  {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try Array(encoder.encode(value))
    } catch {
      throw .unusablePayload(kind: kind, id: id, reason: reason(error))
    }
  }

  /// Where in the JSON it failed. The library's own text may quote values, so it is not passed on.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "field \(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context): "\(path(context.codingPath)) has another type"
    case DecodingError.valueNotFound(_, let context): "\(path(context.codingPath)) has no value"
    case DecodingError.dataCorrupted(let context): "\(path(context.codingPath)) is not valid"
    case EncodingError.invalidValue(_, let context): "\(path(context.codingPath)) cannot be written as JSON"
    default: "it is not JSON of the expected form"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "the document" : "field " + keys.map(\.stringValue).joined(separator: ".")
  }
}
