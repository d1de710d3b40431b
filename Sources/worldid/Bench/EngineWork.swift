import InferenceProofs
import ProofSystem

/// What one step has to do, whatever the implementation: the table of lower bounds.
struct StepWork {
  /// Names under which the step's time is measured.
  let steps: [String]
  /// Why, for the reader.
  let reason: String
  let amounts: [Kernel: Double]

  init(_ steps: [String], _ reason: String, _ amounts: [Kernel: Double]) {
    self.steps = steps
    self.reason = reason
    self.amounts = amounts
  }

  /// Arithmetic and hashing one after the other, or the memory traffic, whichever takes longer: the two overlap.
  func milliseconds(_ speeds: KernelSpeeds) -> Double {
    let computed = amounts.reduce(0) { $1.key == .copy ? $0 : $0 + $1.value * speeds[$1.key] }
    return max(computed, (amounts[.copy] ?? 0) * speeds[.copy]) * 1e3
  }
}

/// Work of a proof of the demonstration statement. Additions, conversions and everything of lower order are left out, and so is what
/// the fixed structure of a table makes unnecessary (leaves outside all blocks, numerators 1), even where the prover does it all the same.
struct EngineWork {
  /// The search for a nonce takes as long as luck has it.
  static let grinding = "grinding"

  private let layout: DemonstrationLayout
  private let shape: ArgumentShape<DemonstrationArgument.K>

  init(_ demonstration: DemonstrationArgument) {
    layout = demonstration.layout
    shape = demonstration.shape
  }

  private var parameters: TableauParameters { shape.parameters }
  private var tableau: TableauLayout { shape.layout }
  private var columnBytes: Double { Double(tableau.columnByteCount(DemonstrationArgument.K.self)) }
  private var baseRows: Double { Double(tableau.baseRowCount) }
  private var extensionRows: Double { Double(tableau.extensionRowCount) }
  private var width: Double { Double(parameters.width) }
  private var rowLength: Double { Double(parameters.rowLength) }
  /// Blocks of a column's hash: the column, a bit and a length of 64 bits; the leaf's constant first block costs nothing.
  private var columnBlocks: Double { ((columnBytes + 9) / 64).rounded(.up) }

  var prover: [StepWork] {
    [
      witness, commitment, lookups, convolutions, StepWork(["evaluation"], "-", [:]), products, combination,
      StepWork(
        [Self.grinding], "2^\(parameters.grindingBits) hashes of one block on average",
        [.hash: Double(1 << parameters.grindingBits)]),
      StepWork(
        ["opening"], "\(parameters.openedColumns) columns",
        [.copy: Double(parameters.openedColumns) * columnBytes]),
      StepWork([StepRuns.rest], "memory given back", [:]),
    ]
  }

  private var witness: StepWork {
    let cells = Double(layout.shapes[DemonstrationLayout.data].length)
    let bytes = 4 * Double(layout.input.length + 4 * layout.output.length)
    return StepWork(
      ["witness"], "the convolution's products, the value of the data column, a hash of all secrets",
      [
        .integerProduct: Double(layout.multiplicationCount), .baseProduct: cells,
        .hash: (4 * cells + Double(layout.input.length)) / 64, .copy: bytes,
      ])
  }

  private var commitment: StepWork {
    let n = Double(parameters.length)
    // The first layers of a transform only copy when the upper coefficients are zero.
    let layers = Double((parameters.rowLength - 1).bitWidth - (parameters.rowLength - 1).leadingZeroBitCount)
    let maskBytes = (4 * baseRows + 20 * extensionRows) * Double(parameters.maskLength)
    return StepWork(
      ["commitment"],
      "\(tableau.baseRowCount) + 5 x \(tableau.extensionRowCount) transforms of \(parameters.length) points, "
        + "\(parameters.length) columns of \(tableau.columnByteCount(DemonstrationArgument.K.self)) bytes hashed, masks",
      [
        .butterfly: (baseRows + 5 * extensionRows) * n / 2 * layers,
        .columnHash: n * columnBlocks, .hash: (n - 1) * 2,
        .random: maskBytes + 20 * Double(tableau.extensionCellCount),
        .copy: n * columnBytes,
      ])
  }

