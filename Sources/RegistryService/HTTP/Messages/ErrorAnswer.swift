// Every refusal on the wire.

/// `{"error": {"code", "message", "hint"}}`.
public struct ErrorAnswer: Hashable, Sendable, Codable {
  public let error: Details

  /// Stable code, message and hint.
  public struct Details: Hashable, Sendable, Codable {
    public let code: String
    public let message: String
    public let hint: String
  }

  init(_ refusal: RegistryError) {
    error = Details(code: refusal.code, message: refusal.message, hint: refusal.hint)
  }
}
