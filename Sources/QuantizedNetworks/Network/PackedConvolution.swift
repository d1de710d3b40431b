import FieldKernels

/// A convolution as the C kernel wants it: a list of taps, each a word of neighbouring cells times a word of weights.
///
/// A word packs cells that lie next to each other in a row, or in neighbouring channels, whichever makes fewer taps. Padded rows are
/// laid out by column phase (column mod stride), so that the words of neighbouring outputs are neighbours.
struct PackedConvolution {
  private let convolution: Convolution
  /// Numbers a word.
  private let packing: Int
  private let packsChannels: Bool
  private let stride: Int
  /// Column phases that some tap reads, and where each lies.
  private let phases: [Int]
  private let positions: Int
  private let paddedRows: Int
  private let offsets: [UInt32]
  /// [tap, output channel]
  private let weights: [UInt32]

  /// Nil on a machine without a kernel.
  init?(_ convolution: Convolution) {
    let fitsBytes = convolution.weights.allSatisfy { (-128...127).contains($0) }
    let packing = worldid_convolution_packing(fitsBytes ? 1 : 0)
    guard packing > 0 else { return nil }
    self.convolution = convolution
    self.packing = packing
    let shape = convolution.inputShape
    let (rows, columns) = (convolution.kernelRows, convolution.kernelColumns)
    packsChannels =
      (shape.channels + packing - 1) / packing * columns < shape.channels
      * ((columns + packing - 1) / packing)
    paddedRows = shape.rows + convolution.paddingTop + convolution.paddingBottom
    let paddedColumns = shape.columns + convolution.paddingLeft + convolution.paddingRight
    // A stride beyond the padded columns makes one output column, as does one equal to them.
    let stride = min(convolution.strideColumns, paddedColumns)
    self.stride = stride
    positions = (paddedColumns + stride - 1) / stride

    let channelStep = packsChannels ? packing : 1
    let columnStep = packsChannels ? 1 : packing
    let firstColumns = Array(Swift.stride(from: 0, to: columns, by: columnStep))
    phases = Set(firstColumns.map { $0 % stride }).sorted()
    var offsets: [UInt32] = []
    var weights: [UInt32] = []
    let outputs = convolution.outputShape.channels
    for (group, channel) in Swift.stride(from: 0, to: shape.channels, by: channelStep).enumerated() {
      for row in 0..<rows {
        for column in firstColumns {
          let phase = phases.firstIndex(of: column % stride) ?? 0
          let cell = ((group * paddedRows + row) * phases.count + phase) * positions + column / stride
          offsets.append(UInt32(truncatingIfNeeded: cell))
          for output in 0..<outputs {
            var word: UInt32 = 0
            for index in 0..<packing {
              let (c, y) = packsChannels ? (channel + index, column) : (channel, column + index)
              guard c < shape.channels, y < columns else { continue }
              let weight = convolution.weights[((output * shape.channels + c) * rows + row) * columns + y]
              let bits = UInt32(bitPattern: weight) & (packing == 4 ? 0xff : 0xffff)
              word |= bits << UInt32(index * 32 / packing)
            }
            weights.append(word)
          }
        }
      }
    }
    self.offsets = offsets
    self.weights = weights
  }

  /// Adds the convolution of an input [channel, row, column] to sums that hold the bias.
  func add(_ input: [UInt8], to sums: UnsafeMutableBufferPointer<Int32>) {
    let cells = words(input)
    let output = convolution.outputShape
    worldid_convolution(
      packing, cells, offsets, offsets.count, weights, output.channels, output.rows, output.columns,
      convolution.strideRows * phases.count * positions, sums.baseAddress)
  }

  /// Words [channel group, padded row, phase, position], and what the kernel may read behind them.
  private func words(_ input: [UInt8]) -> [UInt32] {
    let shape = convolution.inputShape
    let groupSize = packsChannels ? packing : 1
    let groups = (shape.channels + groupSize - 1) / groupSize
    let rowWords = phases.count * positions
    let count = groups * paddedRows * rowWords
    return [UInt32](unsafeUninitializedCapacity: count + Int(WORLDID_CONVOLUTION_SLACK)) {
      words, initialized in
      words.initialize(repeating: 0)
      // Room for what a word reads beyond the last column.
      var lines = [UInt8](repeating: 0, count: groupSize * (positions * stride + packing + stride))
      let lineLength = lines.count / groupSize
      for group in 0..<groups {
        for row in 0..<shape.rows {
          for index in 0..<groupSize where group * groupSize + index < shape.channels {
            let start = ((group * groupSize + index) * shape.rows + row) * shape.columns
            fill(&lines, from: index * lineLength, input[start..<(start + shape.columns)])
          }
          let used = min(groupSize, shape.channels - group * groupSize)
          let target = (group * paddedRows + row + convolution.paddingTop) * rowWords
          for (number, phase) in phases.enumerated() {
            write(
              lines, lineLength, used, phase,
              UnsafeMutableBufferPointer(
                rebasing: words[(target + number * positions)..<(target + (number + 1) * positions)]))
          }
        }
      }
      initialized = count + Int(WORLDID_CONVOLUTION_SLACK)
    }
  }

  /// A row with its wrapped ends.
  private func fill(_ lines: inout [UInt8], from start: Int, _ row: ArraySlice<UInt8>) {
    let (left, right) = (convolution.paddingLeft, convolution.paddingRight)
    lines.withUnsafeMutableBufferPointer { lines in
      row.withUnsafeBufferPointer { row in
        for index in 0..<left { lines[start + index] = row[row.count - left + index] }
        for index in 0..<row.count { lines[start + left + index] = row[index] }
        for index in 0..<right { lines[start + left + row.count + index] = row[index] }
      }
    }
  }

  /// The words of one phase of a padded row.
  private func write(
    _ lines: [UInt8], _ lineLength: Int, _ channels: Int, _ phase: Int,
    _ words: UnsafeMutableBufferPointer<UInt32>
  ) {
    let step = packsChannels ? lineLength : 1
    let numbers = packsChannels ? channels : packing
    lines.withUnsafeBytes { lines in
      if packing == 4, !packsChannels {
        for position in words.indices {
          words[position] = lines.loadUnaligned(fromByteOffset: stride * position + phase, as: UInt32.self)
        }
        return
      }
      let width = UInt32(32 / packing)
      for position in words.indices {
        let first = stride * position + phase
        var word = UInt32(lines[first])
        for index in 1..<max(1, numbers) {
          word |= UInt32(lines[first + index * step]) << (UInt32(index) * width)
        }
        words[position] = word
      }
    }
  }
}
