import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Everything secret in a demonstration proof: the committed columns, and what is looked up without being committed.
package struct DemonstrationWitness {
  /// One a committed column, in the layout's order.
  package var columns: [[KoalaBear]]
  /// Convolution accumulators, bias included, rounding left out.
  package var accumulators: [KoalaBear]
  package var remainders: [KoalaBear]

  /// - Parameters:
  ///   - pixels: [channel, row, column]; `layout.input.length` of them.
  ///   - data: `layout`'s further column.
  package init(layout: DemonstrationLayout, pixels: [UInt8], data: [KoalaBear]) {
    self.init(
      layout: layout, pixels: pixels, data: data,
      sums: ConvolutionEvaluator.run(layout.convolution, on: pixels))
  }

  /// - Parameter sums: the convolution of the pixels.
  init(layout: DemonstrationLayout, pixels: [UInt8], data: [KoalaBear], sums: [Int32]) {
    let shift = Int32(DemonstrationLayout.shift)
    let rounding = Int32(1) << (shift - 1)
    let quotientTable = layout.tables[DemonstrationLayout.quotientTable]
    let minimum = Int32(quotientTable.minimum)
    @Sendable func row(_ sum: Int32) -> Int { Int((sum + rounding) >> shift - minimum) }
    @Sendable func remainder(_ sum: Int32) -> Int { Int((sum + rounding) & (1 << shift - 1)) }

    // Entries of the tables in the field's form, so that no cell is converted on its own.
    let bytes = (0..<256).map { KoalaBear($0) }
    let (quotients, outputs) = (quotientTable.fields[0], quotientTable.fields[1])
    @inline(__always)
    func cells<Value: Sendable>(_ values: [Value], _ cell: @Sendable (Value) -> KoalaBear) -> [KoalaBear] {
      Workers.array(count: values.count, grain: 1 << 14) { range, cells in
        values.withUnsafeBufferPointer { values in
          for index in range { cells[index &- range.lowerBound] = cell(values[index]) }
        }
      }
    }
    columns = [
      cells(pixels) { bytes[Int($0)] },
      cells(sums) { quotients[row($0)] },
      cells(sums) { outputs[row($0)] },
      data,
      Self.multiplicities(pixels, rows: 256) { Int($0) },
      Self.multiplicities(sums, rows: quotients.count, row),
      Self.multiplicities(sums, rows: 1 << Int(shift), remainder),
    ]
    accumulators = cells(sums) {
      KoalaBear(wrapped: UInt32(bitPattern: $0 < 0 ? $0 + Int32(KoalaBear.modulus) : $0))
    }
    remainders = cells(sums) { bytes[remainder($0)] }
  }

  /// How often each row of a table is looked up.
  @inline(__always)
  private static func multiplicities<Value: Sendable>(
    _ values: [Value], rows: Int, _ row: @Sendable (Value) -> Int
  ) -> [KoalaBear] {
    let parts = Workers.map(count: values.count, grain: 1 << 14) { range in
      var counts = [UInt32](repeating: 0, count: rows)
      values.withUnsafeBufferPointer { values in
        for index in range { counts[row(values[index])] &+= 1 }
      }
      return counts
    }
    return (0..<rows).map { index in KoalaBear(wrapped: parts.reduce(0) { $0 + $1[index] }) }
  }
}
