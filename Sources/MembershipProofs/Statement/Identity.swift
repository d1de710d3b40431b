import Crypto
import FiniteFields
import ProofSystem

/// A person's World ID identity: two secret scalars derived from a secret, and the public commitment to them.
///
/// Copies share one place in memory, which is overwritten when the last copy goes. The trapdoor and the nullifier
/// must never be logged; `description` shows the commitment only.
public struct Identity: Sendable, CustomStringConvertible {
  private let secrets: Secrets

  /// H1(H2(nullifier, trapdoor)): the leaf of the membership tree, public.
  public let commitment: BN254Scalar

  /// Secret: blinds the commitment.
  public var trapdoor: BN254Scalar { secrets.trapdoor }

  /// Secret: gives one unlinkable nullifier hash for each external nullifier.
  public var nullifier: BN254Scalar { secrets.nullifier }

  /// Derives the identity from a secret of any length. The caller wipes its copy of the secret.
  ///
  /// Both scalars are SHA-256 digests, taken modulo the field's order, of the lowercase hexadecimal SHA-256 of the
  /// secret followed by a label.
  public init(secret: [UInt8]) {
    var seed = Self.hexadecimal(SHA256.hash(data: secret))
    secrets = Secrets(
      trapdoor: Self.scalar(seed, label: "identity_trapdoor"),
      nullifier: Self.scalar(seed, label: "identity_nullifier"))
    wipe(&seed)
    commitment = Poseidon.hash(Poseidon.hash(secrets.nullifier, secrets.trapdoor))
  }

  /// The public pseudonym of this identity in one scope: H2(externalNullifier, nullifier).
  public func nullifierHash(externalNullifier: BN254Scalar) -> BN254Scalar {
    Poseidon.hash(externalNullifier, secrets.nullifier)
  }

  public var description: String { "Identity(commitment: \(commitment))" }

  private static func hexadecimal(_ digest: SHA256.Digest) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func scalar(_ seed: [UInt8], label: String) -> BN254Scalar {
    var hasher = SHA256()
    hasher.update(data: seed)
    hasher.update(data: Array(label.utf8))
    var digest = Array(hasher.finalize())
    defer { wipe(&digest) }
    return BN254Scalar(reducing: digest)
  }
}

extension Identity {
  /// The one place in memory that holds the two scalars. Immutable between initialisation and deinitialisation.
  private final class Secrets: @unchecked Sendable {
    private let storage: UnsafeMutablePointer<BN254Scalar>

    init(trapdoor: BN254Scalar, nullifier: BN254Scalar) {
      storage = .allocate(capacity: 2)
      storage.initialize(to: trapdoor)
      (storage + 1).initialize(to: nullifier)
    }

    deinit {
      wipe(
        UnsafeMutableRawBufferPointer(start: storage, count: 2 * MemoryLayout<BN254Scalar>.stride))
      storage.deallocate()
    }

    var trapdoor: BN254Scalar { storage[0] }
    var nullifier: BN254Scalar { storage[1] }
  }
}
