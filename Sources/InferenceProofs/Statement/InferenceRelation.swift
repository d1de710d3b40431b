import FiniteFields
import ProofSystem
import QuantizedNetworks

/// "These are the network's outputs on this input", as the verifier checks it (design 3.6, `PROTOCOL.md` 7).
struct InferenceRelation: Relation {
  typealias K = KoalaBearQuintic
  typealias Witness = InferenceWitness

  let layout: InferenceLayout
  let statement: BoundStatement
  let stated: StatedTensors

  init(layout: InferenceLayout, statement: BoundStatement) {
    self.layout = layout
    self.statement = statement
    stated = StatedTensors(statement, layout)
  }

  var columns: [ColumnShape] { layout.shapes }

  func absorb(into transcript: inout Transcript) { transcript.absorb(statement.label, statement.encoded) }

  func run(_ channel: MaskedChannel<K>, witness: InferenceWitness?) throws(ProofError) {
    let accumulators = virtualAccumulators(witness)
    let blocks = blocks(accumulators, witness)
    if !blocks.isEmpty { try LookupArgument(channel, blocks: blocks).run() }
    channel.mark("lookups")
    try claimSums(accumulators, channel)
    for (accumulator, source) in accumulators.all {
      for claim in accumulator.claims {
        try accumulator.reduction.run(
          channel, accumulator: claim.value, at: claim.point,
          cells: witness.map { $0.inputCells(source, layout) },
          claim: { low, high in inputClaim(source, channel, low: low, high: high) })
      }
    }
    channel.mark("convolutions")
    if let scan = layout.scan {
      try SpongeRelation(
        name: "scan", sponge: scan.sponge, columns: scan.columns, digest: statement.scan
      ).run(channel, trace: witness?.scanTrace)
    }
    for (index, code) in layout.codes.enumerated() {
      try SpongeRelation(
        name: "code", sponge: code.sponge, columns: code.columns, digest: statement.codes[index]
      ).run(channel, trace: witness?.codeTraces[index])
    }
    channel.mark("hash S-boxes")
  }

  // MARK: Accumulators

  private struct Accumulators {
    var hidden: [VirtualAccumulator] = []
    /// One for each output; nil for one that has none, or is hidden.
    var heads: [VirtualAccumulator?] = []
    /// In the order in which their convolutions are reduced.
    var all: [(VirtualAccumulator, TensorSource)] = []

    mutating func make(
      _ name: String, _ convolution: Convolution, scales: [Int], bias: [Int], _ values: [KoalaBear]?
    ) -> VirtualAccumulator {
      let accumulator = VirtualAccumulator(
        ConvolutionReduction(name: name, convolution: convolution, scales: scales, bias: bias), values: values
      )
      all.append((accumulator, convolution.source))
      return accumulator
    }
  }

  private func virtualAccumulators(_ witness: InferenceWitness?) -> Accumulators {
    let network = layout.network
    var result = Accumulators()
    result.hidden = network.hiddenLayers.enumerated().map { index, layer in
      let scales = layer.scales
      return result.make(
        "layer \(index)", layer.convolution, scales: scales,
        bias: zip(layer.convolution.bias, scales).map { Int($0) * $1 }, witness?.hiddenAccumulators[index])
    }
    result.heads = network.outputs.enumerated().map { index, output in
      guard let convolution = output.rule.convolution else { return nil }
      let ones = [Int](repeating: 1, count: convolution.outputShape.channels)
      let bias = convolution.bias.map { Int($0) }
      let values = witness?.headAccumulators[index]
      switch layout.heads[index] {
      case .none: return nil
      case .sign: return result.make("bits", convolution, scales: ones, bias: bias, values)
      // The count is compared with the threshold on the whole box, so its convolution has no bias.
      case .count: return result.make("mask", convolution, scales: ones, bias: bias.map { _ in 0 }, values)
      case .sums: return result.make("sums", convolution, scales: ones, bias: bias, values)
      }
    }
    return result
  }

  /// Outputs that are accumulators: one value of each, at a point drawn now, is the one that the convolution has there.
  private func claimSums(_ accumulators: Accumulators, _ channel: MaskedChannel<K>) throws(ProofError) {
    for (head, accumulator) in zip(layout.heads, accumulators.heads) {
      guard case .sums(let values, let box) = head, let accumulator else { continue }
      let point: [K] = channel.challengePoint("sums point", count: box.variables)
      switch values {
      case .stated(let output):
        accumulator.claim(Affine(FieldVector.evaluate(base: stated.output(output), at: point)), at: point)
      case .column(let column):
        let value = try accumulator.evaluate(at: point, channel)
        let term = TensorTerm(column: column, low: channel.lowFactor(.eq(point)), high: [K.one])
        channel.assertZero("sums output", LinearForm(Affine(K.zero), [term]) - LinearForm(value))
      }
    }
  }

