import FiniteFields
import ProofSystem
import QuantizedNetworks

/// "The committed pixels are bytes, the committed outputs are their 3×3 convolution, requantised, and the committed data column has this
/// value at this point": the pieces of the inference statement at a size chosen at will, to measure how the engine's cost grows.
struct DemonstrationRelation: Relation {
  typealias K = KoalaBearQuintic
  typealias Witness = DemonstrationWitness

  let layout: DemonstrationLayout
  let statement: DemonstrationStatement

  var columns: [ColumnShape] { layout.shapes }

  func absorb(into transcript: inout Transcript) {
    transcript.absorb("demonstration statement", statement.encoded())
    var network = ByteWriter()
    for value in layout.convolution.weights + layout.convolution.bias {
      network.append(uint32: UInt32(bitPattern: value))
    }
    transcript.absorb("demonstration network", network.bytes)
  }

  func run(_ channel: MaskedChannel<K>, witness: DemonstrationWitness?) throws(ProofError) {
    let convolution = layout.convolution
    let accumulator = VirtualAccumulator(
      ConvolutionReduction(
        name: "layer", convolution: convolution,
        scales: [Int](repeating: 1, count: convolution.outputShape.channels),
        bias: convolution.bias.map { Int($0) }),
      values: witness?.accumulators)
    try LookupArgument(channel, blocks: blocks(accumulator, witness)).run()
    channel.mark("lookups")
    for claim in accumulator.claims {
      try accumulator.reduction.run(
        channel, accumulator: claim.value, at: claim.point,
        cells: witness?.columns[DemonstrationLayout.pixels],
        claim: { low, high in
          let weights = channel.lowFactor(.dense(low))
          return LinearForm(
            Affine(K.zero), [TensorTerm(column: DemonstrationLayout.pixels, low: weights, high: high)])
        })
    }
    channel.mark("convolutions")
    let weights = channel.lowFactor(.eq(statement.point))
    channel.assertZero(
      "data value",
      LinearForm(
        Affine(-statement.value), [TensorTerm(column: DemonstrationLayout.data, low: weights, high: [K.one])])
    )
    channel.mark("evaluation")
  }

  // MARK: Lookups

  private typealias Block = LookupArgument<K>.Block

  private func blocks(_ accumulator: VirtualAccumulator, _ witness: DemonstrationWitness?) -> [Block] {
    let columns = DemonstrationLayout.self
    let remainder = RemainderField(
      accumulator: accumulator, quotients: columns.quotients, shift: columns.shift,
      offsets: [1 << (columns.shift - 1)], isUniform: true, residual: nil)
    let lookups = [
      Block(
        name: "pixels", tableID: columns.pixelTable + 1, variables: layout.input.variables, kind: .lookup,
        fields: [.column(columns.pixels)], values: witness.map { w in { [w.columns[columns.pixels]] } }),
      Block(
        name: "quotients", tableID: columns.quotientTable + 1, variables: layout.output.variables,
        kind: .lookup, fields: [.column(columns.quotients), .column(columns.outputs)],
        values: witness.map { w in { [w.columns[columns.quotients], w.columns[columns.outputs]] } }),
      Block(
        name: "remainders", tableID: columns.remainderTable + 1, variables: layout.output.variables,
        kind: .lookup, fields: [.virtual(remainder)], values: witness.map { w in { [w.remainders] } }),
    ]
    return lookups
      + layout.tables.enumerated().map { index, table in
        let column = columns.multiplicities + index
        return Block(
          name: table.name, tableID: index + 1, variables: table.variables,
          kind: .table(multiplicities: column), fields: table.fields.map { .table($0) },
          values: witness.map { _ in { table.fields } },
          multiplicityValues: witness.map { w in { w.columns[column] } })
      }
  }
}
