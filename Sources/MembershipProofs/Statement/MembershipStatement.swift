import FiniteFields
import ProofSystem

/// What a membership proof shows: someone whose identity is a leaf of the tree with this root acts in the scope
/// `externalNullifier`, where `nullifierHash` is their only name, and endorses the signal behind `signalHash`.
public struct MembershipStatement: Hashable, Sendable {
  public let root: BN254Scalar
  public let nullifierHash: BN254Scalar
  public let signalHash: BN254Scalar
  public let externalNullifier: BN254Scalar

  /// Length of the encoding: four field elements.
  public static let encodedByteCount = 4 * BN254Scalar.byteCount

  public init(
    root: BN254Scalar, nullifierHash: BN254Scalar, signalHash: BN254Scalar, externalNullifier: BN254Scalar
  ) {
    self.root = root
    self.nullifierHash = nullifierHash
    self.signalHash = signalHash
    self.externalNullifier = externalNullifier
  }

  /// Root, nullifier hash, signal hash and external nullifier, each as 32 bytes, least significant first.
  public func encoded() -> [UInt8] {
    [root, nullifierHash, signalHash, externalNullifier].flatMap(\.canonicalBytes)
  }

  /// Decodes exactly `encodedByteCount` bytes; every statement has one encoding.
  public init(encoded bytes: [UInt8]) throws(ProofError) {
    guard bytes.count >= Self.encodedByteCount else { throw .truncated(section: "membership statement") }
    guard bytes.count == Self.encodedByteCount else {
      throw .trailingBytes(count: bytes.count - Self.encodedByteCount)
    }
    func element(_ index: Int, _ name: String) throws(ProofError) -> BN254Scalar {
      let width = BN254Scalar.byteCount
      guard let value = BN254Scalar(canonicalBytes: bytes[(index * width)..<((index + 1) * width)]) else {
        throw .nonCanonical(section: name)
      }
      return value
    }
    self.init(
      root: try element(0, "root"), nullifierHash: try element(1, "nullifier hash"),
      signalHash: try element(2, "signal hash"), externalNullifier: try element(3, "external nullifier"))
  }
}
