import Crypto
import FiniteFields
import ProofSystem

/// Which eye was scanned.
public enum EyeSide: UInt8, Codable, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case left = 0
  case right = 1

  public init?(name: String) {
    guard let side = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = side
  }

  public var description: String { self == .left ? "left" : "right" }
}

/// What an inference proof shows: the committed code is model(the committed scan).
public struct InferenceStatement: Hashable, Sendable {
  /// SHA-256 of the network's canonical encoding, 32 bytes.
  public let modelID: [UInt8]
  public let scanCommitment: ScanCommitment
  public let codeCommitment: CodeCommitment
  public let eyeSide: EyeSide
  /// What the proof is bound to, 32 bytes (see `enrollmentContext`).
  public let context: [UInt8]

  /// - Throws: `ProofError.invalidField` unless model id and context have 32 bytes each.
  public init(
    modelID: [UInt8], scanCommitment: ScanCommitment, codeCommitment: CodeCommitment, eyeSide: EyeSide,
    context: [UInt8]
  ) throws(ProofError) {
    guard modelID.count == 32 else { throw .invalidField(name: "model id", reason: "it must have 32 bytes") }
    guard context.count == 32 else { throw .invalidField(name: "context", reason: "it must have 32 bytes") }
    self.modelID = modelID
    self.scanCommitment = scanCommitment
    self.codeCommitment = codeCommitment
    self.eyeSide = eyeSide
    self.context = context
  }

  /// 137 bytes: model id ‖ scan commitment ‖ code commitment ‖ eye side ‖ context.
  public func encoded() -> [UInt8] {
    modelID + scanCommitment.bytes + codeCommitment.bytes + [eyeSide.rawValue] + context
  }

  /// Length of the encoding.
  public static let encodedByteCount = 32 + ScanCommitment.byteCount + CodeCommitment.byteCount + 1 + 32

  public init(encoded: [UInt8]) throws(ProofError) {
    var reader = ByteReader(encoded)
    let modelID = try reader.take(32, "model id")
    let scan: [KoalaBear] = try reader.elements(CommitmentSponge.digestElementCount, "scan commitment")
    let code: [KoalaBear] = try reader.elements(CommitmentSponge.digestElementCount, "code commitment")
    guard let eyeSide = EyeSide(rawValue: try reader.byte("eye side")) else {
      throw .invalidField(name: "eye side", reason: "it must be 0 (left) or 1 (right)")
    }
    try self.init(
      modelID: modelID, scanCommitment: ScanCommitment(digest: .init(first: scan)),
      codeCommitment: CodeCommitment(digest: .init(first: code)), eyeSide: eyeSide,
      context: try reader.take(32, "context"))
    try reader.finish()
  }
}

/// A statement with its argument: one file.
public struct InferenceProof: Hashable, Sendable {
  public let statement: InferenceStatement
  /// The argument of `Argument.prove`.
  public let bytes: [UInt8]

  public init(statement: InferenceStatement, bytes: [UInt8]) {
    self.statement = statement
    self.bytes = bytes
  }

  /// Header ‖ statement ‖ argument.
  public func encoded() -> [UInt8] {
    ProofHeader.file(.inference, statement: statement.encoded(), argument: bytes)
  }

  /// Reads header and statement; the argument itself is read by the verifier, which knows its shape.
  public init(encoded: [UInt8]) throws(ProofError) {
    let parts = try ProofHeader.open(
      encoded, expecting: .inference, statementByteCount: InferenceStatement.encodedByteCount)
    statement = try InferenceStatement(encoded: parts.statement)
    bytes = parts.argument
  }
}

/// What an enrolment proof is bound to: SHA-256("worldid enrollment" ‖ registry id ‖ identity commitment).
///
/// - Parameters:
///   - registryID: 32 bytes.
///   - identityCommitment: canonical encoding of the BN254 element, 32 bytes.
public func enrollmentContext(registryID: [UInt8], identityCommitment: [UInt8]) -> [UInt8] {
  var hash = SHA256()
  hash.update(data: Array("worldid enrollment".utf8))
  for part in [registryID, identityCommitment] {
    var length = ByteWriter()
    length.append(uint32: UInt32(part.count))
    hash.update(data: length.bytes)
    hash.update(data: part)
  }
  return Array(hash.finalize())
}
