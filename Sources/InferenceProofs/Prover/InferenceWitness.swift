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
  /// For each output its convolution (a count without bias); empty when it has none or is hidden.
  package var headAccumulators: [[KoalaBear]] = []
  /// For each output the remainders of a sign, or the differences of a count and its threshold.
  package var headRemainders: [[KoalaBear]] = []
  package var scanTrace = CommitmentSponge.Trace()
  /// One for each of the layout's sponges of outputs.
  package var codeTraces: [CommitmentSponge.Trace] = []
  /// What convolutions read from the pixels, and the visibility.
  private var seenPixels: [KoalaBear] = []
  private var visibility: [KoalaBear] = []
  /// Values of each hidden layer.
  private var activations: [[KoalaBear]] = []

  /// Forgery tests only: what a convolution is said to have read, in place of what is committed.
  package var forgedInputs: [TensorSource: [KoalaBear]] = [:]

  /// Blindings of what is committed: the input's, and one for each of the layout's sponges of outputs.
  package struct Blindings: Sendable {
    package let scan: CommitmentBlinding
    package let codes: [CommitmentBlinding]

    package init(scan: CommitmentBlinding, codes: [CommitmentBlinding]) {
      self.scan = scan
      self.codes = codes
    }

    var bytes: [UInt8] { scan.bytes + codes.flatMap(\.bytes) }
  }

  package init(
    layout: InferenceLayout, pixels: [UInt8], evaluation: QuantizedNetwork.Evaluation, blindings: Blindings
  ) {
    self.init(layout: layout, pixels: pixels, evaluation: evaluation, codeBlindings: blindings.codes)
    addScan(Self.scanTrace(layout, pixels, blindings.scan), blindings.scan, layout)
  }

  /// Evaluates the network; its layers on one thread, the hash of the scan, which is one long chain, on another.
  static func make(
    layout: InferenceLayout, pixels: [UInt8], blindings: Blindings
  ) throws(NetworkError) -> (witness: InferenceWitness, evaluation: QuantizedNetwork.Evaluation) {
    let (trace, result) = Workers.both(
      { scanTrace(layout, pixels, blindings.scan) },
      {
        Result { () throws(NetworkError) in
          let evaluation = try layout.network.evaluate(pixels)
          return (
            InferenceWitness(
              layout: layout, pixels: pixels, evaluation: evaluation, codeBlindings: blindings.codes),
            evaluation
          )
        }
      })
    var (witness, evaluation) = try result.get()
    witness.addScan(trace, blindings.scan, layout)
    return (witness, evaluation)
  }

  /// Everything but the hash of the scan.
  private init(
    layout: InferenceLayout, pixels: [UInt8], evaluation: QuantizedNetwork.Evaluation,
    codeBlindings: [CommitmentBlinding]
  ) {
    let network = layout.network
    columns = layout.shapes.map { _ in [] }
    var counters = MultiplicityCounter(layout: layout)
    addInput(pixels, layout, &counters)
    for (index, layer) in network.hiddenLayers.enumerated() {
      let residual: [UInt8]? =
        if case .activation(let earlier) = layer.residual { evaluation.activations[earlier] } else { nil }
      let box = layout.hidden[index].box
      hiddenAccumulators.append(
        Self.convolved(evaluation.accumulators[index], scales: layer.scales, less: residual, box))
      let offsets = zip(layer.shifts, layer.scales).map { HiddenLayer.rounding(shift: $0) * $1 }
      hiddenRemainders.append(
        addQuotients(
          evaluation.accumulators[index], scales: layer.scales, offsets: offsets, layout.hidden[index],
          &counters))
      activations.append(box.fill(evaluation.activations[index]))
      if case .column(let column) = layout.hidden[index].values { columns[column] = activations[index] }
    }
    for index in network.outputs.indices { addHead(index, evaluation, layout, &counters) }
    for (index, column) in layout.multiplicities.enumerated() { columns[column] = counters.values(index) }

    let cells = columns
    codeTraces = zip(layout.codes, codeBlindings).map { code, blinding in
      code.sponge.trace(blinding: blinding.elements) { cells[$0] }
    }
    for (index, code) in layout.codes.enumerated() {
      addSponge(codeTraces[index], code.columns, codeBlindings[index])
    }
  }

  /// Values that a convolution's input has in its box.
  func inputCells(_ source: TensorSource, _ layout: InferenceLayout) -> [KoalaBear] {
    if let forged = forgedInputs[source] { return forged }
    switch source {
    case .pixels: return seenPixels
    case .visibility: return layout.visibilityColumn.map { columns[$0] } ?? visibility
    case .activation(let index):
      if case .column(let column) = layout.hidden[index].values { return columns[column] }
      return activations[index]
    }
  }

  private mutating func addInput(
    _ pixels: [UInt8], _ layout: InferenceLayout, _ counters: inout MultiplicityCounter
  ) {
    let network = layout.network
    seenPixels = layout.input.fill(network.usesInputTable ? pixels.map { $0 == 0 ? 128 : $0 } : pixels)
    if network.readsVisibility || layout.visibilityColumn != nil {
      visibility = layout.input.fill(pixels.map { $0 == 0 ? 0 : 1 })
    }
    if let column = layout.pixelColumn { columns[column] = layout.input.fill(pixels) }
    if let column = layout.visibilityColumn { columns[column] = visibility }
    guard let table = layout.pixelTable else { return }
    counters.count(in: table) { count in
      for pixel in pixels { count(Int(pixel), 1) }
      count(0, 1 << layout.input.variables - pixels.count)
    }
  }

  private mutating func addHead(
    _ index: Int, _ evaluation: QuantizedNetwork.Evaluation, _ layout: InferenceLayout,
    _ counters: inout MultiplicityCounter
  ) {
    let sums = evaluation.outputSums[index]
    var accumulators: [KoalaBear] = []
    var remainders: [KoalaBear] = []
    switch layout.heads[index] {
    case .none: break
    case .sign(let quotients):
      let channels = quotients.box.shape.channels
      accumulators = quotients.box.fill(sums)
      // The offset holds on the whole box, beyond the last channel too.
      remainders = addQuotients(
        sums, scales: [Int](repeating: 1, count: channels),
        offsets: [Int](repeating: 1 << quotients.shift - 1, count: 1 << quotients.box.channelVariables),
        quotients, &counters)
      addValues(evaluation.outputs[index], quotients.values, quotients.box)
    case .count(let values, let box, let table):
      guard let head = layout.network.outputs[index].rule.convolution,
        case .count(_, let thresholds) = layout.network.outputBounds[index]
      else { break }
      let area = box.shape.rows * box.shape.columns
      let visible = sums.enumerated().map { Int($1) - Int(head.bias[$0 / area]) }
      accumulators = box.fill(visible)
      remainders = Self.differences(visible, thresholds, box, table, &counters)
      addValues(evaluation.outputs[index], values, box)
    case .sums(let values, let box):
      accumulators = box.fill(sums)
      addValues(evaluation.outputs[index], values, box)
    }
    headAccumulators.append(accumulators)
    headRemainders.append(remainders)
  }

  private mutating func addValues(
    _ tensor: OutputTensor, _ values: InferenceLayout.Cells, _ box: TensorBox
  ) {
    guard case .column(let column) = values else { return }
    switch tensor {
    case .bytes(let bytes): columns[column] = box.fill(bytes)
    case .sums(let sums): columns[column] = box.fill(sums)
    }
  }

  // MARK: Cells

  /// scale · (sum − residual) in the box.
  private static func convolved(
    _ sums: [Int32], scales: [Int], less residual: [UInt8]?, _ box: TensorBox
  ) -> [KoalaBear] {
    let area = box.shape.rows * box.shape.columns
    if residual == nil, scales.allSatisfy({ $0 == 1 }) { return box.fill(sums) }
    var values = sums.map { Int($0) }
    for cell in values.indices {
      values[cell] = (values[cell] - (residual.map { Int($0[cell]) } ?? 0)) * scales[cell / area]
    }
    return box.fill(values)
  }

  /// Splits v = scale · sum + offset into quotient and remainder on the whole box; returns the remainders.
  ///
  /// - Parameter offsets: one a channel; channels beyond fill the box with v = 0.
  private mutating func addQuotients(
    _ sums: [Int32], scales: [Int], offsets: [Int], _ target: InferenceLayout.Quotients,
    _ counters: inout MultiplicityCounter
  ) -> [KoalaBear] {
    let box = target.box
    let shift = target.shift
    let size = 1 << box.variables
    let channelSize = 1 << (box.rowVariables + box.columnVariables)
    var quotients = [KoalaBear](repeating: .zero, count: box.length)
    var remainders = [KoalaBear](repeating: .zero, count: size)
    // Cells outside the tensor have the accumulator 0 but the offset of their channel.
    for (channel, offset) in offsets.enumerated() {
      let value = KoalaBear(offset)
      for cell in (channel * channelSize)..<((channel + 1) * channelSize) { remainders[cell] = value }
    }
    counters.count(in: target.table) { count in
      var source = 0
      for channel in 0..<box.shape.channels {
        for row in 0..<box.shape.rows {
          let start = (channel << box.rowVariables + row) << box.columnVariables
          for cell in start..<(start + box.shape.columns) {
            let value = Int(sums[source]) * scales[channel] + offsets[channel]
            let quotient = value >> shift
            source += 1
            quotients[cell] = KoalaBear(quotient)
            remainders[cell] = KoalaBear(value - quotient << shift)
            count(quotient, 1)
          }
        }
      }
      count(0, size - box.shape.count)
    }
    counters.count(in: target.remainderTable) { count in
      for remainder in remainders { count(Int(remainder.canonical), 1) }
    }
    columns[target.quotients] = quotients
    return remainders
  }

  /// Count minus threshold on the whole box.
  private static func differences(
    _ visible: [Int], _ thresholds: [Int], _ box: TensorBox, _ table: Int,
    _ counters: inout MultiplicityCounter
  ) -> [KoalaBear] {
    let channelSize = 1 << (box.rowVariables + box.columnVariables)
    var differences = (0..<1 << box.variables).map {
      -CountField.threshold(thresholds, channel: $0 / channelSize)
    }
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
    counters.count(in: table) { count in
      for difference in differences { count(difference, 1) }
    }
    return differences.map { KoalaBear($0) }
  }

  // MARK: Sponges

  private static func scanTrace(
    _ layout: InferenceLayout, _ pixels: [UInt8], _ blinding: CommitmentBlinding
  ) -> CommitmentSponge.Trace {
    guard let scan = layout.scan else { return CommitmentSponge.Trace() }
    let cells = layout.input.fill(pixels)
    return scan.sponge.trace(blinding: blinding.elements) { $0 == layout.pixelColumn ? cells : [] }
  }

  private mutating func addScan(
    _ trace: CommitmentSponge.Trace, _ blinding: CommitmentBlinding, _ layout: InferenceLayout
  ) {
    scanTrace = trace
    if let scan = layout.scan { addSponge(trace, scan.columns, blinding) }
  }

  private mutating func addSponge(
    _ trace: CommitmentSponge.Trace, _ target: SpongeRelation.Columns, _ blinding: CommitmentBlinding
  ) {
    columns[target.outputs] = trace.outputs
    columns[target.blindOutputs] = trace.blindOutputs
    columns[target.blinding] = blinding.elements
  }
}
