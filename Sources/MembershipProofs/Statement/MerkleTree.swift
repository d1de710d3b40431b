import FiniteFields

/// The append-only Poseidon tree of identity commitments. Leaves fill it from the left, missing ones are zero, and
/// a node is H2(left, right). Only nodes above a leaf are stored, so memory grows with the leaves, not the capacity.
public struct MerkleTree: Sendable {
  /// The depth World ID uses.
  public static let standardDepth = 30
  /// A leaf index has 32 bits.
  public static let maximumDepth = 32

  public let depth: Int
  /// The nodes above leaves, leaves first: level k holds ⌈leafCount / 2^k⌉ nodes, k in 0...depth.
  public private(set) var levels: [[BN254Scalar]]

  /// Roots of empty trees by depth, 0...maximumDepth.
  private static let emptyRoots: [BN254Scalar] = {
    var roots = [BN254Scalar.zero]
    for _ in 0..<maximumDepth { roots.append(Poseidon.hash(roots[roots.count - 1], roots[roots.count - 1])) }
    return roots
  }()

  /// The root of a tree without leaves; depth in 0...maximumDepth.
  public static func emptyRoot(depth: Int) -> BN254Scalar { emptyRoots[depth] }

  /// A tree without leaves; depth in 0...maximumDepth.
  public init(depth: Int = MerkleTree.standardDepth) {
    precondition((0...Self.maximumDepth).contains(depth), "a tree has a depth of 0 to \(Self.maximumDepth)")
    self.depth = depth
    levels = Array(repeating: [], count: depth + 1)
  }

  /// Takes over stored nodes in the order of `levels` without hashing anything. Their number is checked, their
  /// values are not: `isConsistent` does that. The depth follows from the number of levels, 1...maximumDepth + 1.
  public init(levels: [[BN254Scalar]]) throws(MerkleTreeError) {
    guard (1...(Self.maximumDepth + 1)).contains(levels.count) else {
      throw .wrongShape(level: levels.count, expectedNodes: 0, foundNodes: 0)
    }
    for level in 1..<max(levels.count, 2) where level < levels.count {
      let expected = levels[level - 1].count / 2 + levels[level - 1].count % 2
      guard levels[level].count == expected else {
        throw .wrongShape(level: level, expectedNodes: expected, foundNodes: levels[level].count)
      }
    }
    let depth = levels.count - 1
    guard levels[depth].count <= 1 else {
      throw .wrongShape(level: depth, expectedNodes: 1, foundNodes: levels[depth].count)
    }
    self.depth = depth
    self.levels = levels
  }

  public var leafCount: Int { levels[0].count }

  public var root: BN254Scalar { levels[depth].first ?? Self.emptyRoots[depth] }

  /// Appends leaves and returns their indices. A batch of n costs n hashes and one more a level.
  @discardableResult
  public mutating func append(contentsOf leaves: [BN254Scalar]) throws(MerkleTreeError) -> Range<Int> {
    let first = leafCount
    let (total, overflow) = UInt64(first).addingReportingOverflow(UInt64(leaves.count))
    let capacity = UInt64(1) << UInt64(depth)
    guard !overflow, total <= capacity else { throw .full(capacity: capacity, requested: total) }
    guard !leaves.isEmpty else { return first..<first }
    levels[0].append(contentsOf: leaves)
    var firstChanged = first
    for level in 0..<depth {
      firstChanged /= 2
      var children = Array(levels[level][(2 * firstChanged)...])
      if children.count % 2 == 1 { children.append(Self.emptyRoots[level]) }
      levels[level + 1].removeLast(levels[level + 1].count - firstChanged)
      levels[level + 1].append(contentsOf: Poseidon.hashPairs(children))
    }
    return first..<leafCount
  }

  /// Appends one leaf and returns its index.
  @discardableResult
  public mutating func append(_ leaf: BN254Scalar) throws(MerkleTreeError) -> Int {
    try append(contentsOf: [leaf]).lowerBound
  }

  /// The path of an existing leaf.
  public func inclusionProof(_ leafIndex: UInt32) throws(MerkleTreeError) -> InclusionProof {
    guard Int(leafIndex) < leafCount else { throw .noLeaf(index: leafIndex, leafCount: leafCount) }
    let siblings = (0..<depth).map { level in node(level, (Int(leafIndex) >> level) ^ 1) }
    return InclusionProof(leafIndex: leafIndex, siblings: siblings)
  }

  /// Whether every stored node is the hash of its children: one hash a leaf.
  public var isConsistent: Bool {
    (0..<depth).allSatisfy { level in
      let padding = levels[level].count % 2 == 1 ? [Self.emptyRoots[level]] : []
      return levels[level + 1] == Poseidon.hashPairs(levels[level] + padding)
    }
  }

  private func node(_ level: Int, _ index: Int) -> BN254Scalar {
    index < levels[level].count ? levels[level][index] : Self.emptyRoots[level]
  }
}
