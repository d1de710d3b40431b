// A look at JSON text before it is decoded: encoding and nesting.

/// Refuses what a recursive decoder should not get.
enum JSONBounds {
  /// Throws `malformedJSON` for text that is not UTF-8, has raw control characters (so no other encoding
  /// passes either), or nests deeper than `depth`. Accepts other nonsense: the decoder will refuse it.
  static func check(_ text: [UInt8], depth limit: Int) throws(RegistryError) {
    guard String(validating: text, as: UTF8.self) != nil else { throw .malformedJSON("it is not UTF-8") }
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in text {
      guard byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else {
        throw .malformedJSON("it has control characters")
      }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= limit else { throw .malformedJSON("it nests deeper than \(limit) levels") }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
  }
}
