import FiniteFields

/// A committed column: `length` base-field cells inside a box of 2^variables; cells beyond are zero by definition.
public struct ColumnShape: Hashable, Sendable {
  public let name: String
  public let length: Int
  public let variables: Int

  /// - Precondition: 0 < length <= 2^variables; both come from the statement's shape, never from a proof's bytes.
  public init(name: String, length: Int, variables: Int) {
    self.name = name
    self.length = length
    self.variables = variables
  }
}

/// Where every committed cell lies: base-field columns row by row, then the cells of K, then the rows of the opening: two of mask
/// polynomials (G and G') and one blind row (U0).
///
/// A column whose box is smaller than a row shares its row with others, at an offset that is a multiple of its box.
public struct TableauLayout: Sendable, Hashable {
  public struct Placement: Sendable, Hashable {
    public let firstRow: Int
    public let offset: Int
    public let rowCount: Int
    /// log₂ of the column's box.
    public let variables: Int
  }

  /// G, G' and U0, in this order behind the data rows.
  public static let openingRowCount = 3

  public let logWidth: Int
  public let placements: [Placement]
  public let baseRowCount: Int
  public let extensionCellCount: Int
  /// Rows of K that carry pads and product lists.
  public let extensionDataRowCount: Int

  public init(shapes: [ColumnShape], extensionCells: Int, logWidth: Int) {
    let width = 1 << logWidth
    var placements = [Placement?](repeating: nil, count: shapes.count)
    var row = 0
    for (index, shape) in shapes.enumerated() where shape.variables >= logWidth {
      let count = (shape.length + width - 1) >> logWidth
      placements[index] = Placement(
        firstRow: row, offset: 0, rowCount: count, variables: shape.variables)
      row += count
    }
    // Small boxes, largest first, so that each starts at a multiple of its own size.
    let small = shapes.indices.filter { shapes[$0].variables < logWidth }
      .sorted { (shapes[$0].variables, $1) > (shapes[$1].variables, $0) }
    var position = width
    for index in small {
      if position == width {
        position = 0
        row += 1
      }
      placements[index] = Placement(
        firstRow: row - 1, offset: position, rowCount: 1, variables: shapes[index].variables)
      position += 1 << shapes[index].variables
    }
    self.logWidth = logWidth
    self.placements = placements.compactMap { $0 }
    baseRowCount = row
    extensionCellCount = extensionCells
    extensionDataRowCount = (extensionCells + width - 1) >> logWidth
  }

  public var extensionRowCount: Int { extensionDataRowCount + Self.openingRowCount }

  /// Rows that the opening combines: all but U0.
  public var combinedRowCount: Int { baseRowCount + extensionRowCount - 1 }

  /// h: index bits of the combined rows.
  public var rowVariables: Int {
    combinedRowCount == 1 ? 0 : (combinedRowCount - 1).bitWidth - (combinedRowCount - 1).leadingZeroBitCount
  }

  /// m: index bits of all symbols, the position in a row being the lowest.
  public var symbolVariables: Int { logWidth + rowVariables }

  /// Symbols of a mask row: 2m + 1 coefficients of the mask polynomial, and one more that makes f~(z*) uniform.
  public var maskSymbolCount: Int { 2 * symbolVariables + 2 }

  /// Everything that fixes the layout, for the transcript: numbers of rows and cells, then each column's place.
  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    for value in [baseRowCount, extensionCellCount, placements.count] { writer.append(uint32: UInt32(value)) }
    for placement in placements {
      for value in [placement.firstRow, placement.offset, placement.rowCount, placement.variables] {
        writer.append(uint32: UInt32(value))
      }
    }
    return writer.bytes
  }

  /// Bytes of one column: its base cells, then its cells of K.
  public func columnByteCount<K: ExtensionField>(_: K.Type) -> Int {
    baseRowCount * K.Base.byteCount + extensionRowCount * K.byteCount
  }

  /// Entropy of an unopened column given all opened ones: one uniform symbol a data row. Leaves carry no nonce, so this hides them.
  func maskEntropyBits<K: ExtensionField>(_: K.Type) -> Double {
    Double(baseRowCount) * K.Base.orderBits + Double(extensionDataRowCount) * K.orderBits
  }
}
