/// A source of uniform bytes: transcripts and random streams conform.
public protocol RandomByteSource {
  /// Overwrites the whole buffer with fresh uniform bytes.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer)
}

/// A finite field whose elements have exactly one representation, so `==` compares values.
///
/// Arithmetic is constant time unless a member says otherwise.
public protocol FiniteField: BitwiseCopyable, Hashable, Sendable, CustomStringConvertible {
  static var zero: Self { get }
  static var one: Self { get }
  /// log2 of the number of elements.
  static var orderBits: Double { get }

  /// The integer reduced modulo the characteristic (negative values too). Not constant time.
  init(_ value: Int)
  /// The integer reduced modulo the characteristic. Not constant time.
  init(_ value: UInt64)

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  static func += (a: inout Self, b: Self)
  static func -= (a: inout Self, b: Self)
  static func *= (a: inout Self, b: Self)
  var squared: Self { get }
  var doubled: Self { get }
  /// The element to a public exponent; the time depends on the exponent.
  func power(_ exponent: UInt64) -> Self
  /// The multiplicative inverse; zero for zero.
  func inverse() -> Self

  /// Length of the canonical encoding: the coefficients in order, each a little-endian integer
  /// smaller than the characteristic.
  static var byteCount: Int { get }
  /// Writes `byteCount` bytes; the pointer needs no alignment.
  func writeCanonical(to destination: UnsafeMutableRawPointer)
  /// Reads `byteCount` bytes; nil unless every coefficient is smaller than the characteristic.
  init?(canonical source: UnsafeRawPointer)

  /// An exactly uniform element, by rejection. Every attempt for a coefficient reads the bytes of its encoding,
  /// clears the bits above the characteristic's length and accepts values below the characteristic.
  static func random<S: RandomByteSource>(from source: inout S) -> Self
}

extension FiniteField {
  @inlinable @inline(__always)
  public static func += (a: inout Self, b: Self) { a = a + b }

  @inlinable @inline(__always)
  public static func -= (a: inout Self, b: Self) { a = a - b }

  @inlinable @inline(__always)
  public static func *= (a: inout Self, b: Self) { a = a * b }

  @inlinable @inline(__always)
  public var doubled: Self { self + self }

  @inlinable
  public func power(_ exponent: UInt64) -> Self {
    var result = Self.one
    var bit = 64 - exponent.leadingZeroBitCount
    while bit > 0 {
      bit -= 1
      result = result.squared
      if (exponent >> UInt64(bit)) & 1 == 1 { result *= self }
    }
    return result
  }

  /// The canonical encoding as an array of `byteCount` bytes.
  @inlinable
  public var canonicalBytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      if let base = buffer.baseAddress { writeCanonical(to: UnsafeMutableRawPointer(base)) }
      count = Self.byteCount
    }
  }

  /// Decodes exactly `byteCount` bytes; nil for any other length or a coefficient out of range.
  @inlinable
  public init?(canonicalBytes bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    let decoded = Array(bytes).withUnsafeBytes { buffer in
      buffer.baseAddress.flatMap { Self(canonical: $0) }
    }
    guard let decoded else { return nil }
    self = decoded
  }

  /// `count` independent uniform elements.
  @inlinable
  public static func random<S: RandomByteSource>(count: Int, from source: inout S) -> [Self] {
    // All empty arrays share one place in memory, which this initialiser would write to.
    guard count > 0 else { return [] }
    return [Self](unsafeUninitializedCapacity: count) { buffer, initialized in
      fillRandom(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: &source)
      initialized = count
    }
  }

  /// Overwrites the buffer with independent uniform elements.
  @inlinable
  public static func fillRandom<S: RandomByteSource>(
    _ buffer: UnsafeMutableBufferPointer<Self>, from source: inout S
  ) {
    for index in 0..<buffer.count {
      buffer.initializeElement(at: index, to: random(from: &source))
    }
  }
}
