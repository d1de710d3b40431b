import ProofSystem
import QuantizedNetworks

/// Makes columns and tables in the order in which the specification numbers them.
struct InferenceLayoutBuilder {
  private let network: QuantizedNetwork
  private let form: InferenceForm
  private(set) var shapes: [ColumnShape] = []
  private(set) var tables: [LookupTable] = []
  /// Remainder table of each shift.
  private var remainders: [Int: Int] = [:]

  init(network: QuantizedNetwork, form: InferenceForm) {
    self.network = network
    self.form = form
  }

  mutating func column(_ name: String, _ box: TensorBox) -> Int {
    column(name, length: box.length, variables: box.variables)
  }

  mutating func column(_ name: String, length: Int, variables: Int) -> Int {
    shapes.append(ColumnShape(name: name, length: length, variables: variables))
    return shapes.count - 1
  }

  private mutating func table(_ table: LookupTable) -> Int {
    tables.append(table)
    return tables.count - 1
  }

  mutating func addInput(_ box: TensorBox) -> (pixels: Int?, visibility: Int?, table: Int?) {
    guard form.input != .stated else { return (nil, nil, nil) }
    let pixels = column("pixels", box)
    guard form == .code || network.usesInputTable || network.readsVisibility else {
      return (pixels, nil, table(.bytes))
    }
    return (pixels, column("visibility", box), table(.pixels))
  }

  mutating func addLayer(_ index: Int) -> InferenceLayout.Quotients {
    let stated = network.outputs.indices.first {
      network.outputs[$0].rule == .activation(index) && form.disclosure(ofOutput: $0) == .stated
    }
    let table = network.hiddenTables[index]
    return addQuotients(
      "layer \(index)", TensorBox(network.hiddenLayers[index].convolution.outputShape), table,
      .requantisation(table, layer: index), stated: stated)
  }

  mutating func addHead(_ index: Int) -> InferenceLayout.Head {
    let disclosure = form.disclosure(ofOutput: index)
    guard disclosure != .hidden else { return .none }
    let stated = disclosure == .stated ? index : nil
    let box = TensorBox(network.shape(ofOutput: index))
    switch network.outputBounds[index] {
    case .sign(let table):
      return .sign(addQuotients("bit", box, table, .sign(table), stated: stated))
    case .count(let taps, let thresholds):
      let values = cells("mask", box, stated: stated)
      return .count(values: values, box: box, table: table(.counts(taps: taps, thresholds: thresholds)))
    case .sums: return .sums(values: cells("sums", box, stated: stated), box: box)
    case .activation: return .none
    }
  }

  private mutating func cells(_ name: String, _ box: TensorBox, stated: Int?) -> InferenceLayout.Cells {
    if let stated { return .stated(stated) }
    return .column(column(name, box))
  }

  private mutating func addQuotients(
    _ name: String, _ box: TensorBox, _ quotientTable: QuotientTable, _ outputTable: LookupTable, stated: Int?
  ) -> InferenceLayout.Quotients {
    let shift = quotientTable.shift
    let remainderTable = remainders[shift] ?? table(.remainders(shift: shift))
    remainders[shift] = remainderTable
    return InferenceLayout.Quotients(
      box: box, quotients: column(name + " quotients", box),
      values: cells(name + " outputs", box, stated: stated), table: table(outputTable),
      remainderTable: remainderTable, shift: shift)
  }

  /// A column that nothing depends on, where everything is stated and nothing looked up: the tableau needs rows to hide pads behind.
  mutating func addFiller() {
    if shapes.isEmpty { _ = column("filler", length: 256, variables: 8) }
  }

  // MARK: Sponges

  mutating func addScan(_ box: TensorBox, pixels: Int) -> InferenceLayout.Sponge? {
    guard form.input == .committed else { return nil }
    let shape = box.shape
    return sponge(
      "scan",
      CommitmentSponge(
        domain: .scan, shape: [shape.channels, shape.rows, shape.columns],
        message: SpongeMessage(
          rows: Self.rows(pixels, box), logColumns: box.columnVariables, cellsPerElement: 3, radixBits: 8)),
      output: nil)
  }

  /// One sponge for bits and mask of an iris code, else one for each committed output.
  mutating func addCodes(
    hidden: [InferenceLayout.Quotients], heads: [InferenceLayout.Head]
  ) -> [InferenceLayout.Sponge] {
    guard form == .code else {
      return network.outputs.indices.compactMap { index in
        guard form.disclosure(ofOutput: index) == .committed else { return nil }
        return addOutput(index, hidden: hidden, head: heads[index])
      }
    }
    var rows: [SpongeMessage.Row] = []
    var logColumns = 0
    for (index, head) in heads.enumerated() {
      let box = TensorBox(network.shape(ofOutput: index))
      logColumns = box.columnVariables
      switch head {
      case .sign(let quotients): rows += Self.rows(quotients.values, box)
      case .count(let values, _, _): rows += Self.rows(values, box)
      case .sums, .none: break
      }
    }
    let bits = network.shape(ofOutput: 0)
    return [
      sponge(
        "code",
        CommitmentSponge(
          domain: .code,
          shape: [
            bits.channels, bits.rows, bits.columns,
            heads.count > 1 ? network.shape(ofOutput: 1).channels : 0,
          ],
          message: SpongeMessage(rows: rows, logColumns: logColumns, cellsPerElement: 30, radixBits: 1)),
        output: nil)
    ]
  }

  private mutating func addOutput(
    _ index: Int, hidden: [InferenceLayout.Quotients], head: InferenceLayout.Head
  ) -> InferenceLayout.Sponge {
    let box = TensorBox(network.shape(ofOutput: index))
    var (cells, cellsPerElement, radixBits) = (InferenceLayout.Cells.stated(index), 30, 1)
    switch head {
    case .sign(let quotients): cells = quotients.values
    case .count(let values, _, _): cells = values
    case .sums(let values, _): (cells, cellsPerElement, radixBits) = (values, 1, 0)
    case .none:
      guard case .activation(let layer) = network.outputs[index].rule else { break }
      (cells, cellsPerElement, radixBits) = (hidden[layer].values, 3, 8)
    }
    return sponge(
      "code",
      CommitmentSponge(
        domain: .output,
        shape: [
          index, box.shape.channels, box.shape.rows, box.shape.columns, cellsPerElement, radixBits,
        ],
        message: SpongeMessage(
          rows: Self.rows(cells, box), logColumns: box.columnVariables, cellsPerElement: cellsPerElement,
          radixBits: radixBits)),
      output: index)
  }

  private mutating func sponge(
    _ name: String, _ sponge: CommitmentSponge, output: Int?
  ) -> InferenceLayout.Sponge {
    let first = shapes.count
    shapes += SpongeRelation.columnShapes(name: name, sponge: sponge)
    return InferenceLayout.Sponge(
      sponge: sponge,
      columns: SpongeRelation.Columns(outputs: first, blindOutputs: first + 1, blinding: first + 2),
      output: output)
  }

  private static func rows(_ cells: InferenceLayout.Cells, _ box: TensorBox) -> [SpongeMessage.Row] {
    guard case .column(let column) = cells else { return [] }
    return rows(column, box)
  }

  private static func rows(_ column: Int, _ box: TensorBox) -> [SpongeMessage.Row] {
    (0..<box.shape.channels).flatMap { channel in
      (0..<box.shape.rows).map { SpongeMessage.Row(column: column, row: channel << box.rowVariables + $0) }
    }
  }
}
