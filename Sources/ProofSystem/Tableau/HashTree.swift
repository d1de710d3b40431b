import Crypto

/// A binary SHA-256 tree over the tableau's columns, with one proof for any set of leaves.
///
/// Leaves are SHA-256(L ‖ column), nodes SHA-256(N ‖ left ‖ right), where L and N are blocks of 64 bytes: "worldid leaf" and "worldid node",
/// filled up with zero bytes (`PROTOCOL.md` 1.4). The number of leaves is a power of two.
public struct HashTree: Sendable {
  public static let digestByteCount = BatchHash.digestByteCount

  package static let leafHash = BatchHash("worldid leaf")
  package static let nodeHash = BatchHash("worldid node")

  /// Level 0 holds the leaves, the last level the root; digests lie one after the other.
  private let levels: [[UInt8]]

  /// - Parameter leaves: 32 bytes a leaf, a power of two of them.
  public init(leaves: [UInt8]) {
    var levels = [leaves]
    while let level = levels.last, level.count > Self.digestByteCount { levels.append(Self.parents(level)) }
    self.levels = levels
  }

  public var root: [UInt8] { levels[levels.count - 1] }

  public static func leaf(_ column: UnsafeRawBufferPointer) -> SHA256.Digest { leafHash(column) }

  /// Leaf digests, one after the other, of columns of `byteCount` > 0 bytes that lie one after the other.
  public static func leaves(columns: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8] {
    leafHash(columns, byteCount: byteCount)
  }

  /// A level from the one below.
  private static func parents(_ children: [UInt8]) -> [UInt8] {
    let count = children.count / (2 * digestByteCount)
    return [UInt8](unsafeUninitializedCapacity: count * digestByteCount) { buffer, initialized in
      initialized = count * digestByteCount
      let digests = Shared(UnsafeMutableBufferPointer(rebasing: buffer[..<initialized]))
      Workers.perform(count: count, grain: 512) { nodes in
        children.withUnsafeBytes {
          let pairs = $0[2 * digestByteCount * nodes.lowerBound..<2 * digestByteCount * nodes.upperBound]
          nodeHash.write(
            UnsafeRawBufferPointer(rebasing: pairs), byteCount: 2 * digestByteCount,
            to: digests.slice(digestByteCount * nodes.lowerBound..<digestByteCount * nodes.upperBound))
        }
      }
    }
  }

  /// The digests that a verifier who knows the leaves at `indices` (ascending, distinct) lacks, level by level, left to right.
  public func multiproof(_ indices: [Int]) -> [UInt8] {
    var proof: [UInt8] = []
    var known = indices
    for level in levels.dropLast() {
      Self.walk(&known) { missing in
        proof.append(contentsOf: level[missing * 32..<missing * 32 + 32])
      }
    }
    return proof
  }

  /// How many bytes `multiproof` has for these indices in a tree of `leafCount` leaves.
  public static func multiproofByteCount(_ indices: [Int], leafCount: Int) -> Int {
    var known = indices
    var count = 0
    var size = leafCount
    while size > 1 {
      walk(&known) { _ in count += digestByteCount }
      size /= 2
    }
    return count
  }

  /// The root that the opened leaves and the proof lead to, or nil when either has another length.
  ///
  /// - Parameter leaves: digest of each index in `indices`, same order, one after the other.
  public static func root(leaves: [UInt8], indices: [Int], leafCount: Int, proof: [UInt8]) -> [UInt8]? {
    guard leaves.count == indices.count * digestByteCount, !leaves.isEmpty,
      proof.count == multiproofByteCount(indices, leafCount: leafCount)
    else { return nil }
    var digests = leaves
    var known = indices
    var position = 0
    var size = leafCount
    while size > 1 {
      var children: [UInt8] = []
      children.reserveCapacity(2 * digests.count)
      var index = 0
      while index < known.count {
        let isLeft = known[index] & 1 == 0
        let isPaired = isLeft && index + 1 < known.count && known[index + 1] == known[index] + 1
        let own = digests[index * digestByteCount..<(index + 1) * digestByteCount]
        if isPaired {
          children += digests[index * digestByteCount..<(index + 2) * digestByteCount]
        } else {
          let sibling = proof[position..<position + digestByteCount]
          position += digestByteCount
          children += isLeft ? own : sibling
          children += isLeft ? sibling : own
        }
        index += isPaired ? 2 : 1
      }
      walk(&known) { _ in }
      digests = parents(children)
      size /= 2
    }
    return digests
  }

  /// Moves `known` up one level, reporting each sibling that is not known.
  private static func walk(_ known: inout [Int], _ missing: (Int) -> Void) {
    var parents: [Int] = []
    parents.reserveCapacity(known.count)
    var index = 0
    while index < known.count {
      let node = known[index]
      if node & 1 == 0, index + 1 < known.count, known[index + 1] == node + 1 {
        index += 2
      } else {
        missing(node ^ 1)
        index += 1
      }
      parents.append(node >> 1)
    }
    known = parents
  }
}
