/// The scalar field of the curve BN254, of order
/// r = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001.
///
/// Held in Montgomery form, value · 2^256 mod r, always smaller than r, least significant limb first.
@frozen
public struct BN254Scalar: PrimeField {
  @usableFromInline let limb0: UInt64
  @usableFromInline let limb1: UInt64
  @usableFromInline let limb2: UInt64
  @usableFromInline let limb3: UInt64

  @inlinable @inline(__always) static var modulus0: UInt64 { 0x43e1_f593_f000_0001 }
  @inlinable @inline(__always) static var modulus1: UInt64 { 0x2833_e848_79b9_7091 }
  @inlinable @inline(__always) static var modulus2: UInt64 { 0xb850_45b6_8181_585d }
  @inlinable @inline(__always) static var modulus3: UInt64 { 0x3064_4e72_e131_a029 }

  /// −r^−1 mod 2^64
  @inlinable @inline(__always)
  static var negatedModulusInverse: UInt64 { 0xc2e1_f593_efff_ffff }

  @inlinable @inline(__always)
  init(limbs limb0: UInt64, _ limb1: UInt64, _ limb2: UInt64, _ limb3: UInt64) {
    self.limb0 = limb0
    self.limb1 = limb1
    self.limb2 = limb2
    self.limb3 = limb3
  }

  @inlinable @inline(__always)
  public static var zero: BN254Scalar { BN254Scalar(limbs: 0, 0, 0, 0) }

  /// 2^256 mod r
  @inlinable @inline(__always)
  public static var one: BN254Scalar {
    BN254Scalar(
      limbs: 0xac96_341c_4fff_fffb, 0x36fc_7695_9f60_cd29, 0x666e_a36f_7879_462e, 0x0e0a_77c1_9a07_df2f)
  }

  /// 2^512 mod r, whose product with a plain integer is that integer's Montgomery form.
  @inlinable @inline(__always)
  static var radixSquared: BN254Scalar {
    BN254Scalar(
      limbs: 0x1bb8_e645_ae21_6da7, 0x53fe_3ab1_e35c_59e3, 0x8c49_833d_53bb_8085, 0x0216_d0b1_7f4e_44a5)
  }

  @inlinable @inline(__always)
  public static var orderBits: Double { 253.59669135500215 }

  @inlinable @inline(__always)
  public init(_ value: UInt64) {
    self = BN254Scalar(limbs: value, 0, 0, 0) * Self.radixSquared
  }

  @inlinable
  public init(_ value: Int) {
    let magnitude = BN254Scalar(UInt64(value.magnitude))
    self = value < 0 ? -magnitude : magnitude
  }

  /// The limbs of the value itself, by multiplication with 2^−256.
  @inlinable @inline(__always)
  var canonicalLimbs: BN254Scalar { self * BN254Scalar(limbs: 1, 0, 0, 0) }
}