  /// Leaves fill a tree of 2^(v+1) places from the left. Its last layer has 2^v nodes, of which `full` have two children in blocks.
  private var lookups: StepWork {
    let leaves = layout.lookupCount + layout.tableRowCount
    var nodes = 1
    while 2 * nodes < leaves { nodes *= 2 }
    let full = Double(leaves - nodes)
    let inner = Double(nodes - 1)
    let half = Double(nodes)
    let single = half - full
    // Inner nodes: N = N0 D1 + N1 D0, D = D0 D1, A = N0 + lambda D0; in all rounds together two coefficients of
    // eq (A D1 + N1 D0) and four tables bound. Full nodes: N0 = N1 = 1, so two coefficients of eq D0 D1 and
    // two tables bound; the others: D1 = 1 and N1 = 0, so one weight and one table bound. Leaves are affine in values of
    // the base field, so that D = D0 D1 and the first round, half of the work of all rounds, are products with those.
    return StepWork(
      ["lookups"], "\(leaves) leaves: tree of fractions, its rounds; one value of the accumulators",
      [
        .product: 4 * inner + full, .scaling: 5 * inner + full + single / 2,
        .summedProduct: 5 * inner + full + single / 2,
        .baseProduct: Double(layout.output.length) + 7 * full + single,
        // Denominators come from as many values as tables have rows.
        .copy: 20 * Double(leaves) + 80 * inner + 20 * (half + full),
      ])
  }

  private var convolutions: StepWork {
    let kernel = layout.convolution
    let shifts = Double(kernel.kernelRows * kernel.inputShape.channels)
    return StepWork(
      ["convolutions"], "input rows weighted for each of \(kernel.kernelRows) shifts, then their columns",
      [
        .baseProduct: shifts * Double(kernel.inputShape.rows * kernel.inputShape.columns)
          + Double(kernel.weights.count),
        .summedProduct: shifts * Double(kernel.kernelColumns * kernel.outputShape.columns),
      ])
  }

  private var products: StepWork {
    // A slot's rounds: two coefficients of eq (X Y - Z), two products each; three tables bound.
    let slots = Double(1 << shape.plan.productVariables)
    return StepWork(
      ["products"], "2^\(shape.plan.productVariables) slots",
      [.product: 2 * slots, .scaling: 3 * slots, .summedProduct: 2 * slots])
  }

  private var combination: StepWork {
    // Rows under more than one set of weights: the convolution's input.
    let twice = (Double(layout.input.length) / width).rounded(.up)
    let dataRows = Double(tableau.extensionDataRowCount)
    // Lookups, convolution, data and small tables; each row of pads has weights of its own. A position's rounds: two
    // coefficients, two tables bound.
    let strips = 4 + dataRows
    return StepWork(
      ["claims", "combination"],
      "all rows combined for their claims, evaluated at one position, and combined again",
      [
        .baseProduct: (2 * baseRows + twice) * width + baseRows * rowLength,
        .summedProduct: extensionRows * (width + rowLength) + 2 * strips * width,
        .scaling: 2 * strips * width,
        .libraryHash: rowLength * 20 / 64,
      ])
  }

  /// One message after the other is hashed, which is no work for `hash`.
  var verifier: [StepWork] {
    let opened = Double(parameters.openedColumns)
    let path = (Double(shape.plan.messageCount) * 3).rounded()
    let n = Double(parameters.length)
    let layers = Double((parameters.rowLength - 1).bitWidth - (parameters.rowLength - 1).leadingZeroBitCount)
    let pathNodes = opened * max(0, Double(parameters.logLength) - 7)
    return [
      StepWork(
        ["decoding", "lookups", "convolutions", "evaluation", "products"],
        "\(shape.plan.messageCount) messages hashed, with a challenge for every second one",
        [.libraryHash: path]),
      StepWork(
        ["claims"], "V hashed and evaluated at one point",
        [.libraryHash: rowLength * 20 / 64, .summedProduct: 2 * width]),
      StepWork(
        ["columns and path"],
        "\(parameters.openedColumns) columns hashed and combined; V at their points; the path",
        [
          .hash: opened * columnBlocks + 2 * pathNodes,
          .baseProduct: opened * baseRows, .summedProduct: opened * extensionRows,
          .butterfly: 5 * n / 2 * layers,
        ]),
      StepWork([StepRuns.rest], "memory given back", [:]),
    ]
  }
}
