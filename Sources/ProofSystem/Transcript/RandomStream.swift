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

  private static let secretHash = BatchHash("worldid secret")

  /// A digest, on all cores, that stands for megabytes of `witness`: SHA-256 of its length and of the digests of its pieces of 1 KiB.
  package static func digest<Element: BitwiseCopyable & Sendable>(_ secret: [Element]) -> [UInt8] {
    let piece = 1 << 10
    let byteCount = secret.count * MemoryLayout<Element>.stride
    let whole = byteCount / piece
    let parts = Workers.map(count: whole, grain: 64) { range in
      secret.withUnsafeBytes { bytes in
        let pieces = bytes[range.lowerBound * piece..<range.upperBound * piece]
        return secretHash(UnsafeRawBufferPointer(rebasing: pieces), byteCount: piece)
      }
    }
    var digests = Array(parts.joined())
    defer { wipe(&digests) }
    var hash = SHA256()
    withUnsafeBytes(of: UInt64(byteCount).littleEndian) { hash.update(bufferPointer: $0) }
    hash.update(data: digests)
    secret.withUnsafeBytes {
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[(whole * piece)...]))
    }
    return Array(hash.finalize())
  }

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
