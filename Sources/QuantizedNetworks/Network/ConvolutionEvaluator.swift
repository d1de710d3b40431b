/// Runs one convolution: by the C kernel where the machine has one, else by loops that the compiler can vectorise.
///
/// These loops lay the padded input out by column phase (column mod stride), so that the innermost one reads
/// neighbouring cells whatever the stride, as 16-bit values with 16-bit weights and 32-bit sums. The static
/// bounds of the network keep every complete sum inside 32 bits; sums wrap round on the way there.
package enum ConvolutionEvaluator {
  package static func run(_ convolution: Convolution, on input: [UInt8]) -> [Int32] {
    convolution.packing.packed(convolution)?.run(input) ?? runPortably(convolution, on: input)
  }

  /// Without the C kernel.
  package static func runPortably(_ convolution: Convolution, on input: [UInt8]) -> [Int32] {
    let phases = phasedInput(convolution, input)
    let output = convolution.outputShape
    return [Int32](unsafeUninitializedCapacity: output.count) { sums, count in
      phases.cells.withUnsafeBufferPointer { cells in
        for channel in 0..<output.channels {
          accumulate(convolution, channel, cells, phases, sums)
        }
      }
      count = output.count
    }
  }

  /// A stride beyond the padded columns makes one output column, as does one equal to them.
  private static func phaseCount(_ convolution: Convolution) -> Int {
    let columns = convolution.inputShape.columns + convolution.paddingLeft + convolution.paddingRight
    return min(convolution.strideColumns, columns)
  }

  /// Cells [channel, padded row, phase, position]: padded column = position * stride + phase.
  private struct PhasedInput {
    let cells: [Int16]
    let paddedRows: Int
    let positions: Int
  }

  private static func phasedInput(_ convolution: Convolution, _ input: [UInt8]) -> PhasedInput {
    let shape = convolution.inputShape
    let stride = phaseCount(convolution)
    let paddedRows = shape.rows + convolution.paddingTop + convolution.paddingBottom
    let paddedColumns = shape.columns + convolution.paddingLeft + convolution.paddingRight
    let positions = (paddedColumns + stride - 1) / stride
    var cells = [Int16](repeating: 0, count: shape.channels * paddedRows * stride * positions)
    // Where each padded column comes from and goes to, worked out once for all rows.
    let sources = (0..<paddedColumns).map {
      ($0 - convolution.paddingLeft + shape.columns) % shape.columns
    }
    let targets = (0..<paddedColumns).map { $0 % stride * positions + $0 / stride }
    for channel in 0..<shape.channels {
      for row in 0..<shape.rows {
        let from = (channel * shape.rows + row) * shape.columns
        let to = (channel * paddedRows + row + convolution.paddingTop) * stride * positions
        for column in 0..<paddedColumns {
          cells[to + targets[column]] = Int16(input[from + sources[column]])
        }
      }
    }
    return PhasedInput(cells: cells, paddedRows: paddedRows, positions: positions)
  }

  private static func accumulate(
    _ convolution: Convolution, _ channel: Int, _ cells: UnsafeBufferPointer<Int16>, _ phases: PhasedInput,
    _ sums: UnsafeMutableBufferPointer<Int32>
  ) {
    let output = convolution.outputShape
    let stride = phaseCount(convolution)
    let rowCells = stride * phases.positions
    for row in 0..<output.rows {
      let start = (channel * output.rows + row) * output.columns
      let line = UnsafeMutableBufferPointer(rebasing: sums[start..<(start + output.columns)])
      line.initialize(repeating: convolution.bias[channel])
      var weightIndex = channel * convolution.weightsPerChannel
      for inputChannel in 0..<convolution.inputShape.channels {
        for dx in 0..<convolution.kernelRows {
          let inputRow = row * convolution.strideRows + dx
          let rowStart = (inputChannel * phases.paddedRows + inputRow) * rowCells
          for dy in 0..<convolution.kernelColumns {
            let weight = Int16(truncatingIfNeeded: convolution.weights[weightIndex])
            weightIndex += 1
            if weight == 0 { continue }
            let from = rowStart + dy % stride * phases.positions + dy / stride
            let taps = UnsafeBufferPointer(rebasing: cells[from..<(from + output.columns)])
            for column in 0..<output.columns {
              line[column] &+= Int32(taps[column]) &* Int32(weight)
            }
          }
        }
      }
    }
  }
}
