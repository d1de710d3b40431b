import FiniteFields

/// The way from a leaf of a membership tree to its root.
public struct InclusionProof: Hashable, Sendable {
  /// Position of the leaf; bit k is 1 where the path is the right child at level k, level 0 being the leaves.
  public let leafIndex: UInt32
  /// The other child at each level, leaf level first; as many as the tree is deep, at most 32.
  public let siblings: [BN254Scalar]

  public init(leafIndex: UInt32, siblings: [BN254Scalar]) {
    self.leafIndex = leafIndex
    self.siblings = siblings
  }

  /// The root of the tree that has this leaf at this place.
  public func root(leaf: BN254Scalar) -> BN254Scalar {
    var node = leaf
    for (level, sibling) in siblings.enumerated() {
      // Shifting by 32 or more gives 0: beyond the index's bits the path runs along the left edge.
      let isRight = (leafIndex >> UInt32(clamping: level)) & 1 == 1
      node = isRight ? Poseidon.hash(sibling, node) : Poseidon.hash(node, sibling)
    }
    return node
  }
}

/// As JSON: `{"leafIndex": 5, "siblings": ["64 hexadecimal digits", …]}`.
extension InclusionProof: Codable {
  private enum CodingKeys: String, CodingKey {
    case leafIndex
    case siblings
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let leafIndex = try container.decode(UInt32.self, forKey: .leafIndex)
    var list = try container.nestedUnkeyedContainer(forKey: .siblings)
    var siblings = [BN254Scalar]()
    while !list.isAtEnd {
      guard siblings.count < MerkleTree.maximumDepth else {
        throw DecodingError.dataCorruptedError(
          in: list, debugDescription: "an inclusion proof has at most \(MerkleTree.maximumDepth) siblings")
      }
      guard let sibling = BN254Scalar(hex: try list.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(
          in: list,
          debugDescription:
            "sibling \(siblings.count) is not 64 hexadecimal digits of a number below the order")
      }
      siblings.append(sibling)
    }
    guard UInt64(leafIndex) >> UInt64(siblings.count) == 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .leafIndex, in: container,
        debugDescription: "leaf \(leafIndex) lies outside a tree of depth \(siblings.count)")
    }
    self.init(leafIndex: leafIndex, siblings: siblings)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(leafIndex, forKey: .leafIndex)
    try container.encode(siblings.map(\.hex), forKey: .siblings)
  }
}
