// The models whose inference proofs a registry accepts.

/// Answer of `GET /v1/models`, fixed when the registry starts.
public struct AcceptedModels: Hashable, Sendable, Codable {
  /// One for each accepted model.
  public let models: [AcceptedModel]

  init(_ models: [AcceptedModel]) {
    self.models = models
  }
}

/// One accepted model.
public struct AcceptedModel: Hashable, Sendable, Codable {
  /// SHA-256 of the model's canonical encoding.
  @Canonical public private(set) var id: Bytes32
  /// Rows of the normalised iris it reads.
  public let rows: Int
  /// Columns of the normalised iris it reads.
  public let columns: Int
  /// Bits of the code that it writes.
  public let codeBits: Int

  init(id: Bytes32, rows: Int, columns: Int, codeBits: Int) {
    self._id = Canonical(wrappedValue: id)
    self.rows = rows
    self.columns = columns
    self.codeBits = codeBits
  }
}
