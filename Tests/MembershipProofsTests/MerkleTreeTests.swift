import FiniteFields
import Foundation
import MembershipProofs
import Testing

@Suite struct MerkleTreeTests {
  @Test func publishedRoots() throws {
    #expect(
      MerkleTree(depth: 16).root.hex == "2a7c7c9b6ce5880b9f6f228d72bf6a575a526f29c66ecceef8b753d38bba7323")
    #expect(MerkleTree().root.hex == "0918d46bf52d98b034413f4a1a1c41594e7a7a3f6ae08cb43d1a2a230e1959ef")
    var tree = MerkleTree(depth: 16)
    try tree.append(contentsOf: [BN254Scalar(1), BN254Scalar(2), BN254Scalar(3)])
    #expect(tree.root.hex == "193289951bec3e4a099d9f1b0fb22cf20fe9dc4ea75c253352f22848b08c888b")
  }

  @Test func referenceRoots() throws {
    for vector in try MembershipVectors.load().trees {
      var tree = MerkleTree(depth: vector.depth)
      let leaves = vector.leaves.compactMap { BN254Scalar(hex: $0) }
      #expect(leaves.count == vector.leaves.count)
      try tree.append(contentsOf: leaves)
      #expect(tree.root.hex == vector.root)
    }
  }

  /// The root by definition, over all places of a small tree.
  private func fullRoot(_ leaves: [BN254Scalar], depth: Int) -> BN254Scalar {
    var nodes = leaves + Array(repeating: .zero, count: (1 << depth) - leaves.count)
    while nodes.count > 1 {
      nodes = (0..<(nodes.count / 2)).map { Poseidon.hash(nodes[2 * $0], nodes[2 * $0 + 1]) }
    }
    return nodes[0]
  }

  @Test func anyBatchingGivesTheRootOfTheFullTree() throws {
    for depth in 0...4 {
      for count in 0...(1 << depth) {
        let leaves = (0..<count).map { BN254Scalar(100 + $0) }
        for batch in [1, 3, 16] {
          var tree = MerkleTree(depth: depth)
          for start in stride(from: 0, to: count, by: batch) {
            let end = min(start + batch, count)
            #expect(try tree.append(contentsOf: Array(leaves[start..<end])) == start..<end)
          }
          #expect(tree.root == fullRoot(leaves, depth: depth))
          #expect(tree.leafCount == count)
          #expect(tree.isConsistent)
        }
      }
    }
  }

  @Test func everyLeafHasAProofAndOnlyForItself() throws {
    var tree = MerkleTree()
    let leaves = (1...21).map { BN254Scalar($0) }
    try tree.append(contentsOf: leaves)
    for (index, leaf) in leaves.enumerated() {
      let proof = try tree.inclusionProof(UInt32(index))
      #expect(proof.siblings.count == 30)
      #expect(proof.root(leaf: leaf) == tree.root)
      #expect(proof.root(leaf: leaf + .one) != tree.root)
      let moved = InclusionProof(leafIndex: UInt32(index) ^ 1, siblings: proof.siblings)
      #expect(moved.root(leaf: leaf) != tree.root)
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    var tree = MerkleTree(depth: 2)
    try tree.append(contentsOf: [.one, .one, .one])
    let root = tree.root
    #expect(throws: MerkleTreeError.full(capacity: 4, requested: 5)) {
      try tree.append(contentsOf: [.one, .one])
    }
    #expect(tree.root == root)
    #expect(throws: MerkleTreeError.noLeaf(index: 3, leafCount: 3)) { try tree.inclusionProof(3) }
    #expect(try tree.append(BN254Scalar(9)) == 3)
  }

  @Test func storedNodesRestoreTheTree() throws {
    var tree = MerkleTree()
    try tree.append(contentsOf: (1...10).map { BN254Scalar($0) })
    var restored = try MerkleTree(levels: tree.levels)
    #expect(restored.root == tree.root)
    #expect(restored.depth == 30)
    try restored.append(BN254Scalar(11))
    try tree.append(BN254Scalar(11))
    #expect(restored.root == tree.root)

    var damaged = tree.levels
    damaged[3][0] += .one
    #expect(try !MerkleTree(levels: damaged).isConsistent)
    damaged[3].removeLast()
    #expect(throws: MerkleTreeError.self) { try MerkleTree(levels: damaged) }
    #expect(throws: MerkleTreeError.self) { try MerkleTree(levels: []) }
    #expect(throws: MerkleTreeError.self) { try MerkleTree(levels: [[.one, .one]]) }
    #expect(throws: MerkleTreeError.self) { try MerkleTree(levels: Array(repeating: [], count: 34)) }
  }

  @Test func proofsSurviveJSON() throws {
    var tree = MerkleTree(depth: 3)
    try tree.append(contentsOf: (1...5).map { BN254Scalar($0) })
    let proof = try tree.inclusionProof(4)
    let json = try JSONEncoder().encode(proof)
    #expect(try JSONDecoder().decode(InclusionProof.self, from: json) == proof)
  }

  @Test(arguments: [
    #"{"leafIndex": 2, "siblings": ["SIBLING"]}"#, #"{"leafIndex": -1, "siblings": ["SIBLING"]}"#,
    #"{"leafIndex": 4294967296, "siblings": ["SIBLING"]}"#, #"{"leafIndex": 0, "siblings": ["00"]}"#,
    #"{"leafIndex": 0, "siblings": ["MODULUS"]}"#, #"{"leafIndex": 0}"#,
    #"{"leafIndex": 0, "siblings": [LONG]}"#,
  ])
  func malformedProofsAreRefused(json: String) {
    let sibling = BN254Scalar(7).hex
    let text =
      json.replacing("SIBLING", with: sibling)
      .replacing("MODULUS", with: "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001")
      .replacing("LONG", with: Array(repeating: "\"\(sibling)\"", count: 33).joined(separator: ","))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(InclusionProof.self, from: Data(text.utf8))
    }
  }
}
