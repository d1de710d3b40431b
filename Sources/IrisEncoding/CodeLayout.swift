import FieldKernels

/// How codes lie in memory to be compared: groups of a plane of mask and the planes of bits that it hides, each [row, column].
///
/// Most models hide all channels of a place together; one mask then serves for all. The groups of every third row come first and those of
/// the rows between after them, so that the first third of a code is a fair sample of the whole and lies in one piece.
///
/// A row is cut into four sectors of (nearly) as many columns, which are counted separately; each begins a word of its own, and their words
/// take turns, so that word i of a plane is of sector i % 4.
struct CodeLayout: Hashable, Sendable {
  static let sectors = Int(WORLDID_CODE_SECTORS)

  let rows: Int
  let columns: Int
  let channels: Int
  /// Whether one mask serves all channels; else every channel has its own.
  let sharesMask: Bool

  init(_ code: IrisCode, sharesMask: Bool) {
    rows = code.rows
    columns = code.columns
    channels = code.channels
    self.sharesMask = sharesMask
  }

  /// Three, or fewer if there are fewer rows.
  var parts: Int { min(rows, 3) }
  /// Rows of a part; the last ones may have one fewer, and hide the rest.
  var rowsPerPart: Int { (rows + parts - 1) / parts }
  var groupsPerPart: Int { sharesMask ? 1 : channels }
  var planesPerGroup: Int { sharesMask ? channels : 1 }
  /// Columns of a sector; the last ones may have fewer, or none.
  var columnsPerSector: Int { (columns + Self.sectors - 1) / Self.sectors }
  private var wordsPerRow: Int { (columnsPerSector + 63) / 64 * Self.sectors }
  /// Words of a plane of a part.
  var wordsPerPlane: Int { rowsPerPart * wordsPerRow }
  var wordsPerGroup: Int { (1 + planesPerGroup) * wordsPerPlane }
  var wordsPerCode: Int { parts * groupsPerPart * wordsPerGroup }

  /// Whether all channels of every place are hidden or visible together.
  static func sharesMask(_ code: IrisCode) -> Bool {
    if code.channels == 1 { return true }
    // A word holds whole places for the usual numbers of channels: then a word's bits can be compared at once.
    if 64 % code.channels == 0 {
      var first: UInt64 = 0
      for place in stride(from: 0, to: 64, by: code.channels) { first |= 1 << UInt64(place) }
      return code.mask.allSatisfy { word in
        (1..<code.channels).allSatisfy { (word >> UInt64($0)) & first == word & first }
      }
    }
    return (0..<(code.rows * code.columns)).allSatisfy { cell in
      let start = cell * code.channels
      let bit = code.maskBit(start)
      return (1..<code.channels).allSatisfy { code.maskBit(start + $0) == bit }
    }
  }

  /// The code's words in this layout.
  func words(of code: IrisCode) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: wordsPerCode)
    words.withUnsafeMutableBufferPointer { words in
      code.bits.withUnsafeBufferPointer { bits in
        code.mask.withUnsafeBufferPointer { mask in
          for row in 0..<rows {
            let part = row % parts * groupsPerPart * wordsPerGroup
            for column in 0..<columns {
              let (sector, place) = column.quotientAndRemainder(dividingBy: columnsPerSector)
              let word = part + row / parts * wordsPerRow + place / 64 * Self.sectors + sector
              let shift = UInt64(place % 64)
              var source = (row * columns + column) * channels
              for channel in 0..<channels {
                let plane = sharesMask ? word : channel * wordsPerGroup + word
                if !sharesMask || channel == 0 {
                  words[plane] |= (mask[source / 64] >> UInt64(source % 64) & 1) << shift
                }
                let bit = bits[source / 64] >> UInt64(source % 64) & 1
                words[plane + (sharesMask ? 1 + channel : 1) * wordsPerPlane] |= bit << shift
                source += 1
              }
            }
          }
        }
      }
    }
    return words
  }
}

extension IrisCode {
  fileprivate func maskBit(_ index: Int) -> UInt64 { mask[index / 64] >> UInt64(index % 64) & 1 }
}
