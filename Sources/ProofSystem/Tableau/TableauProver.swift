import Crypto
import FiniteFields

/// The committed tableau on the prover's side: row polynomials, their encodings, and the tree over the columns (`PROTOCOL.md` 1).
package struct TableauProver<K: ExtensionField> {
  let layout: TableauLayout
  let parameters: TableauParameters
  package let tree: HashTree
  /// Coefficients of the base rows, k each.
  private let baseRows: [K.Base]
  /// Coefficients of the rows of K, k each: data rows, then G, G', U0.
  private let extensionRows: [K]
  /// Encoded rows, n each.
  private let baseCode: [K.Base]
  private let extensionCode: [K]

  /// - Parameters:
  ///   - columns: cells of each committed column; missing ones at the end are zero.
  ///   - cells: the committed column of K.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package init(
    layout: TableauLayout, parameters: TableauParameters, columns: [[K.Base]], cells: [K],
    random: RandomStream, hooks: ForgeryHooks<K> = ForgeryHooks()
  ) {
    self.layout = layout
    self.parameters = parameters
    let k = parameters.rowLength
    let w = parameters.width
    var source = random
    var base = [K.Base](repeating: K.Base.zero, count: layout.baseRowCount * k)
    for (placement, column) in zip(layout.placements, columns) {
      var row = placement.firstRow
      var position = placement.offset
      for cell in column {
        if position == w {
          position = 0
          row += 1
        }
        base[row * k + position] = cell
        position += 1
      }
    }
    for row in 0..<layout.baseRowCount {
      for position in w..<k { base[row * k + position] = K.Base.random(from: &source) }
    }
    var rows = [K](repeating: K.zero, count: layout.extensionRowCount * k)
    for (index, cell) in cells.enumerated() { rows[index / w * k + index % w] = cell }
    for row in 0..<layout.extensionDataRowCount {
      for position in w..<k { rows[row * k + position] = K.random(from: &source) }
    }
    let maskLength = parameters.maskRowLength(layout)
    for (row, length) in [(0, maskLength), (1, maskLength), (2, k)] {
      let start = (layout.extensionDataRowCount + row) * k
      for position in start..<start + length { rows[position] = K.random(from: &source) }
    }
    hooks.rows?(&base, &rows)
    let transform = NumberTheoreticTransform<K.Base>(log2Size: parameters.logLength)
    var baseCode = Self.encode(base, count: layout.baseRowCount, k: k, n: parameters.length, transform)
    hooks.codewords?(&baseCode)
    self.baseCode = baseCode
    extensionCode = Self.encode(rows, count: layout.extensionRowCount, k: k, n: parameters.length, transform)
    baseRows = base
    extensionRows = rows
    tree = HashTree(
      leaves: Self.hashColumns(baseCode, extensionCode, layout: layout, columnCount: parameters.length))
  }

  private static func encode<E: ExtensionField>(
    _ rows: [E], count: Int, k: Int, n: Int, _ transform: NumberTheoreticTransform<E.Base>
  ) -> [E] {
    var code = [E](repeating: E.zero, count: count * n)
    code.withUnsafeMutableBufferPointer { buffer in
      for row in 0..<count {
        for index in 0..<k { buffer[row * n + index] = rows[row * k + index] }
      }
      transform.forward(rows: buffer, prefix: k)
    }
    return code
  }

  /// Digests of all columns; several columns at a time, so that rows are read in runs.
  private static func hashColumns(
    _ base: [K.Base], _ extended: [K], layout: TableauLayout, columnCount: Int
  ) -> [UInt8] {
    let group = min(32, columnCount)
    let bytes = layout.columnByteCount(K.self)
    var buffer = [UInt8](repeating: 0, count: group * bytes)
    var digests: [UInt8] = []
    digests.reserveCapacity(columnCount * HashTree.digestByteCount)
    buffer.withUnsafeMutableBytes { raw in
      guard let start = raw.baseAddress else { return }
      for first in Swift.stride(from: 0, to: columnCount, by: group) {
        base.withUnsafeBufferPointer { base in
          extended.withUnsafeBufferPointer { extended in
            FieldVector.writeColumns(
              base: base, extended: extended, length: columnCount, columns: first..<(first + group), to: raw)
          }
        }
        for column in 0..<group {
          digests.append(
            contentsOf: HashTree.leaf(UnsafeRawBufferPointer(start: start + column * bytes, count: bytes)))
        }
      }
    }
    return digests
  }

  // MARK: Rows in the opening

  private func opening(_ row: Int, _ count: Int) -> ArraySlice<K> {
    let start = (layout.extensionDataRowCount + row) * parameters.rowLength
    return extensionRows[start..<start + count]
  }

  /// g_0 … g_2m.
  var maskCoefficients: [K] { Array(opening(0, layout.maskSymbolCount - 1)) }
  /// The same coefficients of G'.
  var blindMaskCoefficients: ArraySlice<K> { opening(1, layout.maskSymbolCount - 1) }

  /// ⟨weights, symbols of U0⟩
  func blindEvaluation(_ weights: [K]) -> K {
    zip(weights, opening(2, parameters.width)).reduce(into: K.zero) { $0.addProduct($1.0, $1.1) }
  }

  /// Vg = G' + χ₂ G.
  func blindedMask(_ chi2: K) -> [K] {
    let length = parameters.maskRowLength(layout)
    return zip(opening(1, length), opening(0, length)).map { $0 + chi2 * $1 }
  }

  /// Σ coefficient · symbols of the row: w entries.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func combination(of rows: [(row: Int, coefficient: K)]) -> [K] {
    let k = parameters.rowLength
    var sum = [K](repeating: K.zero, count: parameters.width)
    sum.withUnsafeMutableBufferPointer { sum in
      for (row, coefficient) in rows {
        if row < layout.baseRowCount {
          baseRows.withUnsafeBufferPointer {
            FieldVector.addScaled(
              sum, coefficient, base: UnsafeBufferPointer(rebasing: $0[row * k..<row * k + sum.count]))
          }
        } else {
          let start = (row - layout.baseRowCount) * k
          extensionRows.withUnsafeBufferPointer {
            FieldVector.addScaled(
              sum, coefficient, UnsafeBufferPointer(rebasing: $0[start..<start + sum.count]))
          }
        }
      }
    }
    return sum
  }

  /// ⟨weights, symbols of the row⟩ for every combined row.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func rowEvaluations(_ weights: [K]) -> [K] {
    let k = parameters.rowLength
    return (0..<layout.combinedRowCount).map { row in
      var sum = K.zero
      if row < layout.baseRowCount {
        for (index, weight) in weights.enumerated() {
          sum.addProduct(weight, base: baseRows[row * k + index])
        }
      } else {
        let start = (row - layout.baseRowCount) * k
        for (index, weight) in weights.enumerated() { sum.addProduct(weight, extensionRows[start + index]) }
      }
      return sum
    }
  }

  /// U0 + Σ_i weights[i] P_i over all combined rows: k coefficients.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func blindedCombination(_ weights: [K]) -> [K] {
    let k = parameters.rowLength
    var sum = Array(opening(2, k))
    sum.withUnsafeMutableBufferPointer { sum in
      baseRows.withUnsafeBufferPointer { rows in
        for row in 0..<layout.baseRowCount {
          FieldVector.addScaled(
            sum, weights[row], base: UnsafeBufferPointer(rebasing: rows[(row * k)..<((row + 1) * k)]))
        }
      }
      extensionRows.withUnsafeBufferPointer { rows in
        for row in 0..<layout.extensionRowCount - 1 {
          FieldVector.addScaled(
            sum, weights[layout.baseRowCount + row],
            UnsafeBufferPointer(rebasing: rows[(row * k)..<((row + 1) * k)]))
        }
      }
    }
    return sum
  }

  /// The opened columns, canonical, one after the other, then the multiproof.
  package func opening(_ indices: [Int]) -> [UInt8] {
    let n = parameters.length
    var writer = ByteWriter()
    for column in indices {
      writer.append(elements: (0..<layout.baseRowCount).map { baseCode[$0 * n + column] })
      writer.append(elements: (0..<layout.extensionRowCount).map { extensionCode[$0 * n + column] })
    }
    writer.append(tree.multiproof(indices))
    return writer.bytes
  }
}
