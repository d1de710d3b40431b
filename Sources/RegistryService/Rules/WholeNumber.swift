// Codable as a whole number, with an error that names the field.

/// Stores an unsigned number. Decoders report numbers out of range without saying where they stand; this
/// does.
@propertyWrapper
public struct WholeNumber: Hashable, Sendable, Codable {
  public var wrappedValue: UInt64

  public init(wrappedValue: UInt64) {
    self.wrappedValue = wrappedValue
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      wrappedValue = try container.decode(UInt64.self)
    } catch {
      throw NoncanonicalText(field: decoder.codingPath.fieldName, expected: "a whole number below 2^64")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
