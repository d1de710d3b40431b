import InferenceProofs
import ProofSystem
import QuantizedNetworks

/// The networks of the manifest `network`, by the names of its verifiers: NETWORK-DISCLOSURE, with `-short` for short proofs.
enum AgreementNetworks {
  static func network(_ verifier: String) throws -> QuantizedNetwork {
    let parts = verifier.split(separator: "-")
    switch parts.first {
    case "classifier": return try NetworkFixture.stated.get().network
    case "scores": return try scores()
    default:
      var random = RandomNetworkMaker(seed: Int(parts.last { Int($0) != nil } ?? "") ?? 0)
      return try random.network()
    }
  }

  /// Sums of the input and nothing else: with both public, nothing is looked up and nothing committed.
  private static func scores() throws -> QuantizedNetwork {
    var generator = TestNetworks.Generator(state: 21)
    let shape = TensorShape(channels: 2, rows: 3, columns: 5)
    let sums = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 3, kernelRows: 2, kernelColumns: 3,
      strideColumns: 2, paddingTop: 1, paddingLeft: 2, paddingRight: 1,
      weights: generator.weights(36, 32_000), bias: [7, -9, 100_000])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [],
      outputs: [.init(name: "scores", rule: .sums(sums))])
  }

  /// Disclosures of the classifier that together use every form of each of its parts.
  static let classifier: [(name: String, disclosure: TensorDisclosure)] = [
    (
      "stated",
      TensorDisclosure(input: .stated, outputs: [.stated, .stated, .stated, .committed, .hidden, .stated])
    ),
    (
      "committed",
      TensorDisclosure(
        input: .committed, outputs: [.committed, .stated, .committed, .stated, .committed, .committed])
    ),
    (
      "hidden",
      TensorDisclosure(input: .hidden, outputs: [.hidden, .committed, .stated, .hidden, .committed, .stated])
    ),
  ]
}

/// Where the parts of a statement lie in a proof file.
struct NetworkStatementMap {
  struct Field {
    enum Kind { case tag, count, values }
    let name: String
    let offset: Int
    let byteCount: Int
    let kind: Kind
  }
  private(set) var fields: [Field] = []
  /// First byte behind the statement.
  private(set) var end = 13

  init(_ statement: NetworkStatement) {
    add("model id", 32, .values)
    add("context", 32, .values)
    add("input, disclosure", 1, .tag)
    switch statement.input {
    case .stated(let values):
      add("input, count", 4, .count)
      add("input", values.count, .values)
    case .committed: add("input", 36, .values)
    case .hidden: break
    }
    add("number of outputs", 1, .tag)
    for (index, output) in statement.outputs.enumerated() {
      add("output \(index), disclosure", 1, .tag)
      switch output {
      case .stated(let values):
        add("output \(index), type", 1, .tag)
        add("output \(index), count", 4, .count)
        let size = if case .sums = values { 4 } else { 1 }
        add("output \(index)", size * values.count, .values)
      case .committed: add("output \(index)", 36, .values)
      case .hidden: break
      }
    }
  }

  private mutating func add(_ name: String, _ byteCount: Int, _ kind: Field.Kind) {
    fields.append(Field(name: name, offset: end, byteCount: byteCount, kind: kind))
    end += byteCount
  }
}
