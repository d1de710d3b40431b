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

/// Where every committed cell lies: base-field columns row by row, then the cells of K, then three blind rows (`PROTOCOL.md` 1.3, 1.5).
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

  public static let blindRowCount = 3

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

  public var extensionRowCount: Int { extensionDataRowCount + Self.blindRowCount }

  /// Bytes of one column: its base cells, then its cells of K.
  public func columnByteCount<K: ExtensionField>(_: K.Type) -> Int {
    baseRowCount * K.Base.byteCount + extensionRowCount * K.byteCount
  }

  /// Entropy of an unopened column given all opened ones: one uniform symbol a data row. Leaves carry no nonce, so this hides them.
  func maskEntropyBits<K: ExtensionField>(_: K.Type) -> Double {
    Double(baseRowCount) * K.Base.orderBits + Double(extensionDataRowCount) * K.orderBits
  }
}
