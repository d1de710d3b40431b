// A sensor, a model and a prover: what makes an enrolment's evidence.

import Crypto
import FiniteFields
import Foundation
import InferenceProofs
import QuantizedNetworks
import RegistryService

/// Shared by all tests, since building provers takes time.
struct ScanStation: Sendable {
  static let shared = Result { try ScanStation() }

  let key = Curve25519.Signing.PrivateKey()
  let network: QuantizedNetwork
  let otherNetwork: QuantizedNetwork
  private let prover: InferenceProver
  private let otherProver: InferenceProver

  private init() throws {
    network = try Self.filterBank(weight: 3)
    otherNetwork = try Self.filterBank(weight: 4)
    prover = try InferenceProver(network: network)
    otherProver = try InferenceProver(network: otherNetwork)
  }

  var sensorID: [UInt8] { [UInt8](key.publicKey.rawRepresentation) }

  /// A scan of its own for each number.
  func scan(_ number: UInt8) throws -> Scan {
    let pixels = (0..<network.inputShape.count).map { UInt8(truncatingIfNeeded: $0 * 7 + Int(number) * 13) }
    let blinding = CommitmentBlinding.random()
    return Scan(
      pixels: pixels, blinding: blinding,
      commitment: try prover.scanCommitment(pixels: pixels, blinding: blinding))
  }

  func attest(
    _ scan: Scan, eyeSide: EyeSide = .left, at capturedAt: UInt64, key: Curve25519.Signing.PrivateKey? = nil
  ) throws -> ScanAttestation {
    try ScanAttestation.sign(
      scanCommitment: scan.commitment, eyeSide: eyeSide, capturedAt: capturedAt, key: key ?? self.key)
  }

  func prove(
    _ scan: Scan, eyeSide: EyeSide = .left, context: [UInt8], withOtherModel: Bool = false
  ) throws -> InferenceProof {
    try (withOtherModel ? otherProver : prover).prove(
      pixels: scan.pixels, scanBlinding: scan.blinding, codeBlinding: .random(), eyeSide: eyeSide,
      context: context)
  }

  /// A committed scan.
  struct Scan: Sendable {
    let pixels: [UInt8]
    let blinding: CommitmentBlinding
    let commitment: ScanCommitment
  }

  private static func filterBank(weight: Int32) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 9, columns: 16)
    let weights: [Int32] = (0..<30).map { Int32($0 % 7) * weight - 9 }
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 2, kernelRows: 3, kernelColumns: 5, strideRows: 2,
      strideColumns: 2, paddingLeft: 2, paddingRight: 2, weights: weights, bias: [0, 0])
    let mask = try Convolution(
      source: .visibility, inputShape: shape, outputChannels: 2, kernelRows: 3, kernelColumns: 5,
      strideRows: 2,
      strideColumns: 2, paddingLeft: 2, paddingRight: 2, weights: [Int32](repeating: 1, count: 30),
      bias: [-9, -10])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: mask)
  }
}
