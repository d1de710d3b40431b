// Base64 of proofs, standard alphabet with padding.

import Foundation

/// Encodes and strictly decodes base64.
enum Base64Text {
  static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }

  /// Nil for any character outside the alphabet, wrong padding or wrong length.
  static func decode(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text).map { [UInt8]($0) }
  }
}
