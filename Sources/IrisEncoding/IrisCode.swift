import QuantizedNetworks

/// The bits of an iris and which of them count, laid out [row, column, channel].
///
/// Bit b lies in word b / 64 at place b mod 64. A rotation of the eye is a rotation of columns.
public struct IrisCode: Hashable, Sendable {
  /// Largest number of bits a stored code may have.
  static let bitLimit = 1 << 20
  /// Most columns of a stored code: a comparison keeps the code in every rotation.
  static let columnLimit = 8192

  public let rows: Int
  public let columns: Int
  public let channels: Int
  /// The code; bits beyond the last are 0.
  public let bits: [UInt64]
  /// 1 where the bit of the code counts; bits beyond the last are 0.
  public let mask: [UInt64]

  public var bitCount: Int { rows * columns * channels }

  init(rows: Int, columns: Int, channels: Int, bits: [UInt64], mask: [UInt64]) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.bits = bits
    self.mask = mask
  }

  /// The outputs of a run of a network with these heads. A mask of one channel counts for all, a missing one hides nothing.
  ///
  /// Outputs of another network would be out of range.
  package init(_ outputs: [OutputTensor], of heads: CodeHeads) {
    let (bitBytes, maskBytes) = (outputs.codeBits, outputs.codeMask)
    let shape = heads.bits.outputShape
    let maskChannels = heads.mask?.outputShape.channels ?? 0
    let area = shape.rows * shape.columns
    let wordCount = (shape.count + 63) / 64
    var bits = [UInt64](repeating: 0, count: wordCount)
    var mask = [UInt64](repeating: 0, count: wordCount)
    var index = 0
    for cell in 0..<area {
      for channel in 0..<shape.channels {
        let source = channel * area + cell
        let maskSource = maskChannels == shape.channels ? source : cell
        let counts = maskChannels == 0 ? 1 : maskBytes[maskSource]
        bits[index / 64] |= UInt64(bitBytes[source]) << UInt64(index % 64)
        mask[index / 64] |= UInt64(counts) << UInt64(index % 64)
        index += 1
      }
    }
    self.init(rows: shape.rows, columns: shape.columns, channels: shape.channels, bits: bits, mask: mask)
  }

  /// Number of bits that count.
  public var visibleBits: Int { mask.reduce(0) { $0 + $1.nonzeroBitCount } }

  var shapeDescription: String { "[\(rows), \(columns), \(channels)]" }

  func hasShape(of other: IrisCode) -> Bool {
    rows == other.rows && columns == other.columns && channels == other.channels
  }

  /// The code of the eye turned by so many columns, either way round: column c moves to c + turn.
  public func rotated(by turn: Int) -> IrisCode {
    let places = ((turn % columns) + columns) % columns * channels
    return IrisCode(
      rows: rows, columns: columns, channels: channels, bits: rotated(bits, by: places),
      mask: rotated(mask, by: places))
  }

  /// Rotates every row of `words` up by `places` bits, 0..<bits of a row.
  private func rotated(_ words: [UInt64], by places: Int) -> [UInt64] {
    let rowBits = columns * channels
    var result = [UInt64](repeating: 0, count: words.count)
    if rowBits % 64 == 0 {
      let rowWords = rowBits / 64
      let (skip, shift) = (places / 64, UInt64(places % 64))
      for row in stride(from: 0, to: words.count, by: rowWords) {
        for word in 0..<rowWords {
          let low = words[row + (word - skip + rowWords) % rowWords]
          let below = words[row + (word - skip - 1 + 2 * rowWords) % rowWords]
          result[row + word] = shift == 0 ? low : low << shift | below >> (64 - shift)
        }
      }
      return result
    }
    for row in 0..<rows {
      for place in 0..<rowBits {
        let from = row * rowBits + place
        let to = row * rowBits + (place + places) % rowBits
        result[to / 64] |= (words[from / 64] >> UInt64(from % 64) & 1) << UInt64(to % 64)
      }
    }
    return result
  }
}
