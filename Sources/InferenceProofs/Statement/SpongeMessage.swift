import FiniteFields
import ProofSystem

/// Which committed cells a sponge absorbs, and where: every rate element of every permutation is a weighted sum of cells.
///
/// The cells are rows of an image of 2^c columns (c = logColumns). As many columns share a permutation as fit, a power of two; a column that does not fit
/// takes several. Permutation index = block · 2^lowVariables + low, where `low` are the lowest bits of the image column: so the weights
/// of a claim about one permutation are a product of eq over `low` and something short.
package struct SpongeMessage: Sendable {
  /// One row of the committed image: cells row · 2^c + column.
  struct Row: Sendable {
    let column: Int
    let row: Int
  }

  /// Cells column[high · 2^lowVariables + low] enter `element` of permutation (block, low) with `coefficient`.
  struct Placement: Sendable {
    let column: Int
    let high: Int
    let block: Int
    let element: Int
    let coefficient: KoalaBear
  }

  let lowVariables: Int
  let blockVariables: Int
  let placements: [Placement]

  /// - Parameters:
  ///   - rows: image rows in the order in which they are absorbed.
  ///   - cellsPerElement: cells packed into one element.
  ///   - radixBits: weight of cell i of an element is 2^(i · radixBits).
  init(rows: [Row], logColumns: Int, cellsPerElement: Int, radixBits: Int) {
    let capacity = CommitmentSponge.rate * cellsPerElement
    var shared = 0
    while shared < logColumns, (2 << shared) * rows.count <= capacity { shared += 1 }
    var placements: [Placement] = []
    for (position, row) in rows.enumerated() {
      for part in 0..<1 << shared {
        // With one column a permutation (shared = 0), a long column goes on in further blocks.
        let index = part * rows.count + position
        let inBlock = index % capacity
        placements.append(
          Placement(
            column: row.column, high: row.row << shared + part, block: index / capacity,
            element: inBlock / cellsPerElement,
            coefficient: KoalaBear(1 << (inBlock % cellsPerElement * radixBits))))
      }
    }
    var blockVariables = 0
    while 1 << blockVariables < (placements.map(\.block).max() ?? 0) + 1 { blockVariables += 1 }
    self.placements = placements
    self.blockVariables = blockVariables
    lowVariables = logColumns - shared
  }

  /// log₂ of the number of permutations, all of which are absorbed; blocks without cells absorb zeros.
  var variables: Int { lowVariables + blockVariables }
  package var permutationCount: Int { 1 << variables }

  /// The rate elements of each permutation.
  package func blocks(_ columns: (Int) -> [KoalaBear]) -> [[KoalaBear]] {
    var result = [[KoalaBear]](
      repeating: [KoalaBear](repeating: .zero, count: CommitmentSponge.rate), count: permutationCount)
    var cells: [Int: [KoalaBear]] = [:]
    for placement in placements {
      let values = cells[placement.column] ?? columns(placement.column)
      cells[placement.column] = values
      for low in 0..<1 << lowVariables {
        let cell = placement.high << lowVariables + low
        guard cell < values.count else { break }
        result[placement.block << lowVariables + low][placement.element] +=
          placement.coefficient * values[cell]
      }
    }
    return result
  }

  /// Σ over cells of Σ_π eq(point, π) · elementWeights[element] · coefficient · cell, as terms on committed columns.
  ///
  /// - Parameters:
  ///   - point: the permutation's coordinates, `variables` of them.
  ///   - low: the registered weights eq(point[..<lowVariables], ·).
  func terms<K: ExtensionField>(
    point: [K], low: LowFactorID, elementWeights: [K]
  ) -> [TensorTerm<K>] where K.Base == KoalaBear {
    let blockWeights = Multilinear.eqTable(Array(point[lowVariables...]))
    var high: [Int: [K]] = [:]
    for placement in placements {
      var weights = high[placement.column] ?? []
      high[placement.column] = nil
      while weights.count <= placement.high { weights.append(K.zero) }
      weights[placement.high] +=
        (elementWeights[placement.element] * blockWeights[placement.block]).scaled(by: placement.coefficient)
      high[placement.column] = weights
    }
    return high.sorted { $0.key < $1.key }.map { TensorTerm(column: $0.key, low: low, high: $0.value) }
  }
}
