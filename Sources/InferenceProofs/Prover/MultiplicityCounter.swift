import FiniteFields

/// Counts how often each table row is looked up.
struct MultiplicityCounter {
  private let minima: [Int]
  private var counts: [[Int32]]

  init(layout: InferenceLayout) {
    minima = layout.tables.map(\.minimum)
    counts = layout.tables.map { [Int32](repeating: 0, count: $0.fields[0].count) }
  }

  /// Counts into one table. Keys outside of it, which only a false witness has, count nowhere.
  mutating func count(in table: Int, _ body: (_ row: (_ key: Int, _ times: Int) -> Void) -> Void) {
    let minimum = minima[table]
    counts[table].withUnsafeMutableBufferPointer { counts in
      body { key, times in
        let row = key - minimum
        if counts.indices.contains(row) { counts[row] &+= Int32(truncatingIfNeeded: times) }
      }
    }
  }

  func values(_ table: Int) -> [KoalaBear] { counts[table].map { KoalaBear(Int($0)) } }
}
