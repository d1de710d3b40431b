/// What the vault's table of contents says about a record.
public struct VaultEntry: Hashable, Sendable, Codable {
  public let kind: RecordKind
  public let id: String
  /// When it was last written, Unix seconds by this machine's clock.
  public let storedAt: UInt64
  /// Length of the payload.
  public let byteCount: Int
}
