import FiniteFields
import ProofSystem
import QuantizedNetworks

/// "The committed code is the network's output on the committed scan", as the verifier checks it (design 3.6, `PROTOCOL.md` 7).
struct InferenceRelation: Relation {
  typealias K = KoalaBearQuintic
  typealias Witness = InferenceWitness

  let layout: InferenceLayout
  let statement: InferenceStatement

  var columns: [ColumnShape] { layout.shapes }

  func absorb(into transcript: inout Transcript) {
    transcript.absorb("inference statement", statement.encoded())
  }

  func run(_ channel: MaskedChannel<K>, witness: InferenceWitness?) throws(ProofError) {
    let accumulators = virtualAccumulators(witness)
    try LookupArgument(channel, blocks: blocks(accumulators, witness)).run()
    channel.mark("lookups")
    for (accumulator, source) in accumulators.all {
      for claim in accumulator.claims {
        try accumulator.reduction.run(
          channel, accumulator: claim.value, at: claim.point,
          cells: witness.map { $0.inputCells(source, layout) },
          claim: { low, high in inputClaim(source, channel, low: low, high: high) })
      }
    }
    channel.mark("convolutions")
    try SpongeRelation(
      name: "scan", sponge: layout.scanSponge, columns: layout.scanColumns,
      digest: statement.scanCommitment.elements
    ).run(channel, trace: witness?.scanTrace)
    try SpongeRelation(
      name: "code", sponge: layout.codeSponge, columns: layout.codeColumns,
      digest: statement.codeCommitment.elements
    ).run(channel, trace: witness?.codeTrace)
    channel.mark("hash S-boxes")
  }

  // MARK: Accumulators

  private struct Accumulators {
    let hidden: [VirtualAccumulator]
    let bits: VirtualAccumulator
    let mask: VirtualAccumulator?
    /// In the order in which their convolutions are reduced.
    var all: [(VirtualAccumulator, TensorSource)]
  }

  private func virtualAccumulators(_ witness: InferenceWitness?) -> Accumulators {
    let network = layout.network
    var all: [(VirtualAccumulator, TensorSource)] = []
    func make(_ name: String, _ convolution: Convolution, scales: [Int], bias: [Int], _ values: [KoalaBear]?)
      -> VirtualAccumulator
    {
      let accumulator = VirtualAccumulator(
        ConvolutionReduction(name: name, convolution: convolution, scales: scales, bias: bias), values: values
      )
      all.append((accumulator, convolution.source))
      return accumulator
    }
    let hidden = network.hiddenLayers.enumerated().map { index, layer in
      let scales = layer.scales
      return make(
        "layer \(index)", layer.convolution, scales: scales,
        bias: zip(layer.convolution.bias, scales).map { Int($0) * $1 }, witness?.hiddenAccumulators[index])
    }
    func ones(_ convolution: Convolution) -> [Int] {
      [Int](repeating: 1, count: convolution.outputShape.channels)
    }
    let bits = make(
      "bits", network.bits, scales: ones(network.bits), bias: network.bits.bias.map { Int($0) },
      witness?.bitAccumulators)
    // The count is compared with the threshold on the whole box, so its convolution has no bias.
    let mask = network.mask.map {
      make("mask", $0, scales: ones($0), bias: $0.bias.map { _ in 0 }, witness?.counts)
    }
    return Accumulators(hidden: hidden, bits: bits, mask: mask, all: all)
  }

  /// Weights on a convolution's input as a claim on committed columns.
  private func inputClaim(_ source: TensorSource, _ channel: MaskedChannel<K>, low: [K], high: [K])
    -> LinearForm<K>
  {
    let factor = channel.lowFactor(.dense(low))
    func term(_ column: Int, _ weight: K) -> TensorTerm<K> {
      TensorTerm(column: column, low: factor, high: high).scaled(by: weight)
    }
    switch source {
    case .activation(let index):
      return LinearForm(Affine(K.zero), [term(layout.hidden[index].outputs, K.one)])
    case .visibility:
      return LinearForm(Affine(K.zero), [term(layout.visibility, K.one)])
    case .pixels:
      guard layout.network.usesInputTable else {
        return LinearForm(Affine(K.zero), [term(layout.pixels, K.one)])
      }
      // x' = x + 128 (1 - m) on the cells that a convolution reads; the weights vanish on all others.
      let occluded = K(128)
      let constant = occluded * low.reduce(K.zero, +) * high.reduce(K.zero, +)
      return LinearForm(Affine(constant), [term(layout.pixels, K.one), term(layout.visibility, -occluded)])
    }
  }

