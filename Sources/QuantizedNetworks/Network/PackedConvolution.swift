import FieldKernels
import Synchronization

/// A convolution as the C kernel wants it: a list of taps, each a word of neighbouring cells times a word of weights.
///
/// A word packs cells that lie next to each other in a row, or in neighbouring channels, whichever makes fewer taps. Padded rows are
/// laid out by column phase (column mod stride), so that the words of neighbouring outputs are neighbours.
struct PackedConvolution: Sendable {
  /// Numbers a word.
  private let packing: Int
  private let layout: worldid_convolution_layout
  /// Column phases that some tap reads.
  private let phases: [UInt32]
  private let offsets: [UInt32]
  /// [tap, output channel]
  private let weights: [UInt32]
  private let bias: [Int32]
  private let output: TensorShape
  private let rowStep: Int

  /// Nil on a machine without a kernel.
  init?(_ convolution: Convolution) {
    let fitsBytes = convolution.weights.allSatisfy { (-128...127).contains($0) }
    let packing = worldid_convolution_packing(fitsBytes ? 1 : 0)
    guard packing > 0 else { return nil }
    self.packing = packing
    let shape = convolution.inputShape
    let columns = convolution.kernelColumns
    let packsChannels =
      (shape.channels + packing - 1) / packing * columns < shape.channels
      * ((columns + packing - 1) / packing)
    let paddedColumns = shape.columns + convolution.paddingLeft + convolution.paddingRight
    // A stride beyond the padded columns makes one output column, as does one equal to them.
    let stride = min(convolution.strideColumns, paddedColumns)
    let positions = (paddedColumns + stride - 1) / stride
    let firstColumns = Array(Swift.stride(from: 0, to: columns, by: packsChannels ? 1 : packing))
    let phases = Set(firstColumns.map { $0 % stride }).sorted()
    layout = worldid_convolution_layout(
      channels: shape.channels, rows: shape.rows, columns: shape.columns,
      padding_top: convolution.paddingTop, padding_bottom: convolution.paddingBottom,
      padding_left: convolution.paddingLeft, padding_right: convolution.paddingRight,
      channels_together: packsChannels ? packing : 1, stride: stride, positions: positions,
      phases: phases.count)
    self.phases = phases.map { UInt32(truncatingIfNeeded: $0) }
    bias = convolution.bias
    output = convolution.outputShape

    // Where each tap's column begins in a row of words.
    let places = firstColumns.map { column in
      (phases.firstIndex(of: column % stride) ?? 0) * positions + column / stride
    }
    let rowWords = phases.count * positions
    rowStep = convolution.strideRows * rowWords
    let paddedRows = shape.rows + convolution.paddingTop + convolution.paddingBottom
    let groups = (shape.channels + layout.channels_together - 1) / layout.channels_together
    offsets = (0..<groups).flatMap { group in
      (0..<convolution.kernelRows).flatMap { row in
        places.map { UInt32(truncatingIfNeeded: (group * paddedRows + row) * rowWords + $0) }
      }
    }
    weights = Self.words(of: convolution, packing: packing, packsChannels: packsChannels, taps: offsets.count)
  }

  /// Words of weights [tap, output channel]; taps are [channel group, kernel row, kernel column], of columns `packing` a tap, or of
  /// channels.
  private static func words(
    of convolution: Convolution, packing: Int, packsChannels: Bool, taps: Int
  ) -> [UInt32] {
    let outputs = convolution.outputShape.channels
    let channels = convolution.inputShape.channels
    let (rows, columns) = (convolution.kernelRows, convolution.kernelColumns)
    let mask: UInt32 = packing == 4 ? 0xff : 0xffff
    let width = UInt32(32 / packing)
    let (channelsTogether, columnsTogether) = packsChannels ? (packing, 1) : (1, packing)
    let columnTaps = (columns + columnsTogether - 1) / columnsTogether
    var words = [UInt32](repeating: 0, count: taps * outputs)
    words.withUnsafeMutableBufferPointer { words in
      convolution.weights.withUnsafeBufferPointer { weights in
        var next = 0
        for output in 0..<outputs {
          for channel in 0..<channels {
            for row in 0..<rows {
              let firstTap = (channel / channelsTogether * rows + row) * columnTaps
              for column in 0..<columns {
                let place = (firstTap + column / columnsTogether) * outputs + output
                let index = packsChannels ? channel % packing : column % packing
                words[place] |= (UInt32(bitPattern: weights[next]) & mask) << (UInt32(index) &* width)
                next += 1
              }
            }
          }
        }
      }
    }
    return words
  }

  /// Sums [channel, row, column] of the convolution and its bias, for an input [channel, row, column].
  func run(_ input: [UInt8]) -> [Int32] {
    let area = output.rows * output.columns
    return [Int32](unsafeUninitializedCapacity: output.count) { sums, count in
      for (channel, bias) in bias.enumerated() {
        sums[(channel * area)..<((channel + 1) * area)].initialize(repeating: bias)
      }
      withCells(input) { cells in
        worldid_convolution(
          packing, cells, offsets, offsets.count, weights, output.channels, output.rows, output.columns,
          rowStep, sums.baseAddress)
      }
      count = output.count
    }
  }

  /// The input as words.
  private func withCells(_ input: [UInt8], _ body: (UnsafePointer<UInt32>) -> Void) {
    let groups = (layout.channels + layout.channels_together - 1) / layout.channels_together
    let paddedRows = layout.rows + layout.padding_top + layout.padding_bottom
    let count = groups * paddedRows * layout.phases * layout.positions + Int(WORLDID_CONVOLUTION_SLACK)
    let lineBytes = layout.channels_together * (layout.stride * layout.positions + packing)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { words in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: lineBytes) { lines in
        guard let words = words.baseAddress, let lines = lines.baseAddress else { return }
        withUnsafePointer(to: layout) {
          worldid_convolution_cells(packing, $0, phases, input, lines, words)
        }
        body(words)
      }
    }
  }
}

/// A convolution's packed form, made at its first run and shared by its copies, from several threads at a time. It holds as many
/// words as the convolution has weights and channels together. It is no part of what a convolution is: any two are equal.
final class PackingCache: Hashable, Sendable {
  private enum State {
    case new
    case packed(PackedConvolution?)
  }

  private let state = Mutex(State.new)

  /// Nil on a machine without a kernel.
  ///
  /// - Parameter convolution: the one that holds this cache.
  func packed(_ convolution: Convolution) -> PackedConvolution? {
    state.withLock { state in
      if case .packed(let packed) = state { return packed }
      let packed = PackedConvolution(convolution)
      state = .packed(packed)
      return packed
    }
  }

  static func == (_: PackingCache, _: PackingCache) -> Bool { true }
  func hash(into _: inout Hasher) {}
}
