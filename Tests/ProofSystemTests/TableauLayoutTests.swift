import FiniteFields
import ProofSystem
import Testing

@Suite struct TableauLayoutTests {
  static func randomShapes(_ seed: UInt64) -> [ColumnShape] {
    var generator = SplitMix(state: seed)
    return (0..<1 + generator.next(below: 12)).map { index in
      let variables = generator.next(below: 11)
      return ColumnShape(
        name: "\(index)", length: 1 + generator.next(below: 1 << variables), variables: variables)
    }
  }

  @Test(arguments: 0..<60, [5, 7]) func columnsLieApartAndAligned(seed: Int, logWidth: Int) {
    let shapes = Self.randomShapes(UInt64(seed))
    let extensionCells = 1 + seed * 7
    let layout = TableauLayout(shapes: shapes, extensionCells: extensionCells, logWidth: logWidth)
    let width = 1 << logWidth
    #expect(layout.placements.count == shapes.count)
    var owner = [Int?](repeating: nil, count: layout.baseRowCount * width)
    for (index, (shape, placement)) in zip(shapes, layout.placements).enumerated() {
      let box = 1 << shape.variables
      if shape.variables < logWidth {
        #expect(placement.rowCount == 1)
        #expect(placement.offset % box == 0)
        #expect(placement.offset + box <= width)
      } else {
        #expect(placement.offset == 0)
        #expect(placement.rowCount == (shape.length + width - 1) / width)
      }
      // Its whole box below a row's width, its whole rows above: nobody else may write there.
      let start = placement.firstRow * width + placement.offset
      for cell in start..<start + (shape.variables < logWidth ? box : placement.rowCount * width) {
        #expect(owner[cell] == nil)
        owner[cell] = index
      }
    }
    // No row is wasted.
    for row in 0..<layout.baseRowCount {
      #expect(owner[row * width..<(row + 1) * width].contains { $0 != nil })
    }
    #expect(layout.extensionDataRowCount * width >= extensionCells)
    #expect((layout.extensionDataRowCount - 1) * width < extensionCells)
    #expect(layout.extensionRowCount == layout.extensionDataRowCount + 3)
    let combined = layout.baseRowCount + layout.extensionDataRowCount + 2
    #expect(layout.combinedRowCount == combined)
    #expect(1 << layout.rowVariables >= combined && 1 << layout.rowVariables < 2 * combined)
    #expect(layout.maskSymbolCount == 2 * (logWidth + layout.rowVariables) + 2)
    #expect(
      layout.columnByteCount(KoalaBearQuintic.self) == 4 * layout.baseRowCount + 20 * layout.extensionRowCount
    )
    #expect(
      layout == TableauLayout(shapes: shapes, extensionCells: extensionCells, logWidth: logWidth))
  }

  @Test func smallColumnsShareRows() {
    let shapes = [3, 0, 2, 3, 4].map { ColumnShape(name: "", length: 1 << $0, variables: $0) }
    let layout = TableauLayout(shapes: shapes, extensionCells: 1, logWidth: 5)
    // 16 + 8 + 8 fill the first row; 4 + 1 begin the second.
    #expect(layout.baseRowCount == 2)
    #expect(layout.placements.map(\.firstRow) == [0, 1, 1, 0, 0])
    #expect(Set([layout.placements[0].offset, layout.placements[3].offset]) == [16, 24])
    #expect(layout.placements[4].offset == 0)
    #expect(layout.placements[2].offset == 0)
    #expect(layout.placements[1].offset == 4)
  }
}