  // MARK: Lookups

  private typealias Block = LookupArgument<K>.Block

  private func blocks(_ accumulators: Accumulators, _ witness: InferenceWitness?) -> [Block] {
    var blocks = [
      lookup(
        "pixels", table: InferenceLayout.pixelTable, layout.input,
        [.column(layout.pixels), .column(layout.visibility)]
      ) {
        witness.map { w in { [w.columns[layout.pixels], w.columns[layout.visibility]] } }
      }
    ]
    for (index, layer) in layout.network.hiddenLayers.enumerated() {
      let shift = layer.sharedShift
      let offsets = zip(layer.shifts, layer.scales).map { HiddenLayer.rounding(shift: $0) * $1 }
      var residual: (column: Int, scales: [Int])?
      if case .activation(let earlier) = layer.residual {
        residual = (layout.hidden[earlier].outputs, layer.scales)
      }
      let field = RemainderField(
        accumulator: accumulators.hidden[index], quotients: layout.hidden[index].quotients, shift: shift,
        offsets: offsets, isUniform: false, residual: residual)
      blocks += quotientBlocks(
        "layer \(index)", layout.hidden[index], field, witness?.hiddenRemainders[index], witness)
    }
    let sign = RemainderField(
      accumulator: accumulators.bits, quotients: layout.bits.quotients, shift: layout.bits.shift,
      offsets: [1 << layout.bits.shift - 1], isUniform: true, residual: nil)
    blocks += quotientBlocks("bits", layout.bits, sign, witness?.bitRemainders, witness)
    if let mask = layout.mask, let accumulator = accumulators.mask {
      let field = CountField(accumulator: accumulator, thresholds: layout.network.maskThresholds)
      blocks.append(
        lookup("mask", table: mask.table, mask.box, [.virtual(field), .column(mask.column)]) {
          witness.map { w in { [w.countDifferences, w.columns[mask.column]] } }
        })
    }
    for (index, table) in layout.tables.enumerated() {
      blocks.append(
        Block(
          name: table.name, tableID: index + 1, variables: table.variables,
          kind: .table(multiplicities: layout.multiplicities[index]), fields: table.fields.map { .table($0) },
          values: witness.map { _ in { table.fields } },
          multiplicityValues: witness.map { w in { w.columns[layout.multiplicities[index]] } }))
    }
    return blocks
  }

  private func quotientBlocks(
    _ name: String, _ columns: InferenceLayout.Quotients, _ remainder: RemainderField,
    _ remainders: [KoalaBear]?,
    _ witness: InferenceWitness?
  ) -> [Block] {
    [
      lookup(
        name + " quotients", table: columns.table, columns.box,
        [.column(columns.quotients), .column(columns.outputs)]
      ) {
        witness.map { w in { [w.columns[columns.quotients], w.columns[columns.outputs]] } }
      },
      lookup(name + " remainders", table: columns.remainderTable, columns.box, [.virtual(remainder)]) {
        remainders.map { r in { [r] } }
      },
    ]
  }

  private func lookup(
    _ name: String, table: Int, _ box: TensorBox, _ fields: [LookupField<K>],
    values: () -> (() -> [[KoalaBear]])?
  ) -> Block {
    Block(
      name: name, tableID: table + 1, variables: box.variables, kind: .lookup, fields: fields,
      values: values())
  }
}

extension HiddenLayer {
  /// 2^(S − s) of each channel.
  var scales: [Int] { shifts.map { 1 << (sharedShift - $0) } }
}
