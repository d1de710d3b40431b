import FiniteFields
import InferenceProofs
import MembershipProofs
import ProofSystem

/// A proof of either kind, told apart by its header.
enum ProofFile {
  case inference(InferenceProof, byteCount: Int)
  case membership(MembershipProof, byteCount: Int)

  /// Reads header and statement; nothing is verified.
  init(path: String) throws {
    let bytes = try Files.read(path, as: "proof", limit: ProofHeader.maximumFileByteCount)
    var reader = ByteReader(bytes)
    switch try ProofHeader(from: &reader).kind {
    case .inference: self = .inference(try InferenceProof(encoded: bytes), byteCount: bytes.count)
    case .membership: self = .membership(try MembershipProof(encoded: bytes), byteCount: bytes.count)
    }
  }

  /// A membership proof, or a refusal of any other.
  static func membership(path: String) throws -> MembershipProof {
    guard case .membership(let proof, _) = try ProofFile(path: path) else {
      throw ProofError.wrongKind(found: "inference", expected: "membership")
    }
    return proof
  }

  /// What it states.
  var report: Report {
    switch self {
    case .inference(let proof, let byteCount):
      let statement = proof.statement
      return Report([
        "kind": .text("inference"), "version": .integer(protocolVersion), "bytes": .integer(byteCount),
        "modelID": .text(Hex.encode(statement.modelID)),
        "scanCommitment": .text(statement.scanCommitment.hex),
        "codeCommitment": .text(statement.codeCommitment.hex), "eye": .text("\(statement.eyeSide)"),
        "context": .text(Hex.encode(statement.context)),
      ])
    case .membership(let proof, let byteCount):
      var report = Report([
        "kind": .text("membership"), "version": .integer(protocolVersion), "bytes": .integer(byteCount),
      ])
      for (key, value) in Self.fields(proof.statement).fields { report.add(key, value) }
      return report
    }
  }

  /// The four public values.
  static func fields(_ statement: MembershipStatement) -> Report {
    Report([
      "root": .text(statement.root.hex), "nullifierHash": .text(statement.nullifierHash.hex),
      "externalNullifier": .text(statement.externalNullifier.hex),
      "signalHash": .text(statement.signalHash.hex),
    ])
  }
}
