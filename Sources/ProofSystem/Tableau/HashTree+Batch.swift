extension HashTree {
  /// Leaf digests of columns of equal length that lie one after the other.
  static func leaves(columns: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8] {
    guard byteCount > 0 else { return [] }
    return stride(from: 0, to: columns.count - byteCount + 1, by: byteCount).flatMap {
      Array(leaf(UnsafeRawBufferPointer(rebasing: columns[$0..<$0 + byteCount])))
    }
  }

  /// The same with the leaves' digests one after the other.
  static func root(leaves: [UInt8], indices: [Int], leafCount: Int, proof: [UInt8]) -> [UInt8]? {
    let digests = stride(from: 0, to: leaves.count, by: digestByteCount).map {
      Array(leaves[$0..<$0 + digestByteCount])
    }
    return root(leaves: digests, indices: indices, leafCount: leafCount, proof: proof)
  }
}
