import FiniteFields
import MembershipProofs
import Testing

@Suite struct FieldHashTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Ethereum's well-known digests of the empty string and of "abc".
  @Test func publishedKeccakDigests() {
    #expect(
      hex(FieldHash.keccak256([])) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")
    #expect(
      hex(FieldHash.keccak256(Array("abc".utf8)))
        == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")
  }

  @Test func keccakAgreesWithTheReferenceAroundBlockBoundaries() throws {
    let vectors = try MembershipVectors.load()
    #expect(vectors.keccak.count >= 10)
    for vector in vectors.keccak {
      let message = (0..<vector.length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
      #expect(hex(FieldHash.keccak256(message)) == vector.digest, "length \(vector.length)")
    }
  }

  @Test func publishedFieldHashes() {
    #expect(
      FieldHash.hashToField([]).hex == "00c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a4")
    #expect(
      FieldHash.externalNullifier(app: "app_10eb12bd96d8f7202892ff25f094c803", action: "test-123123").hex
        == "0065ebab05692ff2e0816cc4c3b83216c33eaa4d906c6495add6323fe0e2dc89")
  }

  @Test func missingActionIsTheEmptyAction() {
    #expect(
      FieldHash.externalNullifier(app: "app_id", action: nil)
        == FieldHash.externalNullifier(app: "app_id", action: ""))
    #expect(
      FieldHash.externalNullifier(app: "app_id", action: "a")
        != FieldHash.externalNullifier(app: "app_id", action: "b"))
  }

  @Test(arguments: [
    ("0x", [UInt8]()), ("0xdeadBEEF", [0xde, 0xad, 0xbe, 0xef]), ("0x00", [0]),
    ("0x123", Array("0x123".utf8)), ("0xzz", Array("0xzz".utf8)), ("0X12", Array("0X12".utf8)),
    ("12", Array("12".utf8)), ("", []), ("0", Array("0".utf8)), ("é", [0xc3, 0xa9]),
    ("0x+1", Array("0x+1".utf8)), ("0x１２", Array("0x１２".utf8)),
  ])
  func hexadecimalSignalsAreBytes(signal: String, bytes: [UInt8]) {
    #expect(FieldHash.signalHash(signal) == FieldHash.hashToField(bytes))
  }
}
