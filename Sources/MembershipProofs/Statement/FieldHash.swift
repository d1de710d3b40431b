import FiniteFields

/// How World ID maps strings and bytes to field elements.
public enum FieldHash {
  /// Keccak-256 with the original padding: 32 bytes.
  public static func keccak256(_ message: [UInt8]) -> [UInt8] { Keccak256.hash(message) }

  /// The Keccak-256 digest as a big-endian integer without its lowest byte, which always fits the field.
  public static func hashToField(_ message: [UInt8]) -> BN254Scalar {
    BN254Scalar(reducing: Array(Keccak256.hash(message).dropLast()))
  }

  /// The scope in which a person acts once: the hash of the app's hash as 32 big-endian bytes, followed by the
  /// action's name if there is one.
  public static func externalNullifier(app: String, action: String?) -> BN254Scalar {
    hashToField(hashToField(Array(app.utf8)).bigEndianBytes + Array((action ?? "").utf8))
  }

  /// The hash of a signal. Text that is 0x and an even number of hexadecimal digits stands for these bytes, any
  /// other text for its UTF-8 encoding.
  public static func signalHash(_ signal: String) -> BN254Scalar {
    let text = Array(signal.utf8)
    return hashToField(rawBytes(hex: text) ?? text)
  }

  private static func rawBytes(hex text: [UInt8]) -> [UInt8]? {
    guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: "x")
    else {
      return nil
    }
    var bytes = [UInt8]()
    for index in stride(from: 2, to: text.count, by: 2) {
      guard let high = nibble(text[index]), let low = nibble(text[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    Character(UnicodeScalar(digit)).hexDigitValue.map(UInt8.init)
  }
}
