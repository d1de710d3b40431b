// Codable as the canonical text and nothing else.

/// Stores a value that travels as its one canonical text; decoding refuses every variant.
@propertyWrapper
public struct Canonical<Value: CanonicalText>: Hashable, Sendable, Codable {
  public var wrappedValue: Value

  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value(canonicalText: text) else {
      throw NoncanonicalText(field: decoder.codingPath.fieldName, expected: Value.textDescription)
    }
    wrappedValue = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.canonicalText)
  }
}

/// Thrown while decoding: the text at `field` is not what it should be.
struct NoncanonicalText: Error {
  let field: String
  let expected: String
}

extension [any CodingKey] {
  /// `a.b[0]`: where in a document a value stands.
  var fieldName: String {
    var name = ""
    for key in self {
      if let index = key.intValue {
        name += "[\(index)]"
      } else {
        name += name.isEmpty ? key.stringValue : "." + key.stringValue
      }
    }
    return name.isEmpty ? "the document" : name
  }
}
