import Crypto
import FieldKernels
import FiniteFields
import ProofSystem
import Testing

/// Many messages at once against one message at a time in swift-crypto.
@Suite struct BatchHashTests {
  static let hash = BatchHash("a test")

  static func digest(_ message: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: hash.block + message))
  }

  static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SplitMix(state: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  @Test func blockIsTheNameAndZeros() {
    #expect(Self.hash.block == Array("a test".utf8) + [UInt8](repeating: 0, count: 58))
    #expect(HashTree.leafHash.block == HashTreeTests.block("worldid leaf"))
    #expect(HashTree.nodeHash.block == HashTreeTests.block("worldid node"))
  }

  /// Every length up to three blocks and some more: the padding fits the last block, or just does not, or has one of its own.
  @Test func everyLength() {
    for length in Array(1...200) + [255, 256, 257, 1200, 4095] {
      for count in [1, 2, 3, 4, 5, 9] {
        let messages = Self.bytes(count * length, seed: UInt64(length))
        // One byte more, which must stay as it is.
        var digests = [UInt8](repeating: 0xa5, count: 32 * count + 1)
        digests.withUnsafeMutableBufferPointer { digests in
          messages.withUnsafeBytes { Self.hash.write($0, byteCount: length, to: digests) }
        }
        let expected = (0..<count).flatMap { Self.digest(messages[$0 * length..<($0 + 1) * length]) }
        #expect(digests == expected + [0xa5])
      }
    }
  }

  @Test func everyCount() {
    for count in 0...40 {
      let messages = Self.bytes(count * 76, seed: UInt64(count))
      let expected = (0..<count).flatMap { Self.digest(messages[$0 * 76..<($0 + 1) * 76]) }
      #expect(messages.withUnsafeBytes { Self.hash($0, byteCount: 76) } == expected)
      let alone = (0..<count).flatMap { index in
        messages[index * 76..<(index + 1) * 76].withUnsafeBytes { Array(Self.hash($0)) }
      }
      #expect(alone == expected)
    }
  }

  /// Columns of all numbers of rows around a block of sixteen words, in parts of all kinds of sizes.
  @Test func columnsHashAsTheirEncodings() {
    func check<K: ExtensionField>(_: K.Type, _ baseRows: Int, _ extendedRows: Int, _ columnCount: Int) {
      var random = RandomStream(seed: [1], witness: [UInt8(baseRows)], statement: [UInt8(extendedRows)])
      let base = (0..<baseRows * columnCount).map { _ in K.Base.random(from: &random) }
      let extended = (0..<extendedRows * columnCount).map { _ in K.random(from: &random) }
      let expected = (0..<columnCount).flatMap { column in
        Self.digest(
          encode((0..<baseRows).map { base[$0 * columnCount + column] })
            + encode((0..<extendedRows).map { extended[$0 * columnCount + column] }))
      }
      for threads in [1, 2] {
        Workers.$threadOverride.withValue(threads) {
          #expect(Self.hash.columns(base: base, extended: extended, columnCount: columnCount) == expected)
        }
      }
    }
    for (baseRows, extendedRows) in [
      (1, 0), (0, 1), (12, 1), (13, 0), (14, 0), (15, 0), (16, 0), (17, 0), (3, 2), (13, 4), (15, 3), (40, 7),
    ] {
      for columnCount in [1, 8, 15, 16, 17, 40, 256] {
        check(KoalaBearQuintic.self, baseRows, extendedRows, columnCount)
      }
      check(BN254Scalar.self, baseRows, extendedRows, 40)
    }
    // More columns than one thread takes at once.
    check(KoalaBearQuintic.self, 17, 1, 4099)
  }

  /// The kernel of the proof of work: the smallest nonce, in ranges that are cut off or cross the middle of the word.
  @Test func searchFindsTheFirstNonce() {
    let prefix = Self.bytes(33, seed: 5)
    func zeros(_ nonce: UInt64) -> Int {
      let message = prefix + (0..<8).map { UInt8(truncatingIfNeeded: nonce >> UInt64(8 * $0)) }
      let words = SHA256.hash(data: message).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return words.leadingZeroBitCount
    }
    let high = UInt64(0x0123_4567_89ab_cdef)
    for start in [0, 1, 0xffff_fff9, 0xffff_ffff_fff9, high] {
      let counts = (0..<600).map { zeros(start + $0) }
      for bits in 0...9 {
        for count in [0, 1, 3, 4, 5, 150, 600] {
          var nonce: UInt64 = 0
          let result = worldid_sha256_search(prefix, start, UInt64(count), Int32(bits), &nonce)
          guard result >= 0 else { continue }
          let expected = counts.prefix(count).firstIndex { $0 >= bits }
          #expect(result == (expected == nil ? 0 : 1))
          if let expected { #expect(nonce == start + UInt64(expected)) }
        }
      }
    }
    var nonce: UInt64 = 0
    #expect(worldid_sha256_search(prefix, 0, 1, 33, &nonce) == -1)
    #expect(worldid_sha256_search(prefix, 0, 1, -1, &nonce) == -1)
  }
}
