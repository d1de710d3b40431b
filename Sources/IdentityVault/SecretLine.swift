/// A passphrase while it is being read: one line, collected in guarded memory.
struct SecretLine: ~Copyable {
  private static let lineFeed: UInt8 = 10
  private static let carriageReturn: UInt8 = 13

  private var buffer: SecretBytes
  private var count = 0

  init() throws(PassphraseError) {
    // One byte more than the longest passphrase: a carriage return before the line feed.
    do { buffer = try SecretBytes(zeroed: PassphraseSource.maximumBytes + 1) } catch { throw .memory(error) }
  }

  /// Takes the next byte; false when it ended the line.
  mutating func append(_ byte: UInt8) throws(PassphraseError) -> Bool {
    guard byte != Self.lineFeed else { return false }
    guard count < buffer.count else { throw .tooLong }
    buffer.withUnsafeMutableBytes { $0[count] = byte }
    count += 1
    return true
  }

  /// The line without its end.
  consuming func passphrase() throws(PassphraseError) -> SecretBytes {
    let end =
      count > 0 && buffer.withUnsafeBytes({ $0[count - 1] }) == Self.carriageReturn ? count - 1 : count
    guard end > 0 else { throw .empty }
    guard end <= PassphraseSource.maximumBytes else { throw .tooLong }
    do {
      return try buffer.withUnsafeBytes { bytes throws(VaultError) in
        try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
      }
    } catch {
      throw .memory(error)
    }
  }
}
