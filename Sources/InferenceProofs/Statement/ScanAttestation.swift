import Crypto
import Foundation
import ProofSystem

/// A sensor's signature: "this scan was captured from this eye at this time". Trust in the capture rests on it alone.
public struct ScanAttestation: Hashable, Sendable, Codable {
  public let scanCommitment: ScanCommitment
  public let eyeSide: EyeSide
  /// Unix seconds.
  public let capturedAt: UInt64
  /// The sensor's Ed25519 public key, 32 bytes.
  public let sensorID: [UInt8]
  /// 64 bytes over `signedBytes`.
  public let signature: [UInt8]

  public init(
    scanCommitment: ScanCommitment, eyeSide: EyeSide, capturedAt: UInt64, sensorID: [UInt8],
    signature: [UInt8]
  ) {
    self.scanCommitment = scanCommitment
    self.eyeSide = eyeSide
    self.capturedAt = capturedAt
    self.sensorID = sensorID
    self.signature = signature
  }

  /// Signs with the sensor's key.
  public static func sign(
    scanCommitment: ScanCommitment, eyeSide: EyeSide, capturedAt: UInt64, key: Curve25519.Signing.PrivateKey
  ) throws -> ScanAttestation {
    let sensorID = Array(key.publicKey.rawRepresentation)
    let unsigned = ScanAttestation(
      scanCommitment: scanCommitment, eyeSide: eyeSide, capturedAt: capturedAt, sensorID: sensorID,
      signature: [])
    return ScanAttestation(
      scanCommitment: scanCommitment, eyeSide: eyeSide, capturedAt: capturedAt, sensorID: sensorID,
      signature: Array(try key.signature(for: unsigned.signedBytes)))
  }

  /// Domain ‖ scan commitment ‖ eye side ‖ capture time ‖ sensor id.
  var signedBytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Array("worldid scan attestation v1".utf8))
    writer.append(scanCommitment.bytes)
    writer.append(byte: eyeSide.rawValue)
    writer.append(uint64: capturedAt)
    writer.append(sensorID)
    return writer.bytes
  }

  /// Whether the signature is the sensor's; says nothing on whether the sensor is trusted or the capture recent.
  public func isValid() -> Bool {
    guard sensorID.count == 32, signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: sensorID)
    else { return false }
    return key.isValidSignature(signature, for: signedBytes)
  }

  private enum CodingKeys: String, CodingKey {
    case scanCommitment, eyeSide, capturedAt, sensorID, signature
  }

  /// JSON: bytes as lowercase hexadecimal, the eye side as "left" or "right".
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func bytes(_ key: CodingKeys, _ count: Int) throws -> [UInt8] {
      guard let bytes = Hexadecimal.decode(try container.decode(String.self, forKey: key)),
        bytes.count == count
      else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected \(2 * count) hexadecimal digits")
      }
      return bytes
    }
    guard let side = EyeSide(name: try container.decode(String.self, forKey: .eyeSide)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .eyeSide, in: container, debugDescription: "expected left or right")
    }
    scanCommitment = try container.decode(ScanCommitment.self, forKey: .scanCommitment)
    eyeSide = side
    capturedAt = try container.decode(UInt64.self, forKey: .capturedAt)
    sensorID = try bytes(.sensorID, 32)
    signature = try bytes(.signature, 64)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(scanCommitment, forKey: .scanCommitment)
    try container.encode(eyeSide.description, forKey: .eyeSide)
    try container.encode(capturedAt, forKey: .capturedAt)
    try container.encode(Hexadecimal.encode(sensorID), forKey: .sensorID)
    try container.encode(Hexadecimal.encode(signature), forKey: .signature)
  }
}
