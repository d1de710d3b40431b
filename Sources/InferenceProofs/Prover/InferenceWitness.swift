import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Everything secret in an inference proof, in the boxes in which it is committed or looked up.
package struct InferenceWitness {
  typealias K = KoalaBearQuintic

  /// One a committed column, in the layout's order.
  package var columns: [[KoalaBear]]
  /// Scaled convolution accumulators of each hidden layer, residual and rounding left out.
  package var hiddenAccumulators: [[KoalaBear]] = []
  package var hiddenRemainders: [[KoalaBear]] = []
  package var bitAccumulators: [KoalaBear] = []
  package var bitRemainders: [KoalaBear] = []
  /// Visible pixels under each mask output.
  package var counts: [KoalaBear] = []
  package var countDifferences: [KoalaBear] = []
  package var scanTrace = CommitmentSponge.Trace()
  package var codeTrace = CommitmentSponge.Trace()
  /// What convolutions read from the pixels.
  private var seenPixels: [KoalaBear] = []

  /// Forgery tests only: what a convolution is said to have read, in place of what is committed.
  package var forgedInputs: [TensorSource: [KoalaBear]] = [:]

  package init(
    layout: InferenceLayout, pixels: [UInt8], evaluation: QuantizedNetwork.Evaluation,
    scanBlinding: CommitmentBlinding, codeBlinding: CommitmentBlinding
  ) {
    self.init(layout: layout, pixels: pixels, evaluation: evaluation, codeBlinding: codeBlinding)
    addScan(Self.scanTrace(layout, pixels, scanBlinding), scanBlinding, layout)
  }

  /// Evaluates the network; its layers on one thread, the hash of the scan, which is one long chain, on another.
  static func make(
    layout: InferenceLayout, pixels: [UInt8], scanBlinding: CommitmentBlinding,
    codeBlinding: CommitmentBlinding
  ) throws(NetworkError) -> InferenceWitness {
    let (trace, result) = Workers.both(
      { scanTrace(layout, pixels, scanBlinding) },
      {
        Result { () throws(NetworkError) in
          InferenceWitness(
            layout: layout, pixels: pixels, evaluation: try layout.network.evaluate(pixels),
            codeBlinding: codeBlinding)
        }
      })
    var witness = try result.get()
    witness.addScan(trace, scanBlinding, layout)
    return witness
  }

  /// Everything but the hash of the scan.
  private init(
    layout: InferenceLayout, pixels: [UInt8], evaluation: QuantizedNetwork.Evaluation,
    codeBlinding: CommitmentBlinding
  ) {
    let network = layout.network
    columns = layout.shapes.map { _ in [] }
    columns[layout.pixels] = layout.input.fill(pixels)
    columns[layout.visibility] = layout.input.fill(pixels.map { $0 == 0 ? 0 : 1 })
    seenPixels = layout.input.fill(network.usesInputTable ? pixels.map { $0 == 0 ? 128 : $0 } : pixels)
    var counters = MultiplicityCounter(layout: layout)
    counters.add(pixels.map { Int($0) }, to: InferenceLayout.pixelTable, boxSize: 1 << layout.input.variables)

    for (index, layer) in network.hiddenLayers.enumerated() {
      let area = layer.convolution.outputShape.rows * layer.convolution.outputShape.columns
      let scales = layer.scales
      var totals = evaluation.accumulators[index].map { Int($0) }
      for cell in totals.indices { totals[cell] *= scales[cell / area] }
      var convolved = totals
      if case .activation(let earlier) = layer.residual {
        for (cell, value) in evaluation.activations[earlier].enumerated() {
          convolved[cell] -= Int(value) * scales[cell / area]
        }
      }
      let offsets = zip(layer.shifts, scales).map { HiddenLayer.rounding(shift: $0) * $1 }
      hiddenAccumulators.append(layout.hidden[index].box.fill(convolved))
      hiddenRemainders.append(
        addQuotients(
          totals, offsets: offsets, layout.hidden[index], outputs: evaluation.activations[index], &counters))
    }
    let sums = evaluation.bitAccumulators.map { Int($0) }
    bitAccumulators = layout.bits.box.fill(sums)
    let offset = 1 << layout.bits.shift - 1
    bitRemainders = addQuotients(
      sums, offsets: [Int](repeating: offset, count: 1 << layout.bits.box.channelVariables), layout.bits,
      outputs: evaluation.bits, &counters)
    if let mask = layout.mask, let head = network.mask {
      addMask(mask.column, mask.box, mask.table, head, evaluation, network.maskThresholds, &counters)
    }
    for (index, column) in layout.multiplicities.enumerated() { columns[column] = counters.values(index) }

    let cells = columns
    codeTrace = layout.codeSponge.trace(blinding: codeBlinding.elements) { cells[$0] }
    addSponge(codeTrace, layout.codeColumns, codeBlinding)
  }

  /// Values that a convolution's input has in its box.
  func inputCells(_ source: TensorSource, _ layout: InferenceLayout) -> [KoalaBear] {
    if let forged = forgedInputs[source] { return forged }
    return switch source {
    case .pixels: seenPixels
    case .visibility: columns[layout.visibility]
    case .activation(let index): columns[layout.hidden[index].outputs]
    }
  }

  /// Splits v = total + offset into quotient and remainder on the whole box; returns the remainders.
  ///
  /// - Parameter offsets: one a channel; channels beyond fill the box with v = 0.
  private mutating func addQuotients(
    _ totals: [Int], offsets: [Int], _ target: InferenceLayout.Quotients, outputs: [UInt8],
    _ counters: inout MultiplicityCounter
  ) -> [KoalaBear] {
    let box = target.box
    let area = box.shape.rows * box.shape.columns
    let shift = target.shift
    let quotients = totals.enumerated().map { ($1 + offsets[$0 / area]) >> shift }
    let size = 1 << box.variables
    counters.add(quotients, to: target.table, boxSize: size)
    columns[target.quotients] = box.fill(quotients)
    columns[target.outputs] = box.fill(outputs)
    // Cells outside the tensor have the accumulator 0 but the offset of their channel.
    let channelSize = 1 << (box.rowVariables + box.columnVariables)
    var remainders = (0..<size).map { cell in
      let channel = cell / channelSize
      return channel < offsets.count ? offsets[channel] : 0
    }
    var source = 0
    for channel in 0..<box.shape.channels {
      for row in 0..<box.shape.rows {
        let start = (channel << box.rowVariables + row) << box.columnVariables
        for column in 0..<box.shape.columns {
          remainders[start + column] = totals[source] + offsets[channel] - quotients[source] << shift
          source += 1
        }
      }
    }
    counters.add(remainders, to: target.remainderTable, boxSize: size)
    return remainders.map { KoalaBear($0) }
  }

  private mutating func addMask(
    _ column: Int, _ box: TensorBox, _ table: Int, _ head: Convolution,
    _ evaluation: QuantizedNetwork.Evaluation,
    _ thresholds: [Int], _ counters: inout MultiplicityCounter
  ) {
    let area = box.shape.rows * box.shape.columns
    columns[column] = box.fill(evaluation.mask)
    let visible = evaluation.maskAccumulators.enumerated().map { Int($1) - Int(head.bias[$0 / area]) }
    counts = box.fill(visible)
    let size = 1 << box.variables
    let channelSize = 1 << (box.rowVariables + box.columnVariables)
    var differences = (0..<size).map { -CountField.threshold(thresholds, channel: $0 / channelSize) }
    var source = 0
    for channel in 0..<box.shape.channels {
      for row in 0..<box.shape.rows {
        let start = (channel << box.rowVariables + row) << box.columnVariables
        for offset in 0..<box.shape.columns {
          differences[start + offset] += visible[source]
          source += 1
        }
      }
    }
    counters.add(differences, to: table, boxSize: size)
    countDifferences = differences.map { KoalaBear($0) }
  }

  private static func scanTrace(
    _ layout: InferenceLayout, _ pixels: [UInt8], _ blinding: CommitmentBlinding
  ) -> CommitmentSponge.Trace {
    let cells = layout.input.fill(pixels)
    return layout.scanSponge.trace(blinding: blinding.elements) { $0 == layout.pixels ? cells : [] }
  }

  private mutating func addScan(
    _ trace: CommitmentSponge.Trace, _ blinding: CommitmentBlinding, _ layout: InferenceLayout
  ) {
    scanTrace = trace
    addSponge(trace, layout.scanColumns, blinding)
  }

  private mutating func addSponge(
    _ trace: CommitmentSponge.Trace, _ target: SpongeRelation.Columns, _ blinding: CommitmentBlinding
  ) {
    columns[target.outputs] = trace.outputs
    columns[target.blindOutputs] = trace.blindOutputs
    columns[target.blinding] = blinding.elements
  }
}

/// Counts how often each table row is looked up.
struct MultiplicityCounter {
  private let tables: [LookupTable]
  private var counts: [[Int]]

  init(layout: InferenceLayout) {
    tables = layout.tables
    counts = layout.tables.map { [Int](repeating: 0, count: $0.fields[0].count) }
  }

  /// - Parameter boxSize: cells of the block; those beyond `keys` look up the key 0.
  mutating func add(_ keys: [Int], to table: Int, boxSize: Int) {
    let minimum = tables[table].minimum
    for key in keys where counts[table].indices.contains(key - minimum) { counts[table][key - minimum] += 1 }
    let rest = boxSize - keys.count
    if rest > 0, counts[table].indices.contains(-minimum) { counts[table][-minimum] += rest }
  }

  func values(_ table: Int) -> [KoalaBear] { counts[table].map { KoalaBear($0) } }
}
