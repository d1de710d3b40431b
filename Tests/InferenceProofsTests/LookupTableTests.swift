import FiniteFields
import InferenceProofs
import Testing

/// The public tables hold what the statement means and nothing else: no row of zeros, or of anything, fills them up.
@Suite struct LookupTableTests {
  static let fixtures = [ProofFixture.bank, ProofFixture.residual, ProofFixture.ties, ProofFixture.tiny]

  @Test(arguments: fixtures.indices) func rowsBeyondTheLastRepeatIt(index: Int) throws {
    for table in try Self.fixtures[index].get().layout.tables {
      let size = table.fields[0].count
      #expect(size == 1 << table.variables && table.rowCount <= size && 2 * table.rowCount > size)
      for field in table.fields {
        #expect(field.count == size)
        for row in table.rowCount..<size { #expect(field[row] == field[table.rowCount - 1], "\(table.name)") }
      }
      for row in 0..<table.rowCount { #expect(table.fields[0][row] == KoalaBear(table.minimum + row)) }
    }
  }

  /// Second entries by their definition, over every row.
  @Test(arguments: fixtures.indices) func rowsMeanWhatTheySay(index: Int) throws {
    let layout = try Self.fixtures[index].get().layout
    func check(_ table: Int, _ name: String, _ expected: (Int) -> Int?) {
      let table = layout.tables[table]
      #expect(table.name.hasPrefix(name))
      for row in 0..<table.rowCount {
        let second = table.fields.count > 1 ? table.fields[1][row] : nil
        #expect(second == expected(table.minimum + row).map { KoalaBear($0) }, "\(table.name) \(row)")
      }
    }
    check(InferenceLayout.pixelTable, "pixel") { $0 == 0 ? 0 : 1 }
    #expect(layout.tables[InferenceLayout.pixelTable].rowCount == 256)
    for layer in layout.hidden {
      check(layer.table, "requantisation") { $0 < 0 ? 0 : $0 > 255 ? 255 : $0 }
      check(layer.remainderTable, "remainder") { _ in nil }
      #expect(layout.tables[layer.remainderTable].rowCount == 1 << layer.shift)
      #expect(layout.tables[layer.remainderTable].minimum == 0)
    }
    check(layout.bits.table, "sign") { $0 > 0 ? 1 : 0 }
    if let mask = layout.mask { check(mask.table, "count") { $0 >= 0 ? 1 : 0 } }
    // Tables of one kind share an id only if they are one table.
    #expect(Set(layout.tables.map(\.name)).count == layout.tables.count)
  }
}
