/// The extension KoalaBear[X] / (X^5 + X^2 − 1), of 2^154.9 elements: the challenge field of inference proofs.
///
/// From X^5 = 1 − X^2 follow X^6 = X − X^3, X^7 = X^2 − X^4 and X^8 = X^2 + X^3 − 1.
@frozen
public struct KoalaBearQuintic: ExtensionField {
  public typealias Base = KoalaBear

  public var c0: KoalaBear
  public var c1: KoalaBear
  public var c2: KoalaBear
  public var c3: KoalaBear
  public var c4: KoalaBear

  @inlinable @inline(__always)
  public init(_ c0: KoalaBear, _ c1: KoalaBear, _ c2: KoalaBear, _ c3: KoalaBear, _ c4: KoalaBear) {
    self.c0 = c0
    self.c1 = c1
    self.c2 = c2
    self.c3 = c3
    self.c4 = c4
  }

  @inlinable @inline(__always)
  public init(base: KoalaBear) { self.init(base, .zero, .zero, .zero, .zero) }

  @inlinable @inline(__always)
  public init(_ value: Int) { self.init(base: KoalaBear(value)) }

  @inlinable @inline(__always)
  public init(_ value: UInt64) { self.init(base: KoalaBear(value)) }

  @inlinable @inline(__always)
  public static var degree: Int { 5 }

  @inlinable @inline(__always)
  public static var orderBits: Double { 154.9434234372463 }

  @inlinable @inline(__always)
  public static var zero: KoalaBearQuintic { KoalaBearQuintic(base: .zero) }

  @inlinable @inline(__always)
  public static var one: KoalaBearQuintic { KoalaBearQuintic(base: .one) }

  public var description: String { "(\(c0), \(c1), \(c2), \(c3), \(c4))" }

  @inlinable @inline(__always)
  public func coefficient(_ index: Int) -> KoalaBear {
    switch index {
    case 0: c0
    case 1: c1
    case 2: c2
    case 3: c3
    default: c4
    }
  }

  @inlinable
  public init?(coefficients: [KoalaBear]) {
    guard coefficients.count == 5 else { return nil }
    self.init(coefficients[0], coefficients[1], coefficients[2], coefficients[3], coefficients[4])
  }
}

extension KoalaBearQuintic {
  @inlinable @inline(__always)
  public static func + (a: KoalaBearQuintic, b: KoalaBearQuintic) -> KoalaBearQuintic {
    KoalaBearQuintic(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2, a.c3 + b.c3, a.c4 + b.c4)
  }

  @inlinable @inline(__always)
  public static func - (a: KoalaBearQuintic, b: KoalaBearQuintic) -> KoalaBearQuintic {
    KoalaBearQuintic(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2, a.c3 - b.c3, a.c4 - b.c4)
  }

  @inlinable @inline(__always)
  public static prefix func - (a: KoalaBearQuintic) -> KoalaBearQuintic {
    KoalaBearQuintic(-a.c0, -a.c1, -a.c2, -a.c3, -a.c4)
  }

  @inlinable @inline(__always)
  public func scaled(by factor: KoalaBear) -> KoalaBearQuintic {
    KoalaBearQuintic(c0 * factor, c1 * factor, c2 * factor, c3 * factor, c4 * factor)
  }

  @inlinable @inline(__always)
  public func adding(base: KoalaBear) -> KoalaBearQuintic {
    KoalaBearQuintic(c0 + base, c1, c2, c3, c4)
  }

  @inlinable @inline(__always)
  public mutating func addProduct(_ a: KoalaBearQuintic, base b: KoalaBear) { self += a.scaled(by: b) }

  @inlinable @inline(__always)
  public mutating func addProduct(_ a: KoalaBearQuintic, _ b: KoalaBearQuintic) { self += a * b }

  /// The product of two Montgomery forms, below p².
  @inlinable @inline(__always)
  static func wide(_ a: KoalaBear, _ b: KoalaBear) -> UInt64 {
    UInt64(a.montgomeryForm) &* UInt64(b.montgomeryForm)
  }

  /// Brings a sum below 2p · 2^32 under p · 2^32. Four products qualify (4p² < 2p · 2^32 < 2^64), and so does a
  /// folded value plus one or two products. The difference fits a signed word because p · 2^32 < 2^63.
  @inlinable @inline(__always)
  static func folded(_ sum: UInt64) -> UInt64 {
    let limit = UInt64(KoalaBear.modulus) &<< 32
    let difference = sum &- limit
    return difference &+ (limit & UInt64(bitPattern: Int64(bitPattern: difference) &>> 63))
  }

