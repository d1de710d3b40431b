import CSodium

/// How much work Argon2id spends on a passphrase, recorded in the vault's header.
package struct KeyDerivationCost: Hashable, Sendable {
  /// Passes over the memory (libsodium's `opslimit`).
  package let passes: UInt64
  /// Memory in bytes (libsodium's `memlimit`).
  package let memoryBytes: UInt64

  package init(passes: UInt64, memoryBytes: UInt64) {
    self.passes = passes
    self.memoryBytes = memoryBytes
  }

  /// 3 passes over 256 MiB: libsodium's MODERATE setting, for secrets at rest.
  package static let standard = KeyDerivationCost(passes: 3, memoryBytes: 256 << 20)

  /// 2 passes over 19 MiB: the least that OWASP's password storage guide accepts.
  package static let least = KeyDerivationCost(passes: 2, memoryBytes: 19 << 20)

  /// A file may ask for at most 16 passes, 1 GiB, and 4 GiB of memory traffic in total (libsodium's SENSITIVE
  /// setting), so that a hostile vault can neither exhaust the machine nor hang it, and for no less than
  /// `least`, so that it cannot talk the program into a weak key either.
  package var isAcceptable: Bool {
    guard passes >= Self.least.passes, passes <= 16 else { return false }
    guard memoryBytes >= Self.least.memoryBytes, memoryBytes <= 1 << 30 else { return false }
    return passes * memoryBytes <= 4 << 30
  }

  /// Argon2id (version 1.3) of the passphrase: 32 bytes.
  func deriveKey(from passphrase: borrowing SecretBytes, salt: [UInt8]) throws(VaultError) -> SecretBytes {
    guard passphrase.count > 0 else { throw .emptyPassphrase }
    guard isAcceptable, salt.count == Int(crypto_pwhash_SALTBYTES) else {
      throw .costRefused(passes: passes, memoryBytes: memoryBytes)
    }
    var key = try SecretBytes(zeroed: Sodium.keyBytes)
    let count = UInt64(passphrase.count)
    let status = key.withMutablePointer { key in
      passphrase.withPointer { passphrase in
        passphrase.withMemoryRebound(to: CChar.self, capacity: Int(count)) { text in
          crypto_pwhash(
            key, UInt64(Sodium.keyBytes), text, count, salt, passes, Int(memoryBytes),
            crypto_pwhash_ALG_ARGON2ID13)
        }
      }
    }
    guard status == 0 else { throw .outOfMemory(bytes: Int(memoryBytes)) }
    return key
  }
}
