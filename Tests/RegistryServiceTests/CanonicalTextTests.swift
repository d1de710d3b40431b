// One value, one spelling.

import FiniteFields
import Foundation
import InferenceProofs
import RegistryService
import Testing

@Suite struct CanonicalTextTests {
  private static let modulus = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"
  private static let sample = "000352340ece4a3509b5a053118e289300e9e9677d135ae1a625219a10923a7e"

  @Test func canonicalTextsRoundTrip() throws {
    let largest = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000"
    for text in [Self.sample, largest, String(repeating: "0", count: 64)] {
      #expect(try #require(BN254Scalar(canonicalText: text)).canonicalText == text)
    }
    #expect(try #require(BN254Scalar(canonicalText: largest)) + .one == .zero)
  }

  private static let body = String(sample.dropLast())

  static let variants: [String] = [
    "0x\(sample)", sample.uppercased(), " \(sample)", "\(sample) ", "\(sample)\n", "0x\(sample.dropFirst(2))",
    "0\(sample)", "+\(sample.dropFirst())", "-\(sample.dropFirst())", body, modulus,
    String(repeating: "f", count: 64), "", "0", "\(body)g", "\(body)G", "\(body):", "\(body)/", "\(body)@",
    "\(body)`", "\(body)\u{660}", "\(body.dropLast())é", "\(body)\u{FF11}", "\u{FEFF}\(sample)",
  ]

  @Test(arguments: variants)
  func variantsAreRefused(text: String) {
    #expect(BN254Scalar(canonicalText: text) == nil)
  }

  @Test func commitmentsAndIdentifiersAreAsStrict() throws {
    let scan = try Samples.scanCommitment(0x01020304)
    #expect(scan.canonicalText == "04030201" + String(repeating: "0", count: 64))
    #expect(ScanCommitment(canonicalText: scan.canonicalText) == scan)
    #expect(ScanCommitment(canonicalText: String(repeating: "f", count: 72)) == nil)
    #expect(ScanCommitment(canonicalText: scan.canonicalText + "0") == nil)
    #expect(Bytes32(canonicalText: Self.modulus)?.canonicalText == Self.modulus)
    #expect(Bytes32(canonicalText: Self.modulus.uppercased()) == nil)
    #expect(Bytes64(canonicalText: Self.modulus) == nil)
    #expect(Bytes64(canonicalText: Self.modulus + Self.modulus)?.bytes.count == 64)
    #expect(EyeSide(canonicalText: "left") == .left)
    #expect(EyeSide(canonicalText: "Left") == nil)
  }

  @Test func theWrapperDecodesTextsOnly() throws {
    let decoder = JSONDecoder()
    let value = try decoder.decode([Canonical<BN254Scalar>].self, from: Data("[\"\(Self.sample)\"]".utf8))
    #expect(value.map(\.wrappedValue.canonicalText) == [Self.sample])
    for json in ["[1]", "[null]", "[\"0x\"]", "[[]]", "[\"\(Self.sample.uppercased())\"]"] {
      #expect(throws: (any Error).self) {
        try decoder.decode([Canonical<BN254Scalar>].self, from: Data(json.utf8))
      }
    }
  }
}
