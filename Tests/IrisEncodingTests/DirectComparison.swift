import IrisEncoding

/// Comparison of two codes bit by bit, from the definition of `IrisMatch`: the first code is turned, [row, column, channel].
struct DirectComparison {
  struct Counts: Equatable {
    var differing = 0
    var compared = 0

    var lead: Int { compared - 2 * differing }
    var distance: Double { Double(differing) / Double(compared) }

    static func + (a: Counts, b: Counts) -> Counts {
      Counts(differing: a.differing + b.differing, compared: a.compared + b.compared)
    }
  }

  /// Counts of the four sectors of the second code, by turn.
  private let sectors: [Int: [Counts]]
  let largest: Int
  let reach: Int

  init(_ first: IrisCode, _ second: IrisCode) {
    largest = (first.columns * 15 + 128) / 256
    reach = (first.columns * 3 + 128) / 256
    var sectors: [Int: [Counts]] = [:]
    for turn in -largest...largest { sectors[turn] = Self.sectors(first, second, turn: turn) }
    self.sectors = sectors
  }

  /// All sectors turned alike.
  static func whole(_ first: IrisCode, _ second: IrisCode, turn: Int) -> Counts {
    sectors(first, second, turn: turn).reduce(Counts(), +)
  }

  private static func sectors(_ first: IrisCode, _ second: IrisCode, turn: Int) -> [Counts] {
    let (a, b) = (first.bitBytes, second.bitBytes)
    let total = first.bitCount
    var counts = [Counts](repeating: Counts(), count: 4)
    for row in 0..<first.rows {
      for column in 0..<first.columns {
        let sector = column / ((first.columns + 3) / 4)
        let turned = ((column - turn) % first.columns + first.columns) % first.columns
        for channel in 0..<first.channels {
          let here = (row * first.columns + column) * first.channels + channel
          let there = (row * first.columns + turned) * first.channels + channel
          guard a[total + there] == 1, b[total + here] == 1 else { continue }
          counts[sector].compared += 1
          if a[there] != b[here] { counts[sector].differing += 1 }
        }
      }
    }
    return counts
  }

  /// Every sector where it agrees best, near a turn of the whole.
  func aligned(_ turn: Int) -> Counts {
    (0..<4).map { sector in
      let near = max(turn - reach, -largest)...min(turn + reach, largest)
      return near.compactMap { sectors[$0]?[sector] }.max { ($0.lead, $0.compared) < ($1.lead, $1.compared) }
        ?? Counts()
    }.reduce(Counts(), +)
  }

  /// The rotation with the greatest lead over the root of the bits compared.
  var best: Counts {
    func agreement(_ counts: Counts) -> Double {
      Double(counts.lead) / Double(max(counts.compared, 1)).squareRoot()
    }
    return (-largest...largest).map(aligned).max { agreement($0) < agreement($1) } ?? Counts()
  }
}
