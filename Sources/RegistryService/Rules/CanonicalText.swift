// The one spelling of each value on the wire: lower-case hexadecimal digits of exactly the right number.

import FiniteFields
import InferenceProofs

/// A value with exactly one accepted text, so that an encoding variant is never a fresh value.
public protocol CanonicalText: Hashable, Sendable {
  /// What the text must be, for error messages.
  static var textDescription: String { get }
  /// The canonical text.
  var canonicalText: String { get }
  /// Nil unless `canonicalText` is the canonical text of a value.
  init?(canonicalText: String)
}

/// Lower-case hexadecimal digits.
package enum HexText {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two lower-case digits for each byte.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil unless the text is exactly `2 * count` lower-case hexadecimal digits.
  package static func decode(_ text: String, count: Int) -> [UInt8]? {
    let text = text.utf8
    guard text.count == 2 * count else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var high: UInt8?
    for character in text {
      guard let digit = value(of: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension BN254Scalar: CanonicalText {
  public static var textDescription: String {
    "64 lower-case hexadecimal digits of a number below the BN254 scalar modulus"
  }

  public var canonicalText: String { HexText.encode(bigEndianBytes) }

  public init?(canonicalText: String) {
    guard let bytes = HexText.decode(canonicalText, count: 32), let value = BN254Scalar(bigEndian: bytes)
    else { return nil }
    self = value
  }
}

extension ScanCommitment: CanonicalText {
  public static var textDescription: String { "72 lower-case hexadecimal digits of nine field elements" }

  public var canonicalText: String { HexText.encode(bytes) }

  public init?(canonicalText: String) {
    guard let bytes = HexText.decode(canonicalText, count: 36) else { return nil }
    self.init(bytes: bytes)
  }
}

extension EyeSide: CanonicalText {
  public static var textDescription: String { "\"left\" or \"right\"" }

  public var canonicalText: String {
    switch self {
    case .left: "left"
    case .right: "right"
    }
  }

  public init?(canonicalText: String) {
    switch canonicalText {
    case "left": self = .left
    case "right": self = .right
    default: return nil
    }
  }
}
