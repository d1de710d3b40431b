import CSodium

/// A secret in guarded memory: never copied implicitly, excluded from core dumps, kept out of swap where the
/// system allows it, and wiped when its owner lets go.
///
/// The memory comes from `sodium_malloc`: guard pages around it, a canary before it.
public struct SecretBytes: ~Copyable, @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer

  /// Length in bytes.
  public let count: Int

  /// Zeros, to be filled through `withUnsafeMutableBytes`.
  ///
  /// - Parameter count: from 0 to 64 MiB.
  /// - Throws: `VaultError.outOfMemory`, or `.cryptographyUnavailable` when libsodium does not start.
  public init(zeroed count: Int) throws(VaultError) {
    try Sodium.requireReady()
    guard count >= 0, count <= Self.maximumCount, let memory = sodium_malloc(count) else {
      throw .outOfMemory(bytes: count)
    }
    // sodium_malloc locks its pages but says nothing when it could not; asking again tells.
    if sodium_mlock(memory, count) != 0 { SecretMemory.noteUnlocked() }
    sodium_memzero(memory, count)
    self.memory = memory
    self.count = count
  }

  /// A copy of `bytes`; wiping the original is the caller's business.
  public init(copying bytes: UnsafeRawBufferPointer) throws(VaultError) {
    try self.init(zeroed: bytes.count)
    if let source = bytes.baseAddress { memory.copyMemory(from: source, byteCount: bytes.count) }
  }

  /// A copy of `bytes`, for secrets that arrive in ordinary memory.
  public init(copying bytes: [UInt8]) throws(VaultError) {
    try self.init(zeroed: bytes.count)
    memory.copyMemory(from: bytes, byteCount: bytes.count)
  }

  /// Uniform bytes from the operating system's generator.
  public static func random(count: Int) throws(VaultError) -> SecretBytes {
    let secret = try SecretBytes(zeroed: count)
    randombytes_buf(secret.memory, count)
    return secret
  }

  deinit { sodium_free(memory) }

  /// Reads the secret in place. The pointer is valid only during `body`.
  public borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: memory, count: count))
  }

  /// Writes the secret in place. The pointer is valid only during `body`.
  public mutating func withUnsafeMutableBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableRawBufferPointer(start: memory, count: count))
  }

  /// Another secret with the same content.
  public borrowing func copy() throws(VaultError) -> SecretBytes {
    try SecretBytes(copying: UnsafeRawBufferPointer(start: memory, count: count))
  }

  /// Compares in constant time; different lengths are unequal.
  public borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
    count == other.count && sodium_memcmp(memory, other.memory, count) == 0
  }

  /// The secret's bytes for a C function that reads them.
  borrowing func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)))
  }

  /// The secret's bytes for a C function that writes them.
  mutating func withMutablePointer<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
    body(memory.assumingMemoryBound(to: UInt8.self))
  }

  private static let maximumCount = 64 << 20
}
