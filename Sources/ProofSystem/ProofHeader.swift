/// The first bytes of every proof file: magic, protocol version, kind of statement.
public struct ProofHeader: Hashable, Sendable {
  public enum Kind: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    case inference = 1
    case membership = 2
    /// An inference of any network. The numbers are such that no flipped bit makes one kind of another.
    case network = 4

    public var description: String {
      switch self {
      case .inference: "inference"
      case .membership: "membership"
      case .network: "network"
      }
    }
  }

  private static let magic = Array("WORLDIDP".utf8)
  /// Larger files are refused before they are parsed.
  public static let maximumFileByteCount = 1 << 22

  public let kind: Kind

  public init(kind: Kind) { self.kind = kind }

  public func write(to writer: inout ByteWriter) {
    writer.append(Self.magic)
    writer.append(uint32: UInt32(protocolVersion))
    writer.append(byte: kind.rawValue)
  }

  public init(from reader: inout ByteReader) throws(ProofError) {
    guard reader.remaining >= Self.magic.count, try reader.take(Self.magic.count, "header") == Self.magic
    else {
      throw .notAProof
    }
    let version = try reader.uint32("header")
    guard version == UInt32(protocolVersion) else {
      throw .unsupportedVersion(found: Int(version), supported: protocolVersion)
    }
    guard let kind = Kind(rawValue: try reader.byte("header")) else {
      throw .invalidField(name: "kind", reason: "unknown kind of proof")
    }
    self.kind = kind
  }

  /// A proof file: header ‖ statement ‖ argument.
  public static func file(_ kind: Kind, statement: [UInt8], argument: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    ProofHeader(kind: kind).write(to: &writer)
    writer.append(statement)
    writer.append(argument)
    return writer.bytes
  }

  /// Splits a proof file of one kind; any other kind is refused. The argument is read by a verifier, which knows its shape.
  public static func open(
    _ file: [UInt8], expecting expected: Kind, statementByteCount: Int
  ) throws(ProofError) -> (statement: [UInt8], argument: [UInt8]) {
    guard file.count <= maximumFileByteCount else {
      throw .trailingBytes(count: file.count - maximumFileByteCount)
    }
    var reader = ByteReader(file)
    let header = try ProofHeader(from: &reader)
    guard header.kind == expected else {
      throw .wrongKind(found: "\(header.kind)", expected: "\(expected)")
    }
    let statement = try reader.take(statementByteCount, "\(expected) statement")
    return (statement, try reader.take(reader.remaining, "argument"))
  }
}
