/// The two forms in which a code is written down.
extension IrisCode {
  private static let magic: [UInt8] = Array("WIIC".utf8) + [1]

  /// Magic and version, rows, columns, channels as 32-bit little-endian numbers, words of code, words of mask.
  public var bytes: [UInt8] {
    var result = Self.magic
    for size in [rows, columns, channels] {
      result += (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    }
    for word in bits + mask {
      result += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    return result
  }

  /// Nil unless the bytes are exactly what `bytes` gives for some code of at most 2^20 bits in at most 8,192 columns.
  public init?(bytes: [UInt8]) {
    let header = Self.magic.count + 12
    guard bytes.count >= header, bytes.starts(with: Self.magic) else { return nil }
    func number(_ start: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
    let sizes = (0..<3).map { Int(number(Self.magic.count + 4 * $0, 4)) }
    guard sizes.allSatisfy({ (1...Self.bitLimit).contains($0) }), sizes[1] <= Self.columnLimit else {
      return nil
    }
    // Each factor is at most 2^20, so neither product can overflow.
    let count = sizes[0] * sizes[1] * sizes[2]
    guard sizes[0] * sizes[1] <= Self.bitLimit, count <= Self.bitLimit else { return nil }
    let words = (count + 63) / 64
    guard bytes.count == header + 16 * words else { return nil }
    let all = (0..<(2 * words)).map { number(header + 8 * $0, 8) }
    let unused = count % 64 == 0 ? 0 : ~UInt64(0) << UInt64(count % 64)
    guard all[words - 1] & unused == 0, all[2 * words - 1] & unused == 0 else { return nil }
    self.init(
      rows: sizes[0], columns: sizes[1], channels: sizes[2], bits: Array(all[..<words]),
      mask: Array(all[words...]))
  }

  /// One byte 0 or 1 for each bit, [row, column, channel], the code and then the mask.
  public var bitBytes: [UInt8] {
    [bits, mask].flatMap { words in
      (0..<bitCount).map { UInt8(truncatingIfNeeded: words[$0 / 64] >> UInt64($0 % 64) & 1) }
    }
  }
}
