// The registry's judgement of a membership proof.

/// Answer of `POST /v1/proofs/verify`. The relying party must compare the statement's external nullifier and
/// signal hash with what it asked for: a valid proof of another action is valid.
public struct VerificationAnswer: Hashable, Sendable, Codable {
  /// Whether the proof verifies and its root is accepted.
  public let valid: Bool
  /// The code of the refusal; absent when valid.
  public let reason: String?
  /// The refusal in words; absent when valid.
  public let message: String?
  /// What the proof states; absent when it could not be read.
  public let statement: StatementMessage?

  init(refusal: RegistryError?, statement: StatementMessage?) {
    self.valid = refusal == nil
    self.reason = refusal?.code
    self.message = refusal?.message
    self.statement = statement
  }
}
