import CSodium

/// The few libsodium calls the vault makes, with Swift types and total error handling.
package enum Sodium {
  static let keyBytes = 32
  static let nonceBytes = 24
  static let tagBytes = 16
  static let hashBytes = 32

  /// False when libsodium could not initialise (no usable random source).
  static let isReady: Bool = sodium_init() >= 0

  /// Throws unless libsodium is usable; every entry point of the module passes through here.
  static func requireReady() throws(VaultError) {
    guard isReady else { throw .cryptographyUnavailable }
  }

  /// Uniform bytes from the operating system's generator.
  static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// BLAKE2b with 32 bytes of output, keyed when `key` is given.
  package static func hash(_ message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: hashBytes)
    crypto_generichash(&digest, hashBytes, message, UInt64(message.count), nil, 0)
    return digest
  }

  /// BLAKE2b as a message authentication code, 32 bytes.
  static func authenticate(_ message: [UInt8], key: borrowing SecretBytes) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: hashBytes)
    let keyCount = key.count
    key.withPointer { key in
      _ = crypto_generichash(&digest, hashBytes, message, UInt64(message.count), key, keyCount)
    }
    return digest
  }

  /// Compares in constant time; different lengths are unequal.
  static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && sodium_memcmp(a, b, a.count) == 0
  }

  /// A 32-byte subkey of `key`: BLAKE2b keyed derivation, context "WIDVAULT".
  static func subkey(_ number: UInt64, of key: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
    let context: [CChar] = "WIDVAULT".utf8.map { CChar(bitPattern: $0) }
    var result = try SecretBytes(zeroed: keyBytes)
    result.withMutablePointer { out in
      key.withPointer { key in
        _ = crypto_kdf_derive_from_key(out, keyBytes, number, context, key)
      }
    }
    return result
  }

  /// XChaCha20-Poly1305-IETF, tag detached.
  package static func seal(
    _ message: borrowing SecretBytes, nonce: [UInt8], associatedData: [UInt8], key: borrowing SecretBytes
  ) -> (ciphertext: [UInt8], tag: [UInt8]) {
    var ciphertext = [UInt8](repeating: 0, count: message.count)
    var tag = [UInt8](repeating: 0, count: tagBytes)
    let count = UInt64(message.count)
    message.withPointer { message in
      key.withPointer { key in
        _ = crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
          &ciphertext, &tag, nil, message, count, associatedData,
          UInt64(associatedData.count), nil, nonce, key)
      }
    }
    return (ciphertext, tag)
  }

  /// The plaintext in locked memory, or nil when anything was not as it was sealed.
  static func open(
    _ ciphertext: [UInt8], tag: [UInt8], nonce: [UInt8], associatedData: [UInt8], key: borrowing SecretBytes
  ) throws(VaultError) -> SecretBytes? {
    guard nonce.count == nonceBytes, tag.count == tagBytes else { return nil }
    var message = try SecretBytes(zeroed: ciphertext.count)
    let status = message.withMutablePointer { message in
      key.withPointer { key in
        crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
          message, nil, ciphertext, UInt64(ciphertext.count), tag, associatedData,
          UInt64(associatedData.count), nonce, key)
      }
    }
    guard status == 0 else { return nil }
    return consume message
  }
}
