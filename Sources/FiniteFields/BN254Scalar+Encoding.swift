extension BN254Scalar {
  @inlinable @inline(__always)
  public static var byteCount: Int { 32 }

  public func writeCanonical(to destination: UnsafeMutableRawPointer) {
    let value = canonicalLimbs
    destination.storeBytes(of: value.limb0.littleEndian, as: UInt64.self)
    destination.storeBytes(of: value.limb1.littleEndian, toByteOffset: 8, as: UInt64.self)
    destination.storeBytes(of: value.limb2.littleEndian, toByteOffset: 16, as: UInt64.self)
    destination.storeBytes(of: value.limb3.littleEndian, toByteOffset: 24, as: UInt64.self)
  }

  public init?(canonical source: UnsafeRawPointer) {
    func word(_ index: Int) -> UInt64 {
      UInt64(littleEndian: source.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    self.init(canonicalLimbs: word(0), word(1), word(2), word(3))
  }

  /// nil unless the integer is smaller than r.
  init?(canonicalLimbs l0: UInt64, _ l1: UInt64, _ l2: UInt64, _ l3: UInt64) {
    let d0 = Self.subtractBorrow(l0, Self.modulus0, 0)
    let d1 = Self.subtractBorrow(l1, Self.modulus1, d0.borrow)
    let d2 = Self.subtractBorrow(l2, Self.modulus2, d1.borrow)
    let d3 = Self.subtractBorrow(l3, Self.modulus3, d2.borrow)
    guard d3.borrow == 1 else { return nil }
    self = BN254Scalar(limbs: l0, l1, l2, l3) * Self.radixSquared
  }

  /// Exactly 32 bytes, most significant first, of an integer smaller than r; nil otherwise.
  public init?(bigEndian bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init(canonicalBytes: Array(bytes.reversed()))
  }

  /// A big-endian integer of any length, reduced modulo r. Not constant time in the length.
  public init(reducing bytes: [UInt8]) {
    // 2^64 as an element
    let radix = BN254Scalar(limbs: 0, 1, 0, 0) * Self.radixSquared
    var value = BN254Scalar.zero
    var index = 0
    while index < bytes.count {
      // The first chunk takes the bytes left over from whole words.
      let length = (bytes.count - index - 1) % 8 + 1
      var word: UInt64 = 0
      for byte in bytes[index..<(index + length)] { word = word << 8 | UInt64(byte) }
      value = value * radix + BN254Scalar(word)
      index += length
    }
    self = value
  }

  /// The value as 32 bytes, most significant first.
  public var bigEndianBytes: [UInt8] { canonicalBytes.reversed() }

  /// 64 hexadecimal digits of either case, with or without 0x, of an integer smaller than r; nil otherwise.
  public init?(hex: some StringProtocol) {
    var digits = Array(hex.utf8)
    if digits.count == 66, digits[0] == UInt8(ascii: "0"), digits[1] == UInt8(ascii: "x") {
      digits.removeFirst(2)
    }
    guard digits.count == 64 else { return nil }
    var bytes = [UInt8]()
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bigEndian: bytes)
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// 64 lowercase hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bigEndianBytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  public var description: String { "0x" + hex }

  @inlinable
  public static func random<S: RandomByteSource>(from source: inout S) -> BN254Scalar {
    while true {
      var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
      let element = withUnsafeMutableBytes(of: &words) { bytes -> BN254Scalar? in
        source.fill(bytes)
        bytes[31] &= 0x3f
        return bytes.baseAddress.flatMap { BN254Scalar(canonical: $0) }
      }
      if let element { return element }
    }
  }
}
