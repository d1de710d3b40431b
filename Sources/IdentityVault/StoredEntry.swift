/// A row of the record table without its ciphertext: what the list's authenticator covers.
struct StoredEntry: Equatable {
  /// Row id; rows are listed and authenticated in its order.
  let sequence: Int64
  /// Pseudonym of (kind, id), 32 bytes.
  let locator: [UInt8]
  let kind: Int64
  let version: Int64
  /// 24 bytes.
  let nonce: [UInt8]
  /// Authenticator of the ciphertext and its associated data, 16 bytes.
  let tag: [UInt8]
  let ciphertextCount: Int64
}
