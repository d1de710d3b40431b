import FiniteFields
import Testing

@Suite struct EncodingTests {
  @Test func koalaBearWordsFromTheModulusOnAreRefused() {
    let p = KoalaBear.modulus
    for word in [p, p + 1, 1 << 31, UInt32.max] {
      #expect(KoalaBear(exactly: word) == nil)
      #expect(KoalaBear(canonicalBytes: littleEndian(word)) == nil)
      #expect(KoalaBear(wrapped: word).canonical == word % p)
      for position in 0..<5 {
        var words = [UInt32](repeating: 3, count: 5)
        words[position] = word
        #expect(KoalaBearQuintic(canonicalBytes: words.flatMap(littleEndian)) == nil)
      }
    }
    #expect(KoalaBear(canonicalBytes: littleEndian(p - 1)) == KoalaBear(-1))
  }

  private func littleEndian(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }

  /// The order itself and the order with each limb raised, at which comparisons limb by limb go wrong.
  @Test func bn254IntegersFromTheOrderOnAreRefused() {
    let order = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"
    let refused = [
      order,
      "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000002",
      "30644e72e131a029b85045b68181585d2833e84879b970920000000000000000",
      "30644e72e131a029b85045b68181585e00000000000000000000000000000000",
      "30644e72e131a02a000000000000000000000000000000000000000000000000",
      String(repeating: "f", count: 64),
    ]
    for text in refused {
      #expect(BN254Scalar(hex: text) == nil)
      #expect(BN254Scalar(hex: "0x" + text) == nil)
    }
    let accepted = [
      "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000",
      "30644e72e131a029b85045b68181585d2833e84879b97090ffffffffffffffff",
      "30644e72e131a029b85045b68181585cffffffffffffffffffffffffffffffff",
      "30644e72e131a028ffffffffffffffffffffffffffffffffffffffffffffffff",
    ]
    for text in accepted { #expect(BN254Scalar(hex: text)?.hex == text) }
  }

  @Test func hexTakesEitherCaseAndExactly64Digits() {
    let digits = String(repeating: "0", count: 62) + "aB"
    #expect(BN254Scalar(hex: digits) == BN254Scalar(0xab))
    #expect(BN254Scalar(hex: "0x" + digits) == BN254Scalar(0xab))
    for text in [
      "", "0x", "ab", "0X" + digits, digits + "0", String(digits.dropLast()), "0x" + digits.dropLast() + "g",
      " " + digits.dropLast(), "+" + digits.dropFirst(), "0x" + digits + "00",
    ] {
      #expect(BN254Scalar(hex: text) == nil, "\(text)")
    }
  }

  @Test func bigEndianBytesAreTheReverse() {
    let element = BN254Scalar(0x0102)
    #expect(element.bigEndianBytes == [UInt8](repeating: 0, count: 30) + [1, 2])
    #expect(BN254Scalar(bigEndian: element.bigEndianBytes) == element)
    #expect(BN254Scalar(bigEndian: Array(element.bigEndianBytes.dropFirst())) == nil)
    #expect(BN254Scalar(bigEndian: [0] + element.bigEndianBytes) == nil)
  }

  @Test func descriptionsShowValues() {
    #expect("\(KoalaBear(-1))" == "2130706432")
    #expect("\(KoalaBearQuintic(7))" == "(7, 0, 0, 0, 0)")
    #expect("\(BN254Scalar(255))" == "0x" + String(repeating: "0", count: 62) + "ff")
  }
}
