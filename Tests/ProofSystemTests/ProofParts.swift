import FiniteFields
import ProofSystem

/// Where the sections of an argument lie.
struct ProofParts<K: ExtensionField> {
  let messages: Range<Int>
  let u: Range<Int>
  let l: Range<Int>
  let nonce: Range<Int>
  let columns: Range<Int>
  /// One column: base entries, then entries of K.
  let columnByteCount: Int
  let baseByteCount: Int

  init(_ shape: ArgumentShape<K>) {
    let size = K.byteCount
    messages = 32..<32 + shape.plan.messageCount * size
    u = messages.upperBound..<messages.upperBound + shape.parameters.rowLength * size
    l = u.upperBound..<u.upperBound + (shape.parameters.linearLength - 1) * size
    nonce = l.upperBound..<l.upperBound + 8
    columnByteCount = shape.layout.columnByteCount(K.self)
    baseByteCount = shape.layout.baseRowCount * K.Base.byteCount
    columns = nonce.upperBound..<nonce.upperBound + shape.parameters.openedColumns * columnByteCount
  }

  static func elements<F: FiniteField>(_ bytes: some Collection<UInt8>) -> [F] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count, by: F.byteCount).compactMap {
      F(canonicalBytes: bytes[$0..<$0 + F.byteCount])
    }
  }

  func baseEntries(_ proof: [UInt8]) -> [[K.Base]] {
    stride(from: columns.lowerBound, to: columns.upperBound, by: columnByteCount).map {
      Self.elements(proof[$0..<$0 + baseByteCount])
    }
  }

  func extensionEntries(_ proof: [UInt8]) -> [[K]] {
    stride(from: columns.lowerBound, to: columns.upperBound, by: columnByteCount).map {
      Self.elements(proof[$0 + baseByteCount..<$0 + columnByteCount])
    }
  }
}
