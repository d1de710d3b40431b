/// The prime field of order p = 2^31 − 2^24 + 1, where cubing is a permutation.
///
/// Held in Montgomery form: `montgomeryForm` is value · 2^32 mod p and always smaller than p.
@frozen
public struct KoalaBear: PrimeField {
  /// value · 2^32 mod p, in 0..<p.
  public let montgomeryForm: UInt32

  /// p
  @inlinable @inline(__always)
  public static var modulus: UInt32 { 0x7f00_0001 }

  /// p^−1 mod 2^32
  @inlinable @inline(__always)
  static var modulusInverse: UInt32 { 0x8100_0001 }

  /// 2^64 mod p
  @inlinable @inline(__always)
  static var radixSquared: UInt64 { 0x17f7_efe4 }

  /// Takes the Montgomery form itself, which must be smaller than p.
  @inlinable @inline(__always)
  public init(montgomeryForm: UInt32) { self.montgomeryForm = montgomeryForm }

  @inlinable @inline(__always)
  public static var zero: KoalaBear { KoalaBear(montgomeryForm: 0) }

  /// 2^32 mod p
  @inlinable @inline(__always)
  public static var one: KoalaBear { KoalaBear(montgomeryForm: 0x01ff_fffe) }

  @inlinable @inline(__always)
  public static var orderBits: Double { 30.98868468744926 }

  @inlinable @inline(__always)
  public init(_ value: Int) {
    let remainder = value % Int(Self.modulus)
    let canonical = remainder &+ (Int(Self.modulus) & (remainder >> 63))
    self.init(wrapped: UInt32(truncatingIfNeeded: canonical))
  }

  @inlinable @inline(__always)
  public init(_ value: UInt64) {
    self.init(wrapped: UInt32(truncatingIfNeeded: value % UInt64(Self.modulus)))
  }

  /// nil unless `value` is smaller than p.
  @inlinable @inline(__always)
  public init?(exactly value: UInt32) {
    guard value < Self.modulus else { return nil }
    self.init(wrapped: value)
  }

  /// Any 32-bit value, taken modulo p without a division.
  @inlinable @inline(__always)
  public init(wrapped value: UInt32) {
    self = Self.reduced(UInt64(value) &* Self.radixSquared)
  }

  /// The value, in 0..<p.
  @inlinable @inline(__always)
  public var canonical: UInt32 { Self.reduced(UInt64(montgomeryForm)).montgomeryForm }

  public var description: String { String(canonical) }

  /// product · 2^−32 mod p, for product < p · 2^32.
  ///
  /// q · p agrees with the product modulo 2^32, so the difference of the high words is exact and lies
  /// strictly between −p and p.
  @inlinable @inline(__always)
  static func reduced(_ product: UInt64) -> KoalaBear {
    let q = UInt32(truncatingIfNeeded: product) &* modulusInverse
    let qp = UInt64(q) &* UInt64(modulus)
    let high = UInt32(truncatingIfNeeded: product &>> 32)
    return wrappingNegative(high &- UInt32(truncatingIfNeeded: qp &>> 32))
  }

  /// Adds p to a difference in −p..<p (two's complement) when it is negative.
  @inlinable @inline(__always)
  static func wrappingNegative(_ difference: UInt32) -> KoalaBear {
    let mask = UInt32(bitPattern: Int32(bitPattern: difference) &>> 31)
    return KoalaBear(montgomeryForm: difference &+ (modulus & mask))
  }

  @inlinable @inline(__always)
  public static func + (a: KoalaBear, b: KoalaBear) -> KoalaBear {
    wrappingNegative(a.montgomeryForm &+ b.montgomeryForm &- modulus)
  }

  @inlinable @inline(__always)
  public static func - (a: KoalaBear, b: KoalaBear) -> KoalaBear {
    wrappingNegative(a.montgomeryForm &- b.montgomeryForm)
  }

  @inlinable @inline(__always)
  public static prefix func - (a: KoalaBear) -> KoalaBear {
    wrappingNegative(0 &- a.montgomeryForm)
  }

  @inlinable @inline(__always)
  public static func * (a: KoalaBear, b: KoalaBear) -> KoalaBear {
    reduced(UInt64(a.montgomeryForm) &* UInt64(b.montgomeryForm))
  }

  @inlinable @inline(__always)
  public var squared: KoalaBear { self * self }

  @inlinable @inline(__always)
  public var cubed: KoalaBear { self * self * self }
}

extension KoalaBear {
  /// By Fermat: p − 2 is, in binary, six ones, a zero and 24 ones.
  @inlinable
  public func inverse() -> KoalaBear {
    func squarings(_ x: KoalaBear, _ times: Int) -> KoalaBear {
      var x = x
      for _ in 0..<times { x = x.squared }
      return x
    }
    let ones2 = squared * self
    let ones3 = ones2.squared * self
    let ones6 = squarings(ones3, 3) * ones3
    let ones12 = squarings(ones6, 6) * ones6
    let ones24 = squarings(ones12, 12) * ones12
    return squarings(ones6, 25) * ones24
  }

  @inlinable @inline(__always)
  public static var byteCount: Int { 4 }

  @inlinable @inline(__always)
  public func writeCanonical(to destination: UnsafeMutableRawPointer) {
    destination.storeBytes(of: canonical.littleEndian, as: UInt32.self)
  }

  @inlinable @inline(__always)
  public init?(canonical source: UnsafeRawPointer) {
    self.init(exactly: UInt32(littleEndian: source.loadUnaligned(as: UInt32.self)))
  }

  @inlinable
  public static func random<S: RandomByteSource>(from source: inout S) -> KoalaBear {
    while true {
      var word: UInt32 = 0
      withUnsafeMutableBytes(of: &word) { source.fill($0) }
      if let element = KoalaBear(exactly: UInt32(littleEndian: word) & 0x7fff_ffff) { return element }
    }
  }

  /// Consumes the source as `random(from:)` called once an element would, in few large reads.
  @inlinable
  public static func fillRandom<S: RandomByteSource>(
    _ buffer: UnsafeMutableBufferPointer<KoalaBear>, from source: inout S
  ) {
    // Words land in the free tail of the buffer itself; accepted ones move down to its front.
    var accepted = 0
    while accepted < buffer.count {
      let tail = UnsafeMutableBufferPointer(rebasing: buffer[accepted...])
      source.fill(UnsafeMutableRawBufferPointer(tail))
      let words = UnsafeRawBufferPointer(tail)
      for index in 0..<tail.count {
        let word = UInt32(littleEndian: words.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
        guard let element = KoalaBear(exactly: word & 0x7fff_ffff) else { continue }
        buffer[accepted] = element
        accepted &+= 1
      }
    }
  }

  @inlinable @inline(__always)
  public static var twoAdicity: Int { 24 }

  @inlinable @inline(__always)
  public static var multiplicativeGenerator: KoalaBear { KoalaBear(3) }

  @inlinable
  public static func rootOfUnity(log2Order: Int) -> KoalaBear {
    precondition((0...twoAdicity).contains(log2Order), "KoalaBear has roots of unity of order 2^0 to 2^24")
    return multiplicativeGenerator.power(UInt64(modulus - 1) >> UInt64(log2Order))
  }
}
