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