  /// Weights on a convolution's input as a claim on committed columns, or as the value that stated ones have.
  private func inputClaim(_ source: TensorSource, _ channel: MaskedChannel<K>, low: [K], high: [K])
    -> LinearForm<K>
  {
    func form(_ column: Int, _ weight: K = K.one) -> LinearForm<K> {
      LinearForm(
        Affine(K.zero),
        [TensorTerm(column: column, low: channel.lowFactor(.dense(low)), high: high).scaled(by: weight)])
    }
    func value(_ cells: [KoalaBear]?) -> LinearForm<K> {
      LinearForm(constant: StatedTensors.weighted(cells ?? [], low: low, high: high))
    }
    switch source {
    case .activation(let index):
      switch layout.hidden[index].values {
      case .column(let column): return form(column)
      case .stated(let output): return value(stated.output(output))
      }
    case .visibility:
      return layout.visibilityColumn.map { form($0) } ?? value(stated.visibility)
    case .pixels:
      guard let pixels = layout.pixelColumn else { return value(stated.pixels) }
      guard layout.network.usesInputTable, let visibility = layout.visibilityColumn else {
        return form(pixels)
      }
      // x' = x + 128 (1 - m) on the cells that a convolution reads; the weights vanish on all others.
      let occluded = K(128)
      let constant = occluded * low.reduce(K.zero, +) * high.reduce(K.zero, +)
      let factor = channel.lowFactor(.dense(low))
      func term(_ column: Int, _ weight: K) -> TensorTerm<K> {
        TensorTerm(column: column, low: factor, high: high).scaled(by: weight)
      }
      return LinearForm(Affine(constant), [term(pixels, K.one), term(visibility, -occluded)])
    }
  }

  // MARK: Lookups

  private typealias Block = LookupArgument<K>.Block

  private func blocks(_ accumulators: Accumulators, _ witness: InferenceWitness?) -> [Block] {
    var blocks: [Block] = []
    if let table = layout.pixelTable, let pixels = layout.pixelColumn {
      let columns = [pixels] + (layout.visibilityColumn.map { [$0] } ?? [])
      blocks.append(
        lookup("pixels", table: table, layout.input, columns.map { .column($0) }) {
          witness.map { w in { columns.map { w.columns[$0] } } }
        })
    }
    for (index, layer) in layout.network.hiddenLayers.enumerated() {
      let offsets = zip(layer.shifts, layer.scales).map { HiddenLayer.rounding(shift: $0) * $1 }
      let field = RemainderField(
        accumulator: accumulators.hidden[index], quotients: layout.hidden[index].quotients,
        shift: layer.sharedShift, offsets: offsets, isUniform: false, residual: residual(layer))
      blocks += quotientBlocks(
        "layer \(index)", layout.hidden[index], field, witness?.hiddenRemainders[index], witness)
    }
    for (index, head) in layout.heads.enumerated() {
      guard let accumulator = accumulators.heads[index] else { continue }
      switch head {
      case .none, .sums: continue
      case .sign(let quotients):
        let sign = RemainderField(
          accumulator: accumulator, quotients: quotients.quotients, shift: quotients.shift,
          offsets: [1 << quotients.shift - 1], isUniform: true, residual: nil)
        blocks += quotientBlocks("bits", quotients, sign, witness?.headRemainders[index], witness)
      case .count(let values, let box, let table):
        guard case .count(_, let thresholds) = layout.network.outputBounds[index] else { continue }
        let field = CountField(accumulator: accumulator, thresholds: thresholds)
        blocks.append(
          lookup("mask", table: table, box, [.virtual(field), self.field(values)]) {
            witness.map { w in { [w.headRemainders[index], cells(values, w)] } }
          })
      }
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

  private func residual(_ layer: HiddenLayer) -> ResidualField? {
    guard case .activation(let earlier) = layer.residual else { return nil }
    switch layout.hidden[earlier].values {
    case .column(let column): return ResidualField(source: .column(column), scales: layer.scales)
    case .stated(let output):
      return ResidualField(source: .stated(stated.output(output)), scales: layer.scales)
    }
  }

  private func field(_ values: InferenceLayout.Cells) -> LookupField<K> {
    switch values {
    case .column(let column): .column(column)
    case .stated(let output): .table(stated.output(output))
    }
  }

  private func cells(_ values: InferenceLayout.Cells, _ witness: InferenceWitness) -> [KoalaBear] {
    switch values {
    case .column(let column): witness.columns[column]
    case .stated(let output): stated.output(output)
    }
  }

  private func quotientBlocks(
    _ name: String, _ target: InferenceLayout.Quotients, _ remainder: RemainderField,
    _ remainders: [KoalaBear]?, _ witness: InferenceWitness?
  ) -> [Block] {
    [
      lookup(
        name + " quotients", table: target.table, target.box,
        [.column(target.quotients), field(target.values)]
      ) {
        witness.map { w in { [w.columns[target.quotients], cells(target.values, w)] } }
      },
      lookup(name + " remainders", table: target.remainderTable, target.box, [.virtual(remainder)]) {
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
