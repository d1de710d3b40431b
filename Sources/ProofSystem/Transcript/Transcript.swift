import Crypto
import FieldKernels
import FiniteFields

/// The Fiat–Shamir transcript: a SHA-256 chain that absorbs labelled, length-prefixed messages and yields challenges.
///
/// Absorbing replaces the 32-byte state by SHA-256(state ‖ 0x01 ‖ len₈(label) ‖ label ‖ len₆₄(bytes) ‖ bytes); a challenge absorbs
/// its own label and then reads the blocks SHA-256(state ‖ 0x02 ‖ counter₆₄). So every challenge depends on everything before it
/// and on its name, and no two inputs share an encoding.
public struct Transcript: RandomByteSource, Sendable {
  private var state: [UInt8]
  private var counter: UInt64 = 0
  private var block: [UInt8] = []

  /// - Parameter domain: the protocol and its version; different domains give unrelated challenges.
  public init(domain: String) {
    state = Array(SHA256.hash(data: Array(domain.utf8)))
  }

  public mutating func absorb(_ label: String, _ bytes: [UInt8]) {
    absorb(tag: 1, label, bytes)
  }

  private mutating func absorb(tag: UInt8, _ label: String, _ bytes: [UInt8]) {
    let name = Array(label.utf8.prefix(255))
    var header = ByteWriter()
    header.append(byte: tag)
    header.append(byte: UInt8(name.count))
    header.append(name)
    header.append(uint64: UInt64(bytes.count))
    var hash = SHA256()
    hash.update(data: state)
    hash.update(data: header.bytes)
    hash.update(data: bytes)
    state = Array(hash.finalize())
    counter = 0
    block = []
  }

  @inlinable
  public mutating func absorb<F: FiniteField>(_ label: String, elements: [F]) {
    absorb(label, encode(elements))
  }

  /// Starts the byte stream of a challenge; `fill` reads from it until the next message is absorbed.
  public mutating func beginChallenge(_ label: String) { absorb(tag: 3, label, []) }

  public mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    for index in buffer.indices {
      if block.isEmpty {
        var hash = SHA256()
        hash.update(data: state)
        var suffix = ByteWriter()
        suffix.append(byte: 2)
        suffix.append(uint64: counter)
        hash.update(data: suffix.bytes)
        block = Array(hash.finalize())
        counter &+= 1
      }
      buffer[index] = block.removeLast()
    }
  }

  /// A uniform element of `F`.
  @inlinable
  public mutating func challenge<F: FiniteField>(_ label: String) -> F {
    beginChallenge(label)
    return F.random(from: &self)
  }

  @inlinable
  public mutating func challenges<F: FiniteField>(_ label: String, count: Int) -> [F] {
    beginChallenge(label)
    return (0..<count).map { _ in F.random(from: &self) }
  }

  /// Uniform elements of `F` without zero (points at which an equality factor is divided out).
  @inlinable
  public mutating func nonZeroChallenges<F: FiniteField>(_ label: String, count: Int) -> [F] {
    beginChallenge(label)
    return (0..<count).map { _ in
      var element = F.random(from: &self)
      while element == F.zero { element = F.random(from: &self) }
      return element
    }
  }

  /// `count` distinct indices below `bound`, ascending; uniform over all such sets (rejection, no modulo bias).
  ///
  /// - Precondition: `count <= bound` and `bound` is a power of two, both fixed by the statement and never by a proof's bytes.
  public mutating func distinctIndices(_ label: String, count: Int, below bound: Int) -> [Int] {
    beginChallenge(label)
    var chosen = Set<Int>()
    while chosen.count < min(count, bound) {
      var word: UInt32 = 0
      withUnsafeMutableBytes(of: &word) { fill($0) }
      chosen.insert(Int(UInt32(littleEndian: word)) & (bound - 1))
    }
    return chosen.sorted()
  }

  /// Whether SHA-256(state ‖ 0x04 ‖ nonce) starts with `bits` zero bits (0…32).
  public func meetsTarget(nonce: UInt64, bits: Int) -> Bool {
    var message = grindingMessage()
    return Self.meetsTarget(&message, nonce, bits)
  }

  /// The smallest nonce that meets the target; about 2^bits hashes.
  public func grind(bits: Int) -> UInt64 {
    let message = grindingMessage()
    // All threads search a part of each batch, and the first part that has a nonce has the smallest one.
    let batch = 1 << min(max(bits - 1, 4), 14)
    var start: UInt64 = 0
    while true {
      let first = start
      let found = Workers.map(count: batch, grain: 1 << 11) { range in
        Self.search(
          message, from: first &+ UInt64(range.lowerBound), count: UInt64(range.count), bits: bits)
      }
      if let nonce = found.lazy.compactMap(\.self).first { return nonce }
      start &+= UInt64(batch)
    }
  }

  /// The smallest of `count` nonces that meets the target.
  private static func search(_ message: [UInt8], from start: UInt64, count: UInt64, bits: Int) -> UInt64? {
    var nonce: UInt64 = 0
    switch worldid_sha256_search(message, start, count, Int32(min(bits, 32)), &nonce) {
    case 1: return nonce
    case 0: return nil
    default:
      var message = message
      return (0..<count).lazy.map { start &+ $0 }.first { meetsTarget(&message, $0, bits) }
    }
  }

  /// Forgery tests only: the smallest nonce that misses the target.
  func missingNonce(bits: Int) -> UInt64 {
    var message = grindingMessage()
    var nonce: UInt64 = 0
    while bits > 0, Self.meetsTarget(&message, nonce, bits) { nonce &+= 1 }
    return nonce
  }

  private func grindingMessage() -> [UInt8] { state + [4] + [UInt8](repeating: 0, count: 8) }

  private static func meetsTarget(_ message: inout [UInt8], _ nonce: UInt64, _ bits: Int) -> Bool {
    for index in 0..<8 { message[33 + index] = UInt8(truncatingIfNeeded: nonce >> UInt64(8 * index)) }
    let leading = SHA256.hash(data: message).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return bits == 0 || leading >> UInt32(32 - min(bits, 32)) == 0
  }
}
