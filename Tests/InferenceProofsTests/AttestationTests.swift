import Crypto
import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import Testing

/// What a sensor signs, and the one spelling of everything in an attestation.
@Suite struct AttestationTests {
  static let key = Curve25519.Signing.PrivateKey()

  private func commitment(_ first: Int) throws -> ScanCommitment {
    try #require(ScanCommitment(elements: (0..<9).map { KoalaBear(first + $0) }))
  }

  private func signed() throws -> ScanAttestation {
    try ScanAttestation.sign(
      scanCommitment: commitment(5), eyeSide: .left, capturedAt: 1_700_000_000, key: Self.key)
  }

  @Test func onlyWhatWasSignedIsValid() throws {
    let good = try signed()
    #expect(good.isValid())
    func changed(
      scan: ScanCommitment? = nil, side: EyeSide? = nil, time: UInt64? = nil, sensor: [UInt8]? = nil,
      signature: [UInt8]? = nil
    ) -> ScanAttestation {
      ScanAttestation(
        scanCommitment: scan ?? good.scanCommitment, eyeSide: side ?? good.eyeSide,
        capturedAt: time ?? good.capturedAt, sensorID: sensor ?? good.sensorID,
        signature: signature ?? good.signature)
    }
    #expect(changed().isValid())
    #expect(!changed(scan: try commitment(6)).isValid())
    #expect(!changed(side: .right).isValid())
    #expect(!changed(time: good.capturedAt + 1).isValid())
    let other = Curve25519.Signing.PrivateKey()
    #expect(!changed(sensor: Array(other.publicKey.rawRepresentation)).isValid())
    for byte in good.signature.indices {
      var signature = good.signature
      signature[byte] ^= 1
      #expect(!changed(signature: signature).isValid())
    }
    for count in [0, 1, 31, 33, 63, 65] {
      #expect(!changed(sensor: [UInt8](repeating: 1, count: count)).isValid())
      #expect(!changed(signature: [UInt8](repeating: 1, count: count)).isValid())
    }
  }

  @Test func jsonHasFixedLengths() throws {
    let good = try signed()
    let text = String(decoding: try JSONEncoder().encode(good), as: UTF8.self)
    func decode(_ text: String) throws -> ScanAttestation {
      try JSONDecoder().decode(ScanAttestation.self, from: Data(text.utf8))
    }
    #expect(try decode(text) == good)
    let sensor = hex(good.sensorID)
    let signature = hex(good.signature)
    for (old, new) in [
      (sensor, sensor + "00"), (sensor, String(sensor.dropLast(2))), (sensor, ""),
      (signature, signature + "00"),
      (signature, String(signature.dropLast(2))), (sensor, sensor.uppercased()), ("left", "middle"),
      (good.scanCommitment.hex, good.scanCommitment.hex + "00000000"),
    ] where old != new {
      #expect(throws: DecodingError.self) { try decode(text.replacing(old, with: new)) }
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Commitments and blindings: nine elements, 36 bytes, 72 lowercase digits, canonical words, nothing else.
  @Test func commitmentsHaveOneSpelling() throws {
    let good = try commitment(0xABCDE)
    #expect(ScanCommitment(bytes: good.bytes) == good)
    #expect(ScanCommitment(hex: good.hex) == good)
    #expect(ScanCommitment(hex: good.hex.uppercased()) == nil)
    #expect(ScanCommitment(hex: good.hex + "0") == nil)
    for count in [0, 1, 8, 10, 11] {
      let elements = (0..<count).map { KoalaBear($0) }
      #expect(ScanCommitment(elements: elements) == nil)
      #expect(CodeCommitment(elements: elements) == nil)
      #expect(CommitmentBlinding(elements: elements) == nil)
    }
    for count in [0, 4, 35, 37, 40] {
      let bytes = Array((good.bytes + good.bytes)[..<count])
      #expect(ScanCommitment(bytes: bytes) == nil)
      #expect(CodeCommitment(bytes: bytes) == nil)
      #expect(CommitmentBlinding(bytes: bytes) == nil)
    }
    for word in 0..<9 {
      var bytes = good.bytes
      for index in 0..<4 { bytes[4 * word + index] = [1, 0, 0, 0x7F][index] }
      #expect(ScanCommitment(bytes: bytes) == nil, "the modulus itself")
    }
  }

  @Test func statementsHaveFixedLengths() throws {
    let scan = try commitment(1)
    let code = try #require(CodeCommitment(elements: scan.elements))
    func make(_ model: Int, _ context: Int) throws -> InferenceStatement {
      try InferenceStatement(
        modelID: [UInt8](repeating: 1, count: model), scanCommitment: scan, codeCommitment: code,
        eyeSide: .left, context: [UInt8](repeating: 2, count: context))
    }
    #expect(try make(32, 32).encoded().count == InferenceStatement.encodedByteCount)
    for count in [0, 1, 31, 33, 64] {
      #expect(throws: ProofError.invalidField(name: "model id", reason: "it must have 32 bytes")) {
        try make(count, 32)
      }
      #expect(throws: ProofError.invalidField(name: "context", reason: "it must have 32 bytes")) {
        try make(32, count)
      }
    }
  }
}
