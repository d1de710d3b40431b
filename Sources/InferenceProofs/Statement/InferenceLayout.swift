import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Which columns an inference proof commits, for a network and a form of statement: every activation, quotient and output that is not
/// stated, the lookup multiplicities, and the sponges. Derived from the model alone, by prover and verifier alike.
package struct InferenceLayout: Sendable {
  /// Where the values of a tensor are.
  package enum Cells: Sendable, Hashable {
    case column(Int)
    /// In the statement, under an output's number.
    case stated(Int)
  }

  package struct Quotients: Sendable {
    package let box: TensorBox
    package let quotients: Int
    package let values: Cells
    /// Index into `tables` for (quotient, output), and for remainders.
    package let table: Int
    package let remainderTable: Int
    package let shift: Int
  }

  package enum Head: Sendable {
    case sign(Quotients)
    /// `table`: of (count - threshold, bit).
    case count(values: Cells, box: TensorBox, table: Int)
    /// Accumulators, equal to the values.
    case sums(values: Cells, box: TensorBox)
    /// The values of a hidden layer, which say themselves where they are; or nothing at all, for a hidden output.
    case none
  }

  package struct Sponge: Sendable {
    package let sponge: CommitmentSponge
    package let columns: SpongeRelation.Columns
    /// Output that it commits to; nil for the input, and for the two of an iris code.
    package let output: Int?
  }

  package let network: QuantizedNetwork
  package let form: InferenceForm
  package let input: TensorBox
  /// Nil when the input is stated.
  package let pixelColumn: Int?
  /// Nil when the input is stated, or when nothing depends on the visibility.
  package let visibilityColumn: Int?
  package let pixelTable: Int?
  package let hidden: [Quotients]
  /// One for each output.
  package let heads: [Head]
  package let tables: [LookupTable]
  /// Column of multiplicities of each table.
  package let multiplicities: [Int]
  package let scan: Sponge?
  package let codes: [Sponge]
  package let shapes: [ColumnShape]

  package init(network: QuantizedNetwork, form: InferenceForm = .code) {
    var builder = InferenceLayoutBuilder(network: network, form: form)
    let box = TensorBox(network.inputShape)
    let (pixels, visibility, table) = builder.addInput(box)
    let layers = network.hiddenLayers.indices.map { builder.addLayer($0) }
    let heads = network.outputs.indices.map { builder.addHead($0) }
    multiplicities = builder.tables.map {
      builder.column($0.name, length: $0.fields[0].count, variables: $0.variables)
    }
    scan = pixels.flatMap { builder.addScan(box, pixels: $0) }
    codes = builder.addCodes(hidden: layers, heads: heads)
    builder.addFiller()
    tables = builder.tables
    shapes = builder.shapes
    (pixelColumn, visibilityColumn, pixelTable) = (pixels, visibility, table)
    self.network = network
    self.form = form
    input = box
    hidden = layers
    self.heads = heads
  }

  /// Where an output's values are; nil for one that is hidden.
  package func values(ofOutput index: Int) -> Cells? {
    switch heads[index] {
    case .sign(let quotients): return quotients.values
    case .count(let values, _, _), .sums(let values, _): return values
    case .none:
      guard case .activation(let layer) = network.outputs[index].rule, disclosure(ofOutput: index) != .hidden
      else { return nil }
      return hidden[layer].values
    }
  }

  func disclosure(ofOutput index: Int) -> Disclosure { form.disclosure(ofOutput: index) }
}

extension InferenceForm {
  var input: Disclosure {
    switch self {
    case .code: .committed
    case .tensors(let disclosure): disclosure.input
    }
  }

  func disclosure(ofOutput index: Int) -> Disclosure {
    switch self {
    case .code: .committed
    case .tensors(let disclosure): disclosure.outputs[index]
    }
  }
}
