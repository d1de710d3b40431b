import FiniteFields
import QuantizedNetworks

/// Public rows that committed tuples are looked up in, filled to a power of two by repeating the last row.
///
/// Never by zero rows: a zero row would accept tuples that are not in the table (`PROTOCOL.md` 6).
package struct LookupTable: Sendable {
  package let name: String
  /// First entry of row i is `minimum` + i.
  package let minimum: Int
  package let rowCount: Int
  package let fields: [[KoalaBear]]

  package init(name: String, minimum: Int, maximum: Int, second: ((Int) -> Int)?) {
    self.name = name
    self.minimum = minimum
    rowCount = maximum - minimum + 1
    var size = 1
    while size < rowCount { size *= 2 }
    let keys = (0..<size).map { min(minimum + $0, maximum) }
    var fields = [keys.map { KoalaBear($0) }]
    if let second { fields.append(keys.map { KoalaBear(second($0)) }) }
    self.fields = fields
  }

  package var variables: Int { fields[0].count.trailingZeroBitCount }

  /// Pixel x and its visibility: (0, 0), (x, 1).
  static let pixels = LookupTable(name: "pixel table", minimum: 0, maximum: 255) { $0 == 0 ? 0 : 1 }

  /// A byte, of an input whose visibility nothing depends on.
  static let bytes = LookupTable(name: "pixel table", minimum: 0, maximum: 255, second: nil)

  /// Quotient and its ReLU, clamped to a byte.
  static func requantisation(_ table: QuotientTable, layer: Int) -> LookupTable {
    LookupTable(name: "requantisation table \(layer)", minimum: table.minimum, maximum: table.maximum) {
      min(max($0, 0), 255)
    }
  }

  /// Quotient ⌈acc / 2^S⌉ and whether acc > 0.
  static func sign(_ table: QuotientTable) -> LookupTable {
    LookupTable(name: "sign table", minimum: table.minimum, maximum: table.maximum) { $0 >= 1 ? 1 : 0 }
  }

  static func remainders(shift: Int) -> LookupTable {
    LookupTable(name: "remainder table \(shift)", minimum: 0, maximum: 1 << shift - 1, second: nil)
  }

  /// Visible count minus threshold, and whether it reaches it.
  static func counts(taps: [Int], thresholds: [Int]) -> LookupTable {
    let highest = zip(taps, thresholds).map { $0 - $1 }.max() ?? 0
    return LookupTable(
      name: "count table", minimum: -(thresholds.max() ?? 1), maximum: max(highest, 0)
    ) { $0 >= 0 ? 1 : 0 }
  }
}
