import FiniteFields

/// Appends canonical encodings to a byte array. Integers are little-endian.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  public mutating func append(byte: UInt8) { bytes.append(byte) }

  public mutating func append(uint32 value: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  public mutating func append(uint64 value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// `F.byteCount` bytes.
  @inlinable
  public mutating func append<F: FiniteField>(element: F) { append(elements: CollectionOfOne(element)) }

  @inlinable
  public mutating func append<F: FiniteField>(elements: some Collection<F>) {
    append(encode(elements))
  }
}

/// Concatenated canonical encodings of `elements`.
@inlinable
public func encode<F: FiniteField>(_ elements: some Collection<F>) -> [UInt8] {
  let count = elements.count * F.byteCount
  // All empty arrays share one place in memory, which this initialiser would write to.
  guard count > 0 else { return [] }
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress {
      var offset = 0
      for element in elements {
        element.writeCanonical(to: UnsafeMutableRawPointer(base + offset))
        offset += F.byteCount
      }
    }
    initialized = count
  }
}

/// Reads canonical encodings. Total: every method either returns what it read or throws a `ProofError`.
public struct ByteReader: Sendable {
  public let bytes: [UInt8]
  public private(set) var position = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var remaining: Int { bytes.count - position }

  /// The next `count` bytes; the length is checked before anything is allocated.
  public mutating func take(_ count: Int, _ section: String) throws(ProofError) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw .truncated(section: section) }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  public mutating func byte(_ section: String) throws(ProofError) -> UInt8 { try take(1, section)[0] }

  public mutating func uint32(_ section: String) throws(ProofError) -> UInt32 {
    try take(4, section).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  public mutating func uint64(_ section: String) throws(ProofError) -> UInt64 {
    try take(8, section).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  @inlinable
  public mutating func element<F: FiniteField>(_ section: String) throws(ProofError) -> F {
    try elements(1, section)[0]
  }

  /// `count` field elements, each of which must be canonical.
  @inlinable
  public mutating func elements<F: FiniteField>(_ count: Int, _ section: String) throws(ProofError) -> [F] {
    guard count >= 0, count <= remaining / F.byteCount else { throw .truncated(section: section) }
    let raw = try take(count * F.byteCount, section)
    var result: [F] = []
    result.reserveCapacity(count)
    let canonical = raw.withUnsafeBytes { buffer -> Bool in
      guard let base = buffer.baseAddress else { return count == 0 }
      for index in 0..<count {
        guard let element = F(canonical: base + index * F.byteCount) else { return false }
        result.append(element)
      }
      return true
    }
    guard canonical else { throw .nonCanonical(section: section) }
    return result
  }

  /// Unread bytes are an error: a proof has exactly one encoding of its length.
  public func finish() throws(ProofError) {
    guard remaining == 0 else { throw .trailingBytes(count: remaining) }
  }
}
