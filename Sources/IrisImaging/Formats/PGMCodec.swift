/// Portable gray maps: binary (P5, one or two bytes a sample) and plain text (P2).
enum PGMCodec {
  static func decode(_ bytes: [UInt8]) throws(ImageError) -> GrayImage {
    var position = 0
    guard bytes.count >= 2, bytes[0] == 0x50, bytes[1] == 0x32 || bytes[1] == 0x35 else {
      throw .unknownFormat
    }
    let binary = bytes[1] == 0x35
    position = 2
    let width = try number(bytes, &position)
    let height = try number(bytes, &position)
    let maximum = try number(bytes, &position)
    try GrayImage.checkDimensions(width, height)
    guard (1...65535).contains(maximum) else {
      throw .malformed(format: "PGM", detail: "the maximum value is \(maximum), outside 1...65535")
    }
    let count = width * height
    // A text sample takes at least one digit and one separator, so this bounds the allocation by the file.
    let remaining = bytes.count - position
    guard remaining >= (binary ? count : 2 * count - 1) else {
      throw .truncated(format: "PGM", at: bytes.count)
    }
    var pixels = [UInt8](repeating: 0, count: count)
    if binary {
      position += 1  // exactly one white space character ends the header
      let size = maximum > 255 ? 2 : 1
      guard bytes.count - position >= count * size else { throw .truncated(format: "PGM", at: bytes.count) }
      for index in 0..<count {
        let at = position + index * size
        let value = size == 1 ? Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
        pixels[index] = try scaled(value, maximum)
      }
    } else {
      for index in 0..<count { pixels[index] = try scaled(number(bytes, &position), maximum) }
    }
    return GrayImage(width: width, height: height, checked: pixels)
  }

  static func encode(width: Int, height: Int, pixels: [UInt8]) -> [UInt8] {
    Array("P5\n\(width) \(height)\n255\n".utf8) + pixels
  }

  private static func scaled(_ value: Int, _ maximum: Int) throws(ImageError) -> UInt8 {
    guard value <= maximum else {
      throw .malformed(format: "PGM", detail: "a sample of \(value) exceeds the maximum \(maximum)")
    }
    return UInt8(maximum == 255 ? value : (value * 255 + maximum / 2) / maximum)
  }

  /// The next decimal number after white space and `#` comments; leaves the position behind its last digit.
  private static func number(_ bytes: [UInt8], _ position: inout Int) throws(ImageError) -> Int {
    while position < bytes.count {
      if bytes[position] == 0x23 {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if isSpace(bytes[position]) {
        position += 1
      } else {
        break
      }
    }
    let start = position
    var value = 0
    while position < bytes.count, case let digit = Int(bytes[position]) - 0x30, (0...9).contains(digit) {
      value = value * 10 + digit
      guard value <= 99_999 else { throw .malformed(format: "PGM", detail: "a number exceeds 99999") }
      position += 1
    }
    guard position < bytes.count || position > start else { throw .truncated(format: "PGM", at: position) }
    guard position > start, position == bytes.count || isSpace(bytes[position]) || bytes[position] == 0x23
    else {
      throw .malformed(
        format: "PGM", detail: "byte \(position) is \(bytes[position]), not a digit or a space")
    }
    return value
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
