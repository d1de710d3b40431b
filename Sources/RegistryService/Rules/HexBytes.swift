// Byte strings of a fixed length on the wire: identifiers, keys and signatures.

/// 32 bytes: an identifier or a public key.
public struct Bytes32: CanonicalText {
  /// Exactly 32 bytes.
  public let bytes: [UInt8]

  /// Nil unless there are exactly 32 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  public static var textDescription: String { "64 lower-case hexadecimal digits" }

  public var canonicalText: String { HexText.encode(bytes) }

  public init?(canonicalText: String) {
    guard let bytes = HexText.decode(canonicalText, count: 32) else { return nil }
    self.bytes = bytes
  }
}

/// 64 bytes: an Ed25519 signature.
public struct Bytes64: CanonicalText {
  /// Exactly 64 bytes.
  public let bytes: [UInt8]

  /// Nil unless there are exactly 64 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 64 else { return nil }
    self.bytes = bytes
  }

  public static var textDescription: String { "128 lower-case hexadecimal digits" }

  public var canonicalText: String { HexText.encode(bytes) }

  public init?(canonicalText: String) {
    guard let bytes = HexText.decode(canonicalText, count: 64) else { return nil }
    self.bytes = bytes
  }
}
