import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Which columns an inference proof commits, for a network: every activation, quotient and output, the lookup multiplicities, and both sponges.
package struct InferenceLayout: Sendable {
  package struct Quotients: Sendable {
    package let box: TensorBox
    package let quotients: Int
    package let outputs: Int
    /// Index into `tables` for (quotient, output), and for remainders.
    package let table: Int
    package let remainderTable: Int
    package let shift: Int
  }

  package let network: QuantizedNetwork
  package let input: TensorBox
  package let pixels = 0
  package let visibility = 1
  package let hidden: [Quotients]
  package let bits: Quotients
  /// Column of mask bits and the box it fills.
  package let mask: (column: Int, box: TensorBox, table: Int)?
  package let tables: [LookupTable]
  /// Column of multiplicities of each table.
  package let multiplicities: [Int]
  package let scanSponge: CommitmentSponge
  package let codeSponge: CommitmentSponge
  package let scanColumns: SpongeRelation.Columns
  package let codeColumns: SpongeRelation.Columns
  package let shapes: [ColumnShape]

  package static let pixelTable = 0

  package init(network: QuantizedNetwork) {
    var builder = Builder()
    input = TensorBox(network.inputShape)
    _ = builder.column("pixels", input)
    _ = builder.column("visibility", input)
    _ = builder.table(.pixels)
    hidden = network.hiddenLayers.enumerated().map { index, layer in
      builder.quotients(
        "layer \(index)", TensorBox(layer.convolution.outputShape), network.hiddenTables[index],
        .requantisation(network.hiddenTables[index], layer: index))
    }
    let bitBox = TensorBox(network.bits.outputShape)
    bits = builder.quotients("bit", bitBox, network.signTable, .sign(network.signTable))
    var codeRows = Self.rows(bits.outputs, bitBox)
    if let head = network.mask {
      let box = TensorBox(head.outputShape)
      let column = builder.column("mask", box)
      let taps = Self.taps(head)
      mask = (column, box, builder.table(.counts(taps: taps, thresholds: network.maskThresholds)))
      codeRows += Self.rows(column, box)
    } else {
      mask = nil
    }
    multiplicities = builder.tables.map {
      builder.column($0.name, length: $0.fields[0].count, variables: $0.variables)
    }

    let shape = network.inputShape
    scanSponge = CommitmentSponge(
      domain: .scan, shape: [shape.channels, shape.rows, shape.columns],
      message: SpongeMessage(
        rows: Self.rows(pixels, input), logColumns: input.columnVariables, cellsPerElement: 3, radixBits: 8))
    let code = network.bits.outputShape
    codeSponge = CommitmentSponge(
      domain: .code,
      shape: [code.channels, code.rows, code.columns, network.mask?.outputShape.channels ?? 0],
      message: SpongeMessage(
        rows: codeRows, logColumns: bitBox.columnVariables, cellsPerElement: 30, radixBits: 1))
    scanColumns = builder.sponge("scan", scanSponge)
    codeColumns = builder.sponge("code", codeSponge)
    tables = builder.tables
    shapes = builder.shapes
    self.network = network
  }

  private static func rows(_ column: Int, _ box: TensorBox) -> [SpongeMessage.Row] {
    (0..<box.shape.channels).flatMap { channel in
      (0..<box.shape.rows).map { SpongeMessage.Row(column: column, row: channel << box.rowVariables + $0) }
    }
  }

  /// Sum of the weights of each mask channel.
  static func taps(_ head: Convolution) -> [Int] {
    let span = head.weightsPerChannel
    return (0..<head.outputShape.channels).map { channel in
      head.weights[channel * span..<(channel + 1) * span].reduce(0) { $0 + Int($1) }
    }
  }

  private struct Builder {
    var shapes: [ColumnShape] = []
    var tables: [LookupTable] = []
    private var remainders: [Int: Int] = [:]

    mutating func column(_ name: String, _ box: TensorBox) -> Int {
      column(name, length: box.length, variables: box.variables)
    }

    mutating func column(_ name: String, length: Int, variables: Int) -> Int {
      shapes.append(ColumnShape(name: name, length: length, variables: variables))
      return shapes.count - 1
    }

    mutating func table(_ table: LookupTable) -> Int {
      tables.append(table)
      return tables.count - 1
    }

    mutating func quotients(
      _ name: String, _ box: TensorBox, _ quotientTable: QuotientTable, _ outputTable: LookupTable
    ) -> Quotients {
      let shift = quotientTable.shift
      let remainderTable = remainders[shift] ?? table(.remainders(shift: shift))
      remainders[shift] = remainderTable
      return Quotients(
        box: box, quotients: column(name + " quotients", box), outputs: column(name + " outputs", box),
        table: table(outputTable), remainderTable: remainderTable, shift: shift)
    }

    mutating func sponge(_ name: String, _ sponge: CommitmentSponge) -> SpongeRelation.Columns {
      let first = shapes.count
      shapes += SpongeRelation.columnShapes(name: name, sponge: sponge)
      return SpongeRelation.Columns(outputs: first, blindOutputs: first + 1, blinding: first + 2)
    }
  }
}
