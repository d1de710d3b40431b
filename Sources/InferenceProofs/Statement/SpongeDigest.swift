import FiniteFields
import ProofSystem

/// Nine KoalaBear elements, 36 bytes: what the commitment sponge puts out, and as much blinding as it takes in.
///
/// Eight elements would leave collisions at 2¹²⁴ (`PROTOCOL.md` 8).
public protocol SpongeElements: Hashable, Sendable {
  var elements: [KoalaBear] { get }
  /// Nil unless there are nine elements.
  init?(elements: [KoalaBear])
}

extension SpongeElements {
  /// Bytes of the canonical encoding.
  public static var byteCount: Int { CommitmentSponge.digestElementCount * KoalaBear.byteCount }

  /// Nine little-endian words, each below the modulus.
  public var bytes: [UInt8] { elements.flatMap(\.canonicalBytes) }

  /// Nil unless there are 36 bytes that are canonical words.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard bytes.count == Self.byteCount,
      let elements: [KoalaBear] = try? reader.elements(CommitmentSponge.digestElementCount, "digest")
    else { return nil }
    self.init(elements: elements)
  }
}

extension SpongeElements where Self: Codable {
  /// 72 lowercase hexadecimal digits.
  public var hex: String { Hexadecimal.encode(bytes) }

  /// Nil unless 72 lowercase hexadecimal digits spell canonical words: one value has one spelling.
  public init?(hex: String) {
    guard let bytes = Hexadecimal.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Self(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected 72 hexadecimal digits")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

extension CommitmentSponge {
  /// Exactly nine elements: the first ones of a list, filled up with zeros.
  struct Digest: Hashable, Sendable {
    let elements: [KoalaBear]

    init(first elements: [KoalaBear]) {
      let count = CommitmentSponge.digestElementCount
      self.elements = (0..<count).map { $0 < elements.count ? elements[$0] : .zero }
    }
  }
}

/// Commitment to the normalised iris (pixels and occlusion together).
public struct ScanCommitment: SpongeElements, Codable {
  public let elements: [KoalaBear]

  public init?(elements: [KoalaBear]) {
    guard elements.count == CommitmentSponge.digestElementCount else { return nil }
    self.elements = elements
  }

  /// What the sponge put out.
  init(digest: CommitmentSponge.Digest) { elements = digest.elements }
}

/// Commitment to the iris code and its mask.
public struct CodeCommitment: SpongeElements, Codable {
  public let elements: [KoalaBear]

  public init?(elements: [KoalaBear]) {
    guard elements.count == CommitmentSponge.digestElementCount else { return nil }
    self.elements = elements
  }

  /// What the sponge put out.
  init(digest: CommitmentSponge.Digest) { elements = digest.elements }
}

/// The uniform elements that hide what is committed. Secret: whoever has it and the commitment can test guesses.
public struct CommitmentBlinding: SpongeElements {
  public let elements: [KoalaBear]

  public init?(elements: [KoalaBear]) {
    guard elements.count == CommitmentSponge.digestElementCount else { return nil }
    self.elements = elements
  }

  private init(_ digest: CommitmentSponge.Digest) { elements = digest.elements }

  /// 279 uniform bits from the operating system.
  public static func random() -> CommitmentBlinding {
    var stream = RandomStream(witness: [], statement: Array("commitment blinding".utf8))
    let elements = (0..<CommitmentSponge.digestElementCount).map { _ in KoalaBear.random(from: &stream) }
    return CommitmentBlinding(CommitmentSponge.Digest(first: elements))
  }
}

/// Lowercase hexadecimal, one spelling a value.
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  package static func encode(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Nil for an odd length or any character but 0–9 and a–f.
  package static func decode(_ text: String) -> [UInt8]? {
    let nibbles = text.utf8.map { digits.firstIndex(of: $0) }
    guard nibbles.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(nibbles.count / 2)
    for index in stride(from: 0, to: nibbles.count, by: 2) {
      guard let high = nibbles[index], let low = nibbles[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
