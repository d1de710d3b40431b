/// Builds the byte strings that are authenticated: little-endian integers, length-prefixed fields.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(raw field: some Sequence<UInt8>) {
    bytes.append(contentsOf: field)
  }

  mutating func append(prefixed field: some Collection<UInt8>) {
    append(UInt64(field.count))
    bytes.append(contentsOf: field)
  }
}

/// Reads what `ByteWriter` wrote; every read beyond the end gives nil.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func read(count: Int) -> [UInt8]? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func read<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number? {
    guard let bytes = read(count: MemoryLayout<Number>.size) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  var isAtEnd: Bool { rest.isEmpty }
}
