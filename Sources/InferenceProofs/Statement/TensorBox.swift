import FiniteFields
import ProofSystem
import QuantizedNetworks

/// A tensor laid out in a box of powers of two: cell ((channel · 2^r) + row) · 2^c + column; cells outside the tensor are zero.
package struct TensorBox: Hashable, Sendable {
  package let shape: TensorShape
  package let channelVariables: Int
  package let rowVariables: Int
  package let columnVariables: Int

  package init(_ shape: TensorShape) {
    func variables(_ size: Int) -> Int {
      var count = 0
      while 1 << count < size { count += 1 }
      return count
    }
    self.shape = shape
    channelVariables = variables(shape.channels)
    rowVariables = variables(shape.rows)
    columnVariables = variables(shape.columns)
  }

  package var variables: Int { channelVariables + rowVariables + columnVariables }

  /// Cells that are committed: the box without the rows after the last channel's last one.
  package var length: Int { ((shape.channels - 1) << rowVariables + shape.rows) << columnVariables }

  /// Splits a point of the box into (channel, row, column) coordinates.
  package func split<K>(_ point: [K]) -> (channel: [K], row: [K], column: [K]) {
    (
      Array(point[(columnVariables + rowVariables)...]),
      Array(point[columnVariables..<columnVariables + rowVariables]), Array(point[..<columnVariables])
    )
  }

  /// Values [channel, row, column] in the box; `length` cells.
  package func fill<Value: BinaryInteger>(_ values: [Value]) -> [KoalaBear] {
    var cells = [KoalaBear](repeating: .zero, count: length)
    var source = 0
    for channel in 0..<shape.channels {
      for row in 0..<shape.rows {
        let start = (channel << rowVariables + row) << columnVariables
        for column in 0..<shape.columns {
          cells[start + column] = KoalaBear(Int(values[source]))
          source += 1
        }
      }
    }
    return cells
  }
}
