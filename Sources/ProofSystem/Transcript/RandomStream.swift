import Crypto
import FiniteFields

/// The prover's only source of randomness: one ChaCha20 stream.
///
/// Its key is SHA-512(operating system randomness ‖ witness ‖ statement), cut to 32 bytes: a broken system generator alone, or a repeated
/// seed for a different statement, does not repeat a pad (`PROTOCOL.md` 4). Keystream is taken from swift-crypto's ChaCha20-Poly1305
/// by encrypting zeros; each chunk has its own nonce.
public final class RandomStream: RandomByteSource {
  private static let chunkByteCount = 1 << 14
  private let key: SymmetricKey
  private var chunkIndex: UInt64 = 0
  private var chunk: [UInt8] = []
  private var position = 0

  /// - Parameters:
  ///   - witness: everything secret in the statement.
  ///   - statement: everything public in it.
  public convenience init(witness: [UInt8], statement: [UInt8]) {
    var generator = SystemRandomNumberGenerator()
    var system = ByteWriter()
    for _ in 0..<8 { system.append(uint64: generator.next()) }
    var seed = system.bytes
    system = ByteWriter()
    defer { wipe(&seed) }
    self.init(seed: seed, witness: witness, statement: statement)
  }

  /// A repeatable stream, for tests only.
  package init(seed: [UInt8], witness: [UInt8], statement: [UInt8]) {
    var hash = SHA512()
    for part in [seed, witness, statement] {
      var length = ByteWriter()
      length.append(uint64: UInt64(part.count))
      hash.update(data: length.bytes)
      hash.update(data: part)
    }
    key = SymmetricKey(data: Array(hash.finalize().prefix(32)))
  }

  deinit { wipe(&chunk) }

  public func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    var offset = 0
    while offset < buffer.count {
      if position == chunk.count { refill() }
      let count = min(buffer.count - offset, chunk.count - position)
      chunk.withUnsafeBytes { source in
        buffer[offset..<offset + count].copyBytes(from: source[position..<position + count])
      }
      position += count
      offset += count
    }
  }

  private func refill() {
    wipe(&chunk)
    var nonce = ByteWriter()
    nonce.append(uint64: chunkIndex)
    nonce.append(uint32: 0)
    chunkIndex += 1
    position = 0
    guard let chachaNonce = try? ChaChaPoly.Nonce(data: nonce.bytes),
      let box = try? ChaChaPoly.seal(
        [UInt8](repeating: 0, count: Self.chunkByteCount), using: key, nonce: chachaNonce)
    else {
      // A 12-byte nonce and a 16 kB message are always accepted; going on without randomness would publish the witness.
      fatalError("ChaCha20 refused a valid nonce")
    }
    chunk = Array(box.ciphertext)
  }
}
