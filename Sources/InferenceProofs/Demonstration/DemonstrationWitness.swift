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
    let sums = ConvolutionEvaluator.run(layout.convolution, on: pixels)
    let shift = Int32(DemonstrationLayout.shift)
    let rounding = Int32(1) << (shift - 1)
    let tables = layout.tables
    var counts = tables.map { [UInt32](repeating: 0, count: $0.fields[0].count) }
    for pixel in pixels { counts[DemonstrationLayout.pixelTable][Int(pixel)] += 1 }

    // Entries of the tables in the field's form, so that no cell is converted on its own.
    let table = tables[DemonstrationLayout.quotientTable]
    let minimum = Int32(table.minimum)
    let small = (0..<256).map { KoalaBear($0) }
    var quotients = [KoalaBear](repeating: .zero, count: sums.count)
    var outputs = quotients
    var residues = quotients
    var totals = quotients
    for (cell, sum) in sums.enumerated() {
      let value = sum + rounding
      let row = Int((value >> shift) - minimum)
      let remainder = Int(value & (1 << shift - 1))
      counts[DemonstrationLayout.quotientTable][row] += 1
      counts[DemonstrationLayout.remainderTable][remainder] += 1
      quotients[cell] = table.fields[0][row]
      outputs[cell] = table.fields[1][row]
      residues[cell] = small[remainder]
      totals[cell] = KoalaBear(Int(sum))
    }
    columns =
      [pixels.map { small[Int($0)] }, quotients, outputs, data]
      + counts.map { $0.map { KoalaBear(wrapped: $0) } }
    accumulators = totals
    remainders = residues
  }
}
