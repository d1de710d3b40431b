extension BN254Scalar {
  /// a · x + b · y with one Montgomery reduction for both products.
  @inlinable @inline(__always)
  public static func dot(_ a: BN254Scalar, _ x: BN254Scalar, _ b: BN254Scalar, _ y: BN254Scalar)
    -> BN254Scalar
  {
    dot(a, x, b, y, zero, zero)
  }

  /// a · x + b · y + c · z with one Montgomery reduction for the three products.
  @inlinable @inline(__always)
  public static func dot(
    _ a: BN254Scalar, _ x: BN254Scalar, _ b: BN254Scalar, _ y: BN254Scalar, _ c: BN254Scalar, _ z: BN254Scalar
  ) -> BN254Scalar {
    var t = zero
    t = scan(t, a, x.limb0, b, y.limb0, c, z.limb0)
    t = scan(t, a, x.limb1, b, y.limb1, c, z.limb1)
    t = scan(t, a, x.limb2, b, y.limb2, c, z.limb2)
    t = scan(t, a, x.limb3, b, y.limb3, c, z.limb3)
    return reducedTwice(t)
  }

  /// (t + a · x + b · y + c · z) · 2^−64 modulo r, for single words x, y and z.
  ///
  /// With t < 4r the sum is below 4r + 3 · 2^64 · r and fits five limbs (3r < 2^256); the multiple of r that clears
  /// the lowest limb is below 2^64 · r, so the total is below 2^320 and the result below 4r < 2^256 again.
  @inlinable @inline(__always)
  static func scan(
    _ t: BN254Scalar, _ a: BN254Scalar, _ x: UInt64, _ b: BN254Scalar, _ y: UInt64, _ c: BN254Scalar,
    _ z: UInt64
  ) -> BN254Scalar {
    let p = addProduct(t, 0, a, x)
    let q = addProduct(p.low, p.high, b, y)
    let s = addProduct(q.low, q.high, c, z)
    let multiple = s.low.limb0 &* negatedModulusInverse
    let m0 = multiplyAdd(multiple, modulus0, s.low.limb0, 0)
    let m1 = multiplyAdd(multiple, modulus1, s.low.limb1, m0.high)
    let m2 = multiplyAdd(multiple, modulus2, s.low.limb2, m1.high)
    let m3 = multiplyAdd(multiple, modulus3, s.low.limb3, m2.high)
    return BN254Scalar(limbs: m1.low, m2.low, m3.low, s.high &+ m3.high)
  }

  /// A five-limb sum plus a · x.
  @inlinable @inline(__always)
  static func addProduct(
    _ low: BN254Scalar, _ high: UInt64, _ a: BN254Scalar, _ x: UInt64
  ) -> (low: BN254Scalar, high: UInt64) {
    let p0 = multiplyAdd(a.limb0, x, low.limb0, 0)
    let p1 = multiplyAdd(a.limb1, x, low.limb1, p0.high)
    let p2 = multiplyAdd(a.limb2, x, low.limb2, p1.high)
    let p3 = multiplyAdd(a.limb3, x, low.limb3, p2.high)
    return (BN254Scalar(limbs: p0.low, p1.low, p2.low, p3.low), high &+ p3.high)
  }

  /// An integer below 4r brought below r.
  @inlinable @inline(__always)
  static func reducedTwice(_ t: BN254Scalar) -> BN254Scalar {
    // 2r
    let d0 = subtractBorrow(t.limb0, 0x87c3_eb27_e000_0002, 0)
    let d1 = subtractBorrow(t.limb1, 0x5067_d090_f372_e122, d0.borrow)
    let d2 = subtractBorrow(t.limb2, 0x70a0_8b6d_0302_b0ba, d1.borrow)
    let d3 = subtractBorrow(t.limb3, 0x60c8_9ce5_c263_4053, d2.borrow)
    let keep = 0 &- d3.borrow
    return reducedOnce(
      d0.difference ^ (keep & (d0.difference ^ t.limb0)), d1.difference ^ (keep & (d1.difference ^ t.limb1)),
      d2.difference ^ (keep & (d2.difference ^ t.limb2)), d3.difference ^ (keep & (d3.difference ^ t.limb3)))
  }
}
