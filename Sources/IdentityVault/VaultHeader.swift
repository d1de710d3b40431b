/// The vault's first row: who it is, how its key is derived, and the data key wrapped under that key.
///
/// 164 bytes: magic 8, format 4, vault id 16, passes 8, memory 8, salt 16, nonce 24, sealed data key 48,
/// BLAKE2b of all that 32. The digest needs no key: it tells accidental damage from a wrong passphrase
/// before any work is spent, and says nothing about either. The fields before the nonce are the wrapping's
/// associated data, so a header changed on purpose, digest included, opens with no passphrase.
struct VaultHeader: Equatable {
  static let byteCount = 164
  private static let magic = Array("WIDVAULT".utf8)
  private static let format: UInt32 = 1

  let vaultID: [UInt8]
  let cost: KeyDerivationCost
  private let salt: [UInt8]
  private let nonce: [UInt8]
  private let wrappedKey: [UInt8]
  private let wrappedTag: [UInt8]

  /// Wraps `dataKey` under a key derived from the passphrase and a fresh salt.
  init(
    vaultID: [UInt8], cost: KeyDerivationCost, passphrase: borrowing SecretBytes,
    dataKey: borrowing SecretBytes
  ) throws(VaultError) {
    self.vaultID = vaultID
    self.cost = cost
    salt = Sodium.randomBytes(16)
    nonce = Sodium.randomBytes(Sodium.nonceBytes)
    let wrapping = try cost.deriveKey(from: passphrase, salt: salt)
    (wrappedKey, wrappedTag) = Sodium.seal(
      dataKey, nonce: nonce, associatedData: Self.prefix(vaultID: vaultID, cost: cost, salt: salt),
      key: wrapping)
  }

  /// Reads a stored header; its cost is checked here, before anything is derived.
  init(encoded: [UInt8]) throws(VaultError) {
    guard encoded.count == Self.byteCount,
      Sodium.hash(Array(encoded.dropLast(Sodium.hashBytes))) == Array(encoded.suffix(Sodium.hashBytes))
    else { throw .damaged(.header) }
    var reader = ByteReader(encoded)
    guard reader.read(count: Self.magic.count) == Self.magic, let format = reader.read(UInt32.self) else {
      throw .damaged(.header)
    }
    guard format == Self.format else { throw .unsupportedFormat(found: format) }
    guard let vaultID = reader.read(count: 16), let passes = reader.read(UInt64.self),
      let memoryBytes = reader.read(UInt64.self), let salt = reader.read(count: 16),
      let nonce = reader.read(count: Sodium.nonceBytes), let wrappedKey = reader.read(count: Sodium.keyBytes),
      let wrappedTag = reader.read(count: Sodium.tagBytes)
    else { throw .damaged(.header) }
    let cost = KeyDerivationCost(passes: passes, memoryBytes: memoryBytes)
    guard cost.isAcceptable else { throw .costRefused(passes: passes, memoryBytes: memoryBytes) }
    self.vaultID = vaultID
    self.cost = cost
    self.salt = salt
    self.nonce = nonce
    self.wrappedKey = wrappedKey
    self.wrappedTag = wrappedTag
  }

  /// The data key; `wrongPassphrase` when the passphrase, or a field replaced on purpose, does not fit.
  func openDataKey(passphrase: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
    let wrapping = try cost.deriveKey(from: passphrase, salt: salt)
    guard
      let dataKey = try Sodium.open(
        wrappedKey, tag: wrappedTag, nonce: nonce,
        associatedData: Self.prefix(vaultID: vaultID, cost: cost, salt: salt), key: wrapping)
    else { throw .wrongPassphrase }
    return dataKey
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: Self.prefix(vaultID: vaultID, cost: cost, salt: salt))
    writer.append(raw: nonce)
    writer.append(raw: wrappedKey)
    writer.append(raw: wrappedTag)
    writer.append(raw: Sodium.hash(writer.bytes))
    return writer.bytes
  }

  /// All fields have fixed lengths, so their concatenation is unambiguous.
  private static func prefix(vaultID: [UInt8], cost: KeyDerivationCost, salt: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: magic)
    writer.append(format)
    writer.append(raw: vaultID)
    writer.append(cost.passes)
    writer.append(cost.memoryBytes)
    writer.append(raw: salt)
    return writer.bytes
  }
}
