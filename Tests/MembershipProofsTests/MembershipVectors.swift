import Foundation

/// Vectors computed by TestVectors/generate.py.
struct MembershipVectors: Decodable {
  struct Keccak: Decodable {
    let length: Int
    let digest: String
  }
  struct IdentityCase: Decodable {
    let secret: String
    let commitment: String
    let app: String
    let action: String
    let externalNullifier: String
    let nullifierHash: String
  }
  struct Tree: Decodable {
    let depth: Int
    let leaves: [String]
    let root: String
  }
  let keccak: [Keccak]
  let identities: [IdentityCase]
  let trees: [Tree]

  static func load(_ file: String = #filePath) throws -> MembershipVectors {
    let url = URL(filePath: file).deletingLastPathComponent().appending(
      path: "../../TestVectors/membership.json")
    return try JSONDecoder().decode(MembershipVectors.self, from: Data(contentsOf: url))
  }
}

/// The bytes of an even number of hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
  let digits = Array(hex).compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
}
