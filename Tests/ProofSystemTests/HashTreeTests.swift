import Crypto
import ProofSystem
import Testing

@Suite struct HashTreeTests {
  /// Trees of sizes 1...64 with a handful of opened sets each.
  static let cases: [(leafCount: Int, opened: [Int])] = {
    var generator = SplitMix(state: 1)
    var cases: [(Int, [Int])] = [(1, [0]), (2, [0]), (2, [1]), (2, [0, 1]), (16, [0, 3, 6, 7, 13])]
    for logSize in 2...6 {
      let size = 1 << logSize
      cases.append((size, Array(0..<size)))
      for _ in 0..<6 {
        let chosen = (0..<size).filter { _ in generator.next() % 3 == 0 }
        cases.append((size, chosen.isEmpty ? [size - 1] : chosen))
      }
    }
    return cases
  }()

  static func leaf(_ index: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(index), count: index + 1).withUnsafeBytes { Array(HashTree.leaf($0)) }
  }

  static func leaves(_ count: Int) -> [[UInt8]] { (0..<count).map(leaf) }

  static func block(_ name: String) -> [UInt8] {
    Array(name.utf8) + [UInt8](repeating: 0, count: 64 - name.utf8.count)
  }

  /// The root by definition, top down.
  static func naiveRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    let middle = leaves.startIndex + leaves.count / 2
    return Array(
      SHA256.hash(
        data: block("worldid node") + naiveRoot(leaves[..<middle]) + naiveRoot(leaves[middle...])))
  }

  @Test func leavesAreDomainSeparated() {
    #expect(Self.leaf(3) == Array(SHA256.hash(data: Self.block("worldid leaf") + [3, 3, 3, 3])))
  }

  @Test func equalsTheScript() throws {
    let expected = try Vectors.load().tree
    let tree = HashTree(leaves: Self.leaves(expected.leafCount).flatMap { $0 })
    #expect(Hex.encode(tree.root) == expected.root)
    #expect(Hex.encode(tree.multiproof(expected.opened)) == expected.proof)
  }

  @Test(arguments: cases) func multiproofsLeadToTheNaiveRoot(leafCount: Int, opened: [Int]) {
    let leaves = Self.leaves(leafCount)
    let tree = HashTree(leaves: leaves.flatMap { $0 })
    let proof = tree.multiproof(opened)
    #expect(tree.root == Self.naiveRoot(leaves[...]))
    #expect(proof.count == HashTree.multiproofByteCount(opened, leafCount: leafCount))
    // No sibling twice, and none that the verifier can compute.
    let digests = stride(from: 0, to: proof.count, by: 32).map { Array(proof[$0..<$0 + 32]) }
    #expect(Set(digests).count == digests.count)
    #expect(Set(digests).isDisjoint(with: opened.map { leaves[$0] }))
    let root = HashTree.root(
      leaves: opened.flatMap { leaves[$0] }, indices: opened, leafCount: leafCount, proof: proof)
    #expect(root == tree.root)
  }

  /// Levels so large that threads share them.
  @Test func largeTreesHaveTheNaiveRoot() {
    let leaves = (0..<4096).map { index in
      [UInt8](repeating: UInt8(index % 256), count: 7).withUnsafeBytes { Array(HashTree.leaf($0)) }
    }
    for threads in [1, 3] {
      Workers.$threadOverride.withValue(threads) {
        #expect(HashTree(leaves: leaves.flatMap(\.self)).root == Self.naiveRoot(leaves[...]))
      }
    }
  }

  @Test(arguments: cases) func anythingElseLeadsElsewhere(leafCount: Int, opened: [Int]) {
    let leaves = Self.leaves(leafCount)
    let tree = HashTree(leaves: leaves.flatMap { $0 })
    let proof = tree.multiproof(opened)
    let right = opened.map { leaves[$0] }
    func root(_ leaves: [[UInt8]], _ proof: [UInt8]) -> [UInt8]? {
      HashTree.root(leaves: leaves.flatMap(\.self), indices: opened, leafCount: leafCount, proof: proof)
    }
    for position in proof.indices {
      var wrong = proof
      wrong[position] ^= 1
      #expect(root(right, wrong) != tree.root)
    }
    for index in right.indices {
      var wrong = right
      wrong[index][index % 32] ^= 0x80
      #expect(root(wrong, proof) != tree.root)
    }
    #expect(root(right, proof + [0]) == nil)
    #expect(root(right, proof + [UInt8](repeating: 0, count: 32)) == nil)
    if !proof.isEmpty {
      #expect(root(right, Array(proof.dropLast())) == nil)
      #expect(root(right, Array(proof.dropLast(32))) == nil)
    }
    #expect(root(Array(right.dropLast()), proof) == nil)
    if right.count > 1 {
      var swapped = right
      swapped.swapAt(0, 1)
      #expect(root(swapped, proof) != tree.root)
    }
  }
}

/// A repeatable source of words.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func next(below bound: Int) -> Int { Int(next() >> 1) % bound }
}
