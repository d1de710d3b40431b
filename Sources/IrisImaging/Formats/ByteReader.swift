/// Reads little-endian numbers from a file at checked positions.
struct ByteReader {
  let bytes: [UInt8]
  let format: String

  /// `count` bytes (at most 4) at a position, least significant first.
  func littleEndian(at position: Int, count: Int) throws(ImageError) -> Int {
    guard position >= 0, position <= bytes.count - count else {
      throw .truncated(format: format, at: bytes.count)
    }
    var value = 0
    for offset in 0..<count { value |= Int(bytes[position + offset]) << (8 * offset) }
    return value
  }

  /// A 32-bit two's complement number.
  func signed32(at position: Int) throws(ImageError) -> Int {
    Int(Int32(truncatingIfNeeded: try littleEndian(at: position, count: 4)))
  }
}
