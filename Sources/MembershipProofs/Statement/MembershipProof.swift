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
    ProofHeader.file(.membership, statement: statement.encoded(), argument: bytes)
  }

  /// Reads header and statement; the argument itself is read by the verifier, which knows its shape.
  public init(encoded: [UInt8]) throws(ProofError) {
    let parts = try ProofHeader.open(
      encoded, expecting: .membership, statementByteCount: MembershipStatement.encodedByteCount)
    statement = try MembershipStatement(encoded: parts.statement)
    bytes = parts.argument
  }
}
