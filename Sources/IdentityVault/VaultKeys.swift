/// The opened vault's keys: one to seal records, one to authenticate their list, one to hide their ids.
final class VaultKeys: Sendable {
  let vaultID: [UInt8]
  private let recordKey: SecretBytes
  private let listKey: SecretBytes
  private let locatorKey: SecretBytes

  init(vaultID: [UInt8], dataKey: borrowing SecretBytes) throws(VaultError) {
    self.vaultID = vaultID
    recordKey = try Sodium.subkey(1, of: dataKey)
    listKey = try Sodium.subkey(2, of: dataKey)
    locatorKey = try Sodium.subkey(3, of: dataKey)
  }

  /// A pseudonym of (kind, id): the file shows neither names of applications nor which actions were spent.
  func locator(kind: RecordKind, id: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(prefixed: "worldid vault locator".utf8)
    writer.append(prefixed: vaultID)
    writer.append(kind.rawValue)
    writer.append(prefixed: id.utf8)
    return Sodium.authenticate(writer.bytes, key: locatorKey)
  }

  /// The authenticator of all records together.
  func authenticateList(header: [UInt8], generation: Int64, entries: [StoredEntry]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(prefixed: "worldid vault list".utf8)
    writer.append(prefixed: header)
    writer.append(generation)
    writer.append(UInt64(entries.count))
    for entry in entries {
      writer.append(entry.sequence)
      writer.append(entry.kind)
      writer.append(entry.version)
      writer.append(prefixed: entry.locator)
      writer.append(prefixed: entry.nonce)
      writer.append(prefixed: entry.tag)
      writer.append(entry.ciphertextCount)
    }
    return Sodium.authenticate(writer.bytes, key: listKey)
  }

  /// Seals a record's content (time stored, id, payload) under a fresh nonce.
  func seal(_ content: borrowing RecordContent, sequence: Int64) throws(VaultError) -> (
    entry: StoredEntry, ciphertext: [UInt8]
  ) {
    let locator = locator(kind: content.kind, id: content.id)
    let nonce = Sodium.randomBytes(Sodium.nonceBytes)
    let version = content.kind.schemaVersion
    let message = try content.encoded()
    let (ciphertext, tag) = Sodium.seal(
      message, nonce: nonce,
      associatedData: associatedData(locator: locator, kind: content.kind, version: version), key: recordKey)
    let entry = StoredEntry(
      sequence: sequence, locator: locator, kind: Int64(content.kind.rawValue), version: Int64(version),
      nonce: nonce, tag: tag, ciphertextCount: Int64(ciphertext.count))
    return (entry, ciphertext)
  }

  /// Opens a record; any change of content, place, kind or version is `damaged(.record)`.
  func open(_ entry: StoredEntry, kind: RecordKind, ciphertext: [UInt8]) throws(VaultError) -> RecordContent {
    guard entry.version == Int64(kind.schemaVersion) else {
      throw .unsupportedFormat(found: UInt32(clamping: entry.version))
    }
    guard
      let message = try Sodium.open(
        ciphertext, tag: entry.tag, nonce: entry.nonce,
        associatedData: associatedData(locator: entry.locator, kind: kind, version: kind.schemaVersion),
        key: recordKey)
    else { throw .damaged(.record(kind: kind)) }
    let content = try RecordContent(kind: kind, message: message)
    guard locator(kind: kind, id: content.id) == entry.locator else { throw .damaged(.record(kind: kind)) }
    return content
  }

  private func associatedData(locator: [UInt8], kind: RecordKind, version: UInt32) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(prefixed: "worldid vault record".utf8)
    writer.append(prefixed: vaultID)
    writer.append(prefixed: locator)
    writer.append(kind.rawValue)
    writer.append(version)
    return writer.bytes
  }
}