extension BN254Scalar {
  /// a · b + c + d, which never exceeds 128 bits.
  @inlinable @inline(__always)
  static func multiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64
  ) -> (high: UInt64, low: UInt64) {
    let sum =
      UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
      &+ UInt128(truncatingIfNeeded: c) &+ UInt128(truncatingIfNeeded: d)
    return (UInt64(truncatingIfNeeded: sum &>> 64), UInt64(truncatingIfNeeded: sum))
  }

  @inlinable @inline(__always)
  static func addCarry(_ a: UInt64, _ b: UInt64, _ carry: UInt64) -> (sum: UInt64, carry: UInt64) {
    let sum =
      UInt128(truncatingIfNeeded: a) &+ UInt128(truncatingIfNeeded: b)
      &+ UInt128(truncatingIfNeeded: carry)
    return (UInt64(truncatingIfNeeded: sum), UInt64(truncatingIfNeeded: sum &>> 64))
  }

  /// a − b − borrow; the new borrow is 0 or 1.
  @inlinable @inline(__always)
  static func subtractBorrow(
    _ a: UInt64, _ b: UInt64, _ borrow: UInt64
  ) -> (difference: UInt64, borrow: UInt64) {
    let difference =
      UInt128(truncatingIfNeeded: a) &- UInt128(truncatingIfNeeded: b)
      &- UInt128(truncatingIfNeeded: borrow)
    return (UInt64(truncatingIfNeeded: difference), UInt64(truncatingIfNeeded: difference &>> 64) & 1)
  }

  /// An integer below 2r brought below r.
  @inlinable @inline(__always)
  static func reducedOnce(_ t0: UInt64, _ t1: UInt64, _ t2: UInt64, _ t3: UInt64) -> BN254Scalar {
    let d0 = subtractBorrow(t0, modulus0, 0)
    let d1 = subtractBorrow(t1, modulus1, d0.borrow)
    let d2 = subtractBorrow(t2, modulus2, d1.borrow)
    let d3 = subtractBorrow(t3, modulus3, d2.borrow)
    // All ones when the integer was already smaller than r.
    let keep = 0 &- d3.borrow
    return BN254Scalar(
      limbs: d0.difference ^ (keep & (d0.difference ^ t0)), d1.difference ^ (keep & (d1.difference ^ t1)),
      d2.difference ^ (keep & (d2.difference ^ t2)), d3.difference ^ (keep & (d3.difference ^ t3)))
  }

  @inlinable @inline(__always)
  public static func + (a: BN254Scalar, b: BN254Scalar) -> BN254Scalar {
    // 2r < 2^255, so the last carry is zero.
    let s0 = addCarry(a.limb0, b.limb0, 0)
    let s1 = addCarry(a.limb1, b.limb1, s0.carry)
    let s2 = addCarry(a.limb2, b.limb2, s1.carry)
    let s3 = addCarry(a.limb3, b.limb3, s2.carry)
    return reducedOnce(s0.sum, s1.sum, s2.sum, s3.sum)
  }

  @inlinable @inline(__always)
  public static func - (a: BN254Scalar, b: BN254Scalar) -> BN254Scalar {
    let d0 = subtractBorrow(a.limb0, b.limb0, 0)
    let d1 = subtractBorrow(a.limb1, b.limb1, d0.borrow)
    let d2 = subtractBorrow(a.limb2, b.limb2, d1.borrow)
    let d3 = subtractBorrow(a.limb3, b.limb3, d2.borrow)
    let mask = 0 &- d3.borrow
    let s0 = addCarry(d0.difference, modulus0 & mask, 0)
    let s1 = addCarry(d1.difference, modulus1 & mask, s0.carry)
    let s2 = addCarry(d2.difference, modulus2 & mask, s1.carry)
    let s3 = addCarry(d3.difference, modulus3 & mask, s2.carry)
    return BN254Scalar(limbs: s0.sum, s1.sum, s2.sum, s3.sum)
  }

  @inlinable @inline(__always)
  public static prefix func - (a: BN254Scalar) -> BN254Scalar { zero - a }

  /// One step of the coarsely integrated operand scanning: (t + a · b) · 2^−64 modulo r.
  ///
  /// With t < 2r and r < 2^254 the result is again below 2r, so four limbs are enough throughout.
  @inlinable @inline(__always)
  static func scan(_ t: BN254Scalar, _ a: BN254Scalar, _ b: UInt64) -> BN254Scalar {
    let p0 = multiplyAdd(a.limb0, b, t.limb0, 0)
    let q = p0.low &* negatedModulusInverse
    let m0 = multiplyAdd(q, modulus0, p0.low, 0)
    let p1 = multiplyAdd(a.limb1, b, t.limb1, p0.high)
    let m1 = multiplyAdd(q, modulus1, p1.low, m0.high)
    let p2 = multiplyAdd(a.limb2, b, t.limb2, p1.high)
    let m2 = multiplyAdd(q, modulus2, p2.low, m1.high)
    let p3 = multiplyAdd(a.limb3, b, t.limb3, p2.high)
    let m3 = multiplyAdd(q, modulus3, p3.low, m2.high)
    return BN254Scalar(limbs: m1.low, m2.low, m3.low, p3.high &+ m3.high)
  }

  /// Montgomery product. Either operand may be any integer below 2^256 in limbs as long as the other one is
  /// smaller than r.
  @inlinable @inline(__always)
  public static func * (a: BN254Scalar, b: BN254Scalar) -> BN254Scalar {
    let t0 = scan(zero, a, b.limb0)
    let t1 = scan(t0, a, b.limb1)
    let t2 = scan(t1, a, b.limb2)
    let t3 = scan(t2, a, b.limb3)
    return reducedOnce(t3.limb0, t3.limb1, t3.limb2, t3.limb3)
  }

  @inlinable @inline(__always)
  public var squared: BN254Scalar { self * self }

  /// By Fermat, with a table for four bits of the public exponent r − 2 at a time: constant time.
  public func inverse() -> BN254Scalar {
    var powers = [BN254Scalar.one]
    powers.reserveCapacity(16)
    for index in 1..<16 { powers.append(powers[index - 1] * self) }
    var result = BN254Scalar.one
    for word in [Self.modulus3, Self.modulus2, Self.modulus1, Self.modulus0 - 2] {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        result = result.squared.squared.squared.squared
        result *= powers[Int((word >> shift) & 15)]
      }
    }
    return result
  }

  @inlinable @inline(__always)
  public static var twoAdicity: Int { 28 }

  @inlinable @inline(__always)
  public static var multiplicativeGenerator: BN254Scalar { BN254Scalar(5) }

  @inlinable
  public static func rootOfUnity(log2Order: Int) -> BN254Scalar {
    precondition((0...twoAdicity).contains(log2Order), "BN254 has roots of unity of order 2^0 to 2^28")
    // 5^((r − 1) / 2^28) in Montgomery form
    var root = BN254Scalar(
      limbs: 0x636e_7355_80d1_3d9c, 0xa22b_f374_2445_ffd6, 0x5645_2ac0_1eb2_03d8, 0x1860_ef94_2963_f9e7)
    for _ in log2Order..<twoAdicity { root = root.squared }
    return root
  }
}
