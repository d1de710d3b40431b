import Foundation

/// The contents of TestVectors/transcript.json.
struct Vectors: Decodable {
  struct Challenges: Decodable {
    let koala: [UInt32]
    let quintic: [UInt32]
    let bn254: [String]
    let nonce: UInt64
    let indices: [Int]
    let bytes: String
  }
  struct Tree: Decodable {
    let leafCount: Int
    let opened: [Int]
    let root: String
    let proof: String
  }
  struct Queries: Decodable {
    let w: Int
    let n: Int
    let t: Int
    let g: Int
    let bits: Double
  }
  let transcript: Challenges
  let tree: Tree
  let queryBits: [Queries]

  static func load() throws -> Vectors {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try JSONDecoder().decode(
      Vectors.self, from: Data(contentsOf: folder.appending(path: "TestVectors/transcript.json")))
  }
}

/// Lowercase hexadecimal.
enum Hex {
  static func encode(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
