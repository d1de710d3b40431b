import FiniteFields
import QuantizedNetworks

/// What an argument is bound to, whatever the form of its statement.
struct BoundStatement: Sendable {
  /// Of the statement in the transcript.
  let label: String
  let encoded: [UInt8]
  /// The input when it is stated.
  var input: [UInt8]?
  /// One for each output: its values when they are stated.
  var outputs: [OutputTensor?] = []
  /// Digest of the input's commitment.
  var scan: [KoalaBear] = []
  /// Digests of the commitments to outputs, one for each of the layout's sponges.
  var codes: [[KoalaBear]] = []

  init(_ statement: InferenceStatement) {
    label = "inference statement"
    encoded = statement.encoded()
    scan = statement.scanCommitment.elements
    codes = [statement.codeCommitment.elements]
  }

  init(_ statement: NetworkStatement) {
    label = "network statement"
    encoded = statement.encoded()
    switch statement.input {
    case .stated(let values): input = values
    case .committed(let commitment): scan = commitment.elements
    case .hidden: break
    }
    for output in statement.outputs {
      switch output {
      case .stated(let values): outputs.append(values)
      case .committed(let commitment):
        outputs.append(nil)
        codes.append(commitment.elements)
      case .hidden: outputs.append(nil)
      }
    }
  }

  /// Public values of the right shape that do not matter, for planning.
  init(planning layout: InferenceLayout) {
    label = "plan"
    encoded = []
    if layout.form.input == .stated { input = [UInt8](repeating: 0, count: layout.input.shape.count) }
    outputs = layout.network.outputs.indices.map { index in
      guard layout.disclosure(ofOutput: index) == .stated else { return nil }
      let count = layout.network.shape(ofOutput: index).count
      if case .sums = layout.network.outputs[index].rule {
        return .sums([Int32](repeating: 0, count: count))
      }
      return .bytes([UInt8](repeating: 0, count: count))
    }
    let zeros = [KoalaBear](repeating: .zero, count: CommitmentSponge.digestElementCount)
    scan = zeros
    codes = layout.codes.map { _ in zeros }
  }
}

/// Stated tensors as field elements in their whole boxes, zero outside the tensor.
struct StatedTensors: Sendable {
  /// What convolutions read, after the input table.
  private(set) var pixels: [KoalaBear]?
  private(set) var visibility: [KoalaBear]?
  /// One for each output.
  private(set) var outputs: [[KoalaBear]?]

  init(_ statement: BoundStatement, _ layout: InferenceLayout) {
    let network = layout.network
    if let input = statement.input {
      pixels = Self.whole(layout.input, network.usesInputTable ? input.map { $0 == 0 ? 128 : $0 } : input)
      if network.readsVisibility { visibility = Self.whole(layout.input, input.map { $0 == 0 ? 0 : 1 }) }
    }
    outputs = network.outputs.indices.map { index in
      guard index < statement.outputs.count, let values = statement.outputs[index] else { return nil }
      let box = TensorBox(network.shape(ofOutput: index))
      switch values {
      case .bytes(let bytes): return Self.whole(box, bytes)
      case .sums(let sums): return Self.whole(box, sums)
      }
    }
  }

  private static func whole<Value: BinaryInteger>(_ box: TensorBox, _ values: [Value]) -> [KoalaBear] {
    let cells = box.fill(values)
    return cells + [KoalaBear](repeating: .zero, count: 1 << box.variables - cells.count)
  }

  func output(_ index: Int) -> [KoalaBear] { outputs[index] ?? [] }

  /// Σ_h Σ_j high[h] · low[j] · cells[h · low.count + j].
  static func weighted(
    _ cells: [KoalaBear], low: [KoalaBearQuintic], high: [KoalaBearQuintic]
  ) -> KoalaBearQuintic {
    let rows = min(high.count, cells.count / max(1, low.count))
    let sums = cells.withUnsafeBufferPointer { cells in
      low.withUnsafeBufferPointer {
        FieldVector.dotRows(rows: cells, stride: low.count, count: rows, length: low.count, weights: $0)
      }
    }
    return zip(sums, high).reduce(KoalaBearQuintic.zero) { $0 + $1.0 * $1.1 }
  }
}
