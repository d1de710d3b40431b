import Crypto

/// A binary SHA-256 tree over the tableau's columns, with one proof for any set of leaves.
///
/// Leaves are SHA-256(0x00 ‖ column), nodes SHA-256(0x01 ‖ left ‖ right) (`PROTOCOL.md` 1.4); the number of leaves is a power of two.
public struct HashTree: Sendable {
  public static let digestByteCount = 32

  /// Level 0 holds the leaves, the last level the root; digests lie one after the other.
  private let levels: [[UInt8]]

  /// - Parameter leaves: 32 bytes a leaf, a power of two of them.
  public init(leaves: [UInt8]) {
    var levels = [leaves]
    while let level = levels.last, level.count > Self.digestByteCount {
      var next: [UInt8] = []
      next.reserveCapacity(level.count / 2)
      for start in stride(from: 0, to: level.count, by: 64) {
        next.append(contentsOf: Self.node(level[start..<start + 64]))
      }
      levels.append(next)
    }
    self.levels = levels
  }

  public var root: [UInt8] { levels[levels.count - 1] }

  public static func leaf(_ column: UnsafeRawBufferPointer) -> SHA256.Digest {
    var hash = SHA256()
    hash.update(data: [0])
    hash.update(bufferPointer: column)
    return hash.finalize()
  }

  static func node(_ children: ArraySlice<UInt8>) -> SHA256.Digest {
    var hash = SHA256()
    hash.update(data: [1])
    hash.update(data: children)
    return hash.finalize()
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

  /// The root that the opened leaves and the proof lead to, or nil when the proof has another length.
  ///
  /// - Parameter leaves: digest of each index in `indices`, same order.
  public static func root(leaves: [[UInt8]], indices: [Int], leafCount: Int, proof: [UInt8]) -> [UInt8]? {
    guard leaves.count == indices.count, !leaves.isEmpty,
      proof.count == multiproofByteCount(indices, leafCount: leafCount)
    else { return nil }
    var digests = leaves
    var known = indices
    var position = 0
    var size = leafCount
    while size > 1 {
      var next: [[UInt8]] = []
      var index = 0
      while index < known.count {
        let paired = index + 1 < known.count && known[index] & 1 == 0 && known[index + 1] == known[index] + 1
        let sibling: [UInt8]
        if paired {
          sibling = digests[index + 1]
        } else {
          sibling = Array(proof[position..<position + 32])
          position += 32
        }
        let isLeft = known[index] & 1 == 0
        let children = isLeft ? digests[index] + sibling : sibling + digests[index]
        next.append(Array(node(children[...])))
        index += paired ? 2 : 1
      }
      walk(&known) { _ in }
      digests = next
      size /= 2
    }
    return digests.first
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
