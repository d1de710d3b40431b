import Crypto
import FiniteFields

/// The committed tableau on the prover's side: row polynomials, their encodings, and the tree over the columns (`PROTOCOL.md` 1).
package struct TableauProver<K: ExtensionField> {
  let layout: TableauLayout
  let parameters: TableauParameters
  package let tree: HashTree
  /// Coefficients of the base rows, k each.
  private let baseRows: [K.Base]
  /// Coefficients of the rows of K, k each: data rows, then U0, B0, B1.
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
    for row in layout.extensionDataRowCount..<layout.extensionRowCount {
      for position in 0..<k { rows[row * k + position] = K.random(from: &source) }
    }
    // B0 carries the sum of all claims in symbol w - 1, so it must have none of its own there.
    rows[(layout.extensionDataRowCount + 1) * k + w - 1] = K.zero
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

  /// u(X) = U0 + Σ γ_i P_i over all rows except U0: k coefficients.
  ///
  /// - Parameter gammas: one a row, U0 left out: base rows, data rows, B0, B1.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func proximityPolynomial(gammas: [K]) -> [K] {
    let k = parameters.rowLength
    let firstBlind = layout.extensionDataRowCount
    var u = Array(extensionRows[firstBlind * k..<(firstBlind + 1) * k])
    u.withUnsafeMutableBufferPointer { u in
      for row in 0..<layout.baseRowCount {
        baseRows.withUnsafeBufferPointer {
          FieldVector.addScaled(
            u, gammas[row], base: UnsafeBufferPointer(rebasing: $0[(row * k)..<((row + 1) * k)]))
        }
      }
      var next = layout.baseRowCount
      for row in 0..<layout.extensionRowCount where row != firstBlind {
        let gamma = gammas[next]
        next += 1
        extensionRows.withUnsafeBufferPointer {
          FieldVector.addScaled(u, gamma, UnsafeBufferPointer(rebasing: $0[(row * k)..<((row + 1) * k)]))
        }
      }
    }
    return u
  }

  /// l(X) = Σ weights(X) · rows(X) + B0(X) + X^w B1(X): 2w + t' coefficients.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func linearPolynomial(_ batch: ClaimBatch<K>) -> [K] {
    let k = parameters.rowLength
    let w = parameters.width
    let length = parameters.linearLength
    let transform = NumberTheoreticTransform<K.Base>(
      log2Size: (length - 1).bitWidth - (length - 1).leadingZeroBitCount)
    let size = transform.domain.count
    var products = [K](repeating: K.zero, count: size)
    for factor in batch.factors where !factor.coefficients.isEmpty {
      let block = w / factor.blockCount
      var rows = [K](repeating: K.zero, count: size)
      rows.withUnsafeMutableBufferPointer { rows in
        for (key, coefficient) in factor.coefficients {
          let row = key / factor.blockCount
          // Block b of a row meets its weights at X^(w - (b+1) 2^v) times their reversed polynomial.
          let shift = w - (key % factor.blockCount + 1) * block
          baseRows.withUnsafeBufferPointer {
            FieldVector.addScaled(
              UnsafeMutableBufferPointer(rebasing: rows[shift...]), coefficient,
              base: UnsafeBufferPointer(rebasing: $0[(row * k)..<((row + 1) * k)]))
          }
        }
      }
      var weights = [K](repeating: K.zero, count: size)
      for (index, weight) in factor.low.weights().enumerated() { weights[block - 1 - index] = weight }
      Self.accumulate(&products, &rows, &weights, transform)
    }
    for row in 0..<layout.extensionDataRowCount {
      var rows = Array(extensionRows[row * k..<(row + 1) * k]) + [K](repeating: K.zero, count: size - k)
      var weights = [K](repeating: K.zero, count: size)
      for index in 0..<w where row * w + index < batch.extensionWeights.count {
        weights[w - 1 - index] = batch.extensionWeights[row * w + index]
      }
      Self.accumulate(&products, &rows, &weights, transform)
    }
    products.withUnsafeMutableBufferPointer { transform.inverse($0) }
    var l = Array(products[..<length])
    let b0 = (layout.extensionDataRowCount + 1) * k
    let b1 = b0 + k
    for index in 0..<k {
      l[index] += extensionRows[b0 + index]
      l[w + index] += extensionRows[b1 + index]
    }
    return l
  }

  private static func accumulate(
    _ sum: inout [K], _ left: inout [K], _ right: inout [K], _ transform: NumberTheoreticTransform<K.Base>
  ) {
    left.withUnsafeMutableBufferPointer { transform.forward($0) }
    right.withUnsafeMutableBufferPointer { transform.forward($0) }
    FieldVector.addProducts(&sum, left, right)
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