  @inlinable @inline(__always)
  static func sum(_ p0: UInt64, _ p1: UInt64, _ p2: UInt64, _ p3: UInt64, _ p4: UInt64) -> KoalaBear {
    KoalaBear.reduced(folded(folded(p0 &+ p1 &+ p2 &+ p3) &+ p4))
  }

  /// Schoolbook with the reduction folded into four differences of b: 25 products, five reductions.
  @inlinable @inline(__always)
  public static func * (a: KoalaBearQuintic, b: KoalaBearQuintic) -> KoalaBearQuintic {
    let b14 = b.c1 - b.c4
    let b03 = b.c0 - b.c3
    let b42 = b.c4 - b.c2
    let b314 = b.c3 - b14
    return KoalaBearQuintic(
      sum(wide(a.c0, b.c0), wide(a.c1, b.c4), wide(a.c2, b.c3), wide(a.c3, b.c2), wide(a.c4, b14)),
      sum(wide(a.c0, b.c1), wide(a.c1, b.c0), wide(a.c2, b.c4), wide(a.c3, b.c3), wide(a.c4, b.c2)),
      sum(wide(a.c0, b.c2), wide(a.c1, b14), wide(a.c2, b03), wide(a.c3, b42), wide(a.c4, b314)),
      sum(wide(a.c0, b.c3), wide(a.c1, b.c2), wide(a.c2, b14), wide(a.c3, b03), wide(a.c4, b42)),
      sum(wide(a.c0, b.c4), wide(a.c1, b.c3), wide(a.c2, b.c2), wide(a.c3, b14), wide(a.c4, b03)))
  }

  /// 17 products; no sum has more than four.
  @inlinable @inline(__always)
  public var squared: KoalaBearQuintic {
    let double1 = c1.doubled
    let double2 = c2.doubled
    let double03 = (c0 - c3).doubled
    let square4 = Self.wide(c4, c4)
    let s0 = Self.wide(c0, c0) &+ Self.wide(double1, c4) &+ Self.wide(double2, c3) &+ Self.wide(c4, -c4)
    let s1 = Self.wide(c0, double1) &+ Self.wide(double2, c4) &+ Self.wide(c3, c3)
    let s2 = Self.wide(c2, double03) &+ Self.wide(c1, c1) &+ Self.wide(double1, -c4)
    let s3 = Self.wide(c3, c0.doubled - c3) &+ Self.wide(double2, c1 - c4) &+ square4
    let s4 = Self.wide(c4, double03) &+ Self.wide(double1, c3) &+ Self.wide(c2, c2)
    return KoalaBearQuintic(
      KoalaBear.reduced(Self.folded(s0)), KoalaBear.reduced(Self.folded(s1)),
      KoalaBear.reduced(Self.folded(s2 &+ Self.wide(c4, c3.doubled + c4))),
      KoalaBear.reduced(Self.folded(s3)), KoalaBear.reduced(Self.folded(s4)))
  }
}

extension KoalaBearQuintic {
  @inlinable @inline(__always)
  public static var byteCount: Int { 20 }

  @inlinable @inline(__always)
  public func writeCanonical(to destination: UnsafeMutableRawPointer) {
    c0.writeCanonical(to: destination)
    c1.writeCanonical(to: destination + 4)
    c2.writeCanonical(to: destination + 8)
    c3.writeCanonical(to: destination + 12)
    c4.writeCanonical(to: destination + 16)
  }

  @inlinable @inline(__always)
  public init?(canonical source: UnsafeRawPointer) {
    guard let c0 = KoalaBear(canonical: source), let c1 = KoalaBear(canonical: source + 4),
      let c2 = KoalaBear(canonical: source + 8), let c3 = KoalaBear(canonical: source + 12),
      let c4 = KoalaBear(canonical: source + 16)
    else { return nil }
    self.init(c0, c1, c2, c3, c4)
  }

  @inlinable
  public static func random<S: RandomByteSource>(from source: inout S) -> KoalaBearQuintic {
    // Read one after the other so that the order of the coefficients is fixed.
    let c0 = KoalaBear.random(from: &source)
    let c1 = KoalaBear.random(from: &source)
    let c2 = KoalaBear.random(from: &source)
    let c3 = KoalaBear.random(from: &source)
    let c4 = KoalaBear.random(from: &source)
    return KoalaBearQuintic(c0, c1, c2, c3, c4)
  }

  /// Consumes the source as `random(from:)` called once an element would, in few large reads.
  @inlinable
  public static func fillRandom<S: RandomByteSource>(
    _ buffer: UnsafeMutableBufferPointer<KoalaBearQuintic>, from source: inout S
  ) {
    // The layout is that of five coefficients in a row.
    UnsafeMutableRawBufferPointer(buffer).withMemoryRebound(to: KoalaBear.self) {
      KoalaBear.fillRandom($0, from: &source)
    }
  }
}
