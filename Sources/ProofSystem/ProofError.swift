/// Why a proof was not accepted. Every verifier and decoder of a proof throws this and nothing else; none of them traps.
public enum ProofError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes do not start with the header of a proof of this project.
  case notAProof
  /// The proof was made by another version of the protocol.
  case unsupportedVersion(found: Int, supported: Int)
  /// A proof of another statement was handed to this verifier.
  case wrongKind(found: String, expected: String)
  /// The bytes end before `section` is complete.
  case truncated(section: String)
  /// Bytes are left over after the last section.
  case trailingBytes(count: Int)
  /// A number in `section` is not in its one canonical encoding.
  case nonCanonical(section: String)
  /// A field has a value that no honest statement has.
  case invalidField(name: String, reason: String)
  /// The proof belongs to a statement other than the expected one.
  case statementMismatch(field: String)
  /// The bytes are well formed, but the argument does not hold.
  case rejected(ProofCheck)
  /// No parameters reach the required soundness for this statement's size.
  case unreachableSoundness(reason: String)
  /// The prover was given a witness of the wrong shape.
  case invalidWitness(reason: String)

  public var description: String {
    switch self {
    case .notAProof: "this is not a proof file of worldid (its header is missing)"
    case .unsupportedVersion(let found, let supported):
      "the proof has protocol version \(found), this program verifies version \(supported)"
    case .wrongKind(let found, let expected): "the proof is of kind \(found), expected \(expected)"
    case .truncated(let section): "the proof ends inside its section '\(section)'"
    case .trailingBytes(let count): "\(count) bytes follow the end of the proof"
    case .nonCanonical(let section): "a number in section '\(section)' is not canonically encoded"
    case .invalidField(let name, let reason): "field '\(name)' is invalid: \(reason)"
    case .statementMismatch(let field): "the proof was made for another \(field)"
    case .rejected(let check): "the proof does not hold: \(check.rawValue)"
    case .unreachableSoundness(let reason): "no proof parameters reach the soundness target: \(reason)"
    case .invalidWitness(let reason): "the witness has the wrong shape: \(reason)"
    }
  }
}

/// The checks that the verifier makes after decoding. All relations of a statement end in `linearTest`.
public enum ProofCheck: String, Sendable, CaseIterable {
  case grinding = "the proof-of-work nonce does not meet the target"
  case merkleRoot = "the opened columns do not hash to the committed root"
  case proximityTest = "the opened columns do not match the combined row"
  case maskTest = "the opened columns do not match the combined mask"
  case evaluation = "the combined row does not have the value that was sent"
  case linearTest = "the claims of the statement do not hold"
}
