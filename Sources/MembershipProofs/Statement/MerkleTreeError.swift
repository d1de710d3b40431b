/// Why a membership tree refuses an operation.
public enum MerkleTreeError: Error, Equatable, CustomStringConvertible {
  /// The leaves to append do not fit.
  case full(capacity: UInt64, requested: UInt64)
  /// There is no leaf at this index yet.
  case noLeaf(index: UInt32, leafCount: Int)
  /// Stored nodes do not have the shape of a tree of this depth.
  case wrongShape(level: Int, expectedNodes: Int, foundNodes: Int)

  public var description: String {
    switch self {
    case .full(let capacity, let requested):
      "the tree holds \(capacity) leaves and cannot hold \(requested); start a deeper tree"
    case .noLeaf(let index, let leafCount):
      "there is no leaf \(index), the tree has \(leafCount) leaves; ask for an index below that"
    case .wrongShape(let level, let expectedNodes, let foundNodes):
      "level \(level) of the stored tree has \(foundNodes) nodes instead of \(expectedNodes); "
        + "rebuild the tree from its leaves"
    }
  }
}
