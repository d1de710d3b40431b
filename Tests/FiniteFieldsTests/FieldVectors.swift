import Foundation

/// Vectors computed by TestVectors/generate.py.
struct FieldVectors: Decodable {
  struct Product: Decodable {
    let a: [UInt32]
    let b: [UInt32]
    let product: [UInt32]
  }
  struct Inverse: Decodable {
    let a: [UInt32]
    let inverse: [UInt32]
  }
  struct Frobenius: Decodable {
    let a: [UInt32]
    let image: [UInt32]
  }
  let quinticProducts: [Product]
  let quinticInverses: [Inverse]
  let quinticFrobenius: Frobenius

  static func load() throws -> FieldVectors { try decodeVectors("fields.json") }
}

struct PoseidonVectors: Decodable {
  struct Hash: Decodable {
    let inputs: [String]
    let digest: String
  }
  let hashes: [Hash]

  static func load() throws -> PoseidonVectors { try decodeVectors("poseidon.json") }
}

private func decodeVectors<T: Decodable>(_ name: String, file: String = #filePath) throws -> T {
  let url = URL(filePath: file).deletingLastPathComponent().appending(path: "../../TestVectors/" + name)
  return try JSONDecoder().decode(T.self, from: Data(contentsOf: url))
}
