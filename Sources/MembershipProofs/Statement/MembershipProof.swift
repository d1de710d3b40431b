import ProofSystem

/// A membership statement with its argument: one file.
public struct MembershipProof: Hashable, Sendable {
  public let statement: MembershipStatement
  /// The argument of `Argument.prove`.
  public let bytes: [UInt8]

  public init(statement: MembershipStatement, bytes: [UInt8]) {
    self.statement = statement
    self.bytes = bytes
  }

  /// Header ‖ statement ‖ argument.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    ProofHeader(kind: .membership).write(to: &writer)
    writer.append(statement.encoded())
    writer.append(bytes)
    return writer.bytes
  }

  /// Reads header and statement; the argument itself is read by the verifier, which knows its shape.
  public init(encoded: [UInt8]) throws(ProofError) {
    guard encoded.count <= ProofHeader.maximumFileByteCount else {
      throw .trailingBytes(count: encoded.count - ProofHeader.maximumFileByteCount)
    }
    var reader = ByteReader(encoded)
    try ProofHeader.expect(.membership, in: &reader)
    statement = try MembershipStatement(
      encoded: try reader.take(MembershipStatement.encodedByteCount, "membership statement"))
    bytes = try reader.take(reader.remaining, "argument")
  }
}
