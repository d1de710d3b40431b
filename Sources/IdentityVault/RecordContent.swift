/// The plaintext of a record: when it was stored, its id, its payload; all of it in guarded memory.
///
/// Encoded as seconds 8, id length 2, id, payload.
struct RecordContent: ~Copyable {
  static let overhead = 10
  static let maximumIDBytes = 200

  let kind: RecordKind
  let id: String
  /// Unix seconds.
  let storedAt: UInt64
  let payload: SecretBytes

  init(kind: RecordKind, id: String, storedAt: UInt64, payload: consuming SecretBytes) throws(VaultError) {
    guard (1...Self.maximumIDBytes).contains(id.utf8.count) else {
      throw .invalidRecordID(byteCount: id.utf8.count)
    }
    guard payload.count <= Vault.maximumPayloadBytes else { throw .payloadTooLarge(byteCount: payload.count) }
    self.kind = kind
    self.id = id
    self.storedAt = storedAt
    self.payload = payload
  }

  /// Reads an opened message; only an authentic one comes here, so a misfit is an error of its writer.
  init(kind: RecordKind, message: borrowing SecretBytes) throws(VaultError) {
    let head = message.withUnsafeBytes { Array($0.prefix(Self.overhead + Self.maximumIDBytes)) }
    var reader = ByteReader(head)
    guard let storedAt = reader.read(UInt64.self), let idCount = reader.read(UInt16.self),
      let idBytes = reader.read(count: Int(idCount)), let id = String(validating: idBytes, as: UTF8.self)
    else { throw .damaged(.record(kind: kind)) }
    let start = Self.overhead + Int(idCount)
    let payload = try message.withUnsafeBytes { bytes throws(VaultError) in
      try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }
    self.kind = kind
    self.id = id
    self.storedAt = storedAt
    self.payload = payload
  }

  func encoded() throws(VaultError) -> SecretBytes {
    var head = ByteWriter()
    head.append(storedAt)
    head.append(UInt16(id.utf8.count))
    head.append(raw: id.utf8)
    var message = try SecretBytes(zeroed: head.bytes.count + payload.count)
    message.withUnsafeMutableBytes { message in
      message.copyBytes(from: head.bytes)
      payload.withUnsafeBytes { payload in
        UnsafeMutableRawBufferPointer(rebasing: message[head.bytes.count...]).copyMemory(from: payload)
      }
    }
    return message
  }

  /// Copies the payload into ordinary memory, for kinds that are not secrets.
  func record() -> VaultRecord {
    VaultRecord(kind: kind, id: id, storedAt: storedAt, payload: payload.withUnsafeBytes { Array($0) })
  }
}
