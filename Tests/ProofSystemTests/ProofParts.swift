import FiniteFields
import ProofSystem

/// Where the sections of an argument lie.
struct ProofParts<K: ExtensionField> {
  let messages: Range<Int>
  /// All clear messages of the opening: mask sum, rounds, values, then V and Vg.
  let opening: Range<Int>
  let combinedRow: Range<Int>
  let combinedMask: Range<Int>
  let nonce: Range<Int>
  let columns: Range<Int>
  /// One column: base entries, then entries of K.
  let columnByteCount: Int
  let baseByteCount: Int

  init(_ shape: ArgumentShape<K>) {
    let size = K.byteCount
    messages = 32..<32 + shape.plan.messageCount * size
    let values = 2 * shape.layout.symbolVariables + 4
    let rowStart = messages.upperBound + values * size
    combinedRow = rowStart..<rowStart + shape.parameters.rowLength * size
    let maskLength = shape.parameters.maskRowLength(shape.layout)
    combinedMask = combinedRow.upperBound..<combinedRow.upperBound + maskLength * size
    opening = messages.upperBound..<combinedMask.upperBound
    nonce = opening.upperBound..<opening.upperBound + 8
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
