import Crypto
import FiniteFields

/// The committed tableau on the prover's side: row polynomials, their encodings, and the tree over the columns (`PROTOCOL.md` 1).
package final class TableauProver<K: ExtensionField> {
  let layout: TableauLayout
  let parameters: TableauParameters
  package let tree: HashTree
  /// Coefficients of the base rows, k each.
  private var baseRows: [K.Base]
  /// Coefficients of the rows of K, k each: data rows, then G, G', U0.
  private var extensionRows: [K]
  /// Encoded rows, n each.
  private var baseCode: [K.Base]
  private var extensionCode: [K]

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
    var base = Self.baseRows(columns, layout, w: w, k: k)
    base.withUnsafeMutableBufferPointer { base in
      for row in 0..<layout.baseRowCount {
        K.Base.fillRandom(
          UnsafeMutableBufferPointer(rebasing: base[row * k + w..<(row + 1) * k]), from: &source)
      }
    }
    var rows = [K](repeating: K.zero, count: layout.extensionRowCount * k)
    for (index, cell) in cells.enumerated() { rows[index / w * k + index % w] = cell }
    // Masks of the data rows, then G, G' and U0.
    let maskLength = parameters.maskRowLength(layout)
    let random =
      (0..<layout.extensionDataRowCount).map { $0 * k + w..<($0 + 1) * k }
      + [maskLength, maskLength, k].enumerated().map {
        let start = (layout.extensionDataRowCount + $0) * k
        return start..<start + $1
      }
    rows.withUnsafeMutableBufferPointer { rows in
      for range in random { K.fillRandom(UnsafeMutableBufferPointer(rebasing: rows[range]), from: &source) }
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
      leaves: HashTree.leafHash.columns(
        base: baseCode, extended: extensionCode, columnCount: parameters.length))
  }

  /// All rows hold the witness, encoded or not.
  deinit {
    wipe(&baseRows)
    wipe(&extensionRows)
    wipe(&baseCode)
    wipe(&extensionCode)
  }

  /// The columns' cells as symbols, zeros in place of the masks.
  private static func baseRows(_ columns: [[K.Base]], _ layout: TableauLayout, w: Int, k: Int) -> [K.Base] {
    // Cells of one column in one row.
    var runs: [(target: Int, column: Int, cells: Range<Int>)] = []
    for (index, (placement, column)) in zip(layout.placements, columns).enumerated() {
      var target = placement.firstRow * k + placement.offset
      var first = 0
      var room = w - placement.offset
      while first < column.count {
        let cells = first..<min(first + room, column.count)
        runs.append((target, index, cells))
        target += room + k - w
        first = cells.upperBound
        room = w
      }
    }
    return [K.Base](large: layout.baseRowCount * k) { [runs] memory in
      let rows = Shared(memory)
      Workers.perform(count: layout.baseRowCount, grain: 16) {
        rows.slice($0.lowerBound * k..<$0.upperBound * k).initialize(repeating: K.Base.zero)
      }
      Workers.perform(count: runs.count, grain: 16) {
        for run in runs[$0] {
          columns[run.column].withUnsafeBufferPointer { column in
            _ = rows.slice(run.target..<run.target + run.cells.count).update(
              fromContentsOf: column.slice(run.cells))
          }
        }
      }
    }
  }

  private static func encode<E: ExtensionField>(
    _ rows: [E], count: Int, k: Int, n: Int, _ transform: NumberTheoreticTransform<E.Base>
  ) -> [E] {
    [E](large: count * n) { memory in
      let code = Shared(memory)
      // Four rows at a time keep vector kernels busy and are worth a thread.
      Workers.perform(count: count, grain: 4) { range in
        let target = code.slice(range.lowerBound * n..<range.upperBound * n)
        rows.withUnsafeBufferPointer { rows in
          for (index, row) in range.enumerated() {
            let place = target.slice(index * n..<(index + 1) * n)
            _ = place.slice(0..<k).initialize(fromContentsOf: rows.slice(row * k..<(row + 1) * k))
            place.slice(k..<n).initialize(repeating: E.zero)
          }
        }
        transform.forward(rows: target, prefix: k)
      }
    }
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
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func blindEvaluation(_ weights: [K]) -> K {
    weights.withUnsafeBufferPointer { weights in
      opening(2, parameters.width).withUnsafeBufferPointer { symbols in
        FieldVector.dotRows(
          rows: symbols, stride: symbols.count, count: 1, length: symbols.count, weights: weights)[0]
      }
    }
  }

  /// Vg = G' + χ₂ G.
  func blindedMask(_ chi2: K) -> [K] {
    let length = parameters.maskRowLength(layout)
    return zip(opening(1, length), opening(0, length)).map { $0 + chi2 * $1 }
  }

  /// Σ coefficient · symbols of the row: w entries.
  package func combination(of rows: [(row: Int, coefficient: K)]) -> [K] {
    var sum = [K](repeating: K.zero, count: parameters.width)
    sum.withUnsafeMutableBufferPointer { addCombination(of: rows, to: $0) }
    return sum
  }

  /// U0 + Σ_i weights[i] P_i over all combined rows: k coefficients.
  func blindedCombination(_ weights: [K]) -> [K] {
    var sum = Array(opening(2, parameters.rowLength))
    sum.withUnsafeMutableBufferPointer { sum in
      addCombination(of: (0..<layout.combinedRowCount).map { ($0, weights[$0]) }, to: sum)
    }
    return sum
  }

  /// sum[j] += Σ coefficient · row[j], rows ascending. Neighbouring rows are read together, each thread its own positions.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func addCombination(of rows: [(row: Int, coefficient: K)], to sum: UnsafeMutableBufferPointer<K>) {
    var runs: [(first: Int, factors: [K])] = []
    for (row, coefficient) in rows {
      if let run = runs.last, run.first + run.factors.count == row, row != layout.baseRowCount {
        runs[runs.count - 1].factors.append(coefficient)
      } else {
        runs.append((row, [coefficient]))
      }
    }
    let k = parameters.rowLength
    let (all, baseRows, extensionRows, baseRowCount) = (runs, baseRows, extensionRows, layout.baseRowCount)
    let target = Shared(sum)
    Workers.perform(count: sum.count, grain: max(64, (1 << 16) / max(1, rows.count))) { positions in
      let sum = target.slice(positions)
      for run in all {
        run.factors.withUnsafeBufferPointer { factors in
          func start(_ row: Int) -> Int { row * k + positions.lowerBound }
          if run.first < baseRowCount {
            baseRows.withUnsafeBufferPointer {
              FieldVector.combineRows(
                into: sum, rows: UnsafeBufferPointer(rebasing: $0[start(run.first)...]), stride: k,
                count: factors.count, length: sum.count, factors: factors)
            }
          } else {
            extensionRows.withUnsafeBufferPointer {
              FieldVector.combineRows(
                into: sum, rows: UnsafeBufferPointer(rebasing: $0[start(run.first - baseRowCount)...]),
                stride: k, count: factors.count, length: sum.count, factors: factors)
            }
          }
        }
      }
    }
  }

  /// ⟨weights, symbols of the row⟩ for every combined row.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func rowEvaluations(_ weights: [K]) -> [K] {
    let k = parameters.rowLength
    let baseRows = baseRows
    let values = Workers.map(count: layout.baseRowCount, grain: max(1, (1 << 15) / weights.count)) { range in
      weights.withUnsafeBufferPointer { weights in
        baseRows.withUnsafeBufferPointer {
          FieldVector.dotRows(
            rows: UnsafeBufferPointer(rebasing: $0[range.lowerBound * k..<range.upperBound * k]), stride: k,
            count: range.count, length: weights.count, weights: weights)
        }
      }
    }
    let extended = weights.withUnsafeBufferPointer { weights in
      extensionRows.withUnsafeBufferPointer {
        FieldVector.dotRows(
          rows: $0, stride: k, count: layout.extensionRowCount - 1, length: weights.count, weights: weights)
      }
    }
    return values.flatMap { $0 } + extended
  }

  /// The opened columns, canonical, one after the other, then the multiproof.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func opening(_ indices: [Int]) -> [UInt8] {
    let n = parameters.length
    let (base, extended) = (baseCode, extensionCode)
    let byteCount = layout.columnByteCount(K.self)
    // Every entry lies in a cache line of its own, so waiting is what this costs: worth a thread.
    let columns = Workers.map(count: indices.count, grain: 16) { range in
      [UInt8](unsafeUninitializedCapacity: range.count * byteCount) { buffer, initialized in
        if var entry = UnsafeMutableRawPointer(buffer.baseAddress) {
          for column in indices[range] {
            for position in stride(from: column, to: base.count, by: n) {
              base[position].writeCanonical(to: entry)
              entry += K.Base.byteCount
            }
            for position in stride(from: column, to: extended.count, by: n) {
              extended[position].writeCanonical(to: entry)
              entry += K.byteCount
            }
          }
        }
        initialized = range.count * byteCount
      }
    }
    return columns.flatMap { $0 } + tree.multiproof(indices)
  }
}
