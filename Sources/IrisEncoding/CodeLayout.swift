/// How codes lie in memory to be compared: a plane of mask, then the planes of bits that it hides, each [row, column].
///
/// Most models hide all channels of a place together; one mask then serves for all. Rows come in another order: every other one first, so
/// that the first half of a plane is a fair sample of the whole.
struct CodeLayout: Hashable, Sendable {
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

  var groups: Int { sharesMask ? 1 : channels }
  var planesPerGroup: Int { sharesMask ? channels : 1 }
  var wordsPerPlane: Int { (rows * columns + 63) / 64 }
  var wordsPerCode: Int { groups * (1 + planesPerGroup) * wordsPerPlane }
  /// Words of a plane that hold every other row, or all if there is but one.
  var sampleWords: Int { ((rows + 1) / 2 * columns + 63) / 64 }

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
    let perGroup = (1 + planesPerGroup) * wordsPerPlane
    words.withUnsafeMutableBufferPointer { words in
      code.bits.withUnsafeBufferPointer { bits in
        code.mask.withUnsafeBufferPointer { mask in
          for row in 0..<rows {
            let target = row % 2 == 0 ? row / 2 : (rows + 1) / 2 + row / 2
            for column in 0..<columns {
              let place = target * columns + column
              let (word, shift) = (place / 64, UInt64(place % 64))
              var source = (row * columns + column) * channels
              for channel in 0..<channels {
                let plane = sharesMask ? word : channel * perGroup + word
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
