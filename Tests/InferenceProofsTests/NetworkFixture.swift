import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks

/// Any network with prover and verifier in one disclosure, and an input.
struct NetworkFixture: Sendable {
  let network: QuantizedNetwork
  let disclosure: TensorDisclosure
  let prover: NetworkProver
  let verifier: NetworkVerifier
  let input: [UInt8]
  let blindings: InferenceWitness.Blindings

  static let context = [UInt8](repeating: 9, count: 32)
  /// Few columns and short ones: quick, and only the odds of the query round are worse.
  static let short = TableauParameters(logWidth: 8, logLength: 10, openedColumns: 12, grindingBits: 1)

  /// Input stated; outputs: a layer, sums, bits, sums again, one of them committed, one hidden.
  static let stated = Result {
    try NetworkFixture(
      classifier(),
      TensorDisclosure(input: .stated, outputs: [.stated, .stated, .stated, .committed, .hidden, .stated]))
  }
  /// Input committed; all outputs stated or committed the other way round.
  static let committed = Result {
    try NetworkFixture(
      classifier(),
      TensorDisclosure(
        input: .committed, outputs: [.committed, .stated, .committed, .stated, .committed, .committed]))
  }

  /// - Parameter parameters: those of 128 bits if nil.
  init(
    _ network: QuantizedNetwork, _ disclosure: TensorDisclosure, input: [UInt8]? = nil,
    parameters: TableauParameters? = short
  ) throws {
    self.network = network
    self.disclosure = disclosure
    if let parameters {
      prover = try NetworkProver(network: network, disclosure: disclosure, parameters: parameters)
      verifier = try NetworkVerifier(network: network, disclosure: disclosure, parameters: parameters)
    } else {
      prover = try NetworkProver(network: network, disclosure: disclosure)
      verifier = try NetworkVerifier(network: network, disclosure: disclosure)
    }
    self.input = input ?? TestNetworks.pixels(network, seed: 4)
    blindings = .init(
      scan: ProofFixture.blinding(1),
      codes: prover.layout.codes.indices.map { ProofFixture.blinding(UInt8(2 + $0)) })
  }

  /// Two layers, the second with a residual, and outputs of every kind: a layer, scores, bits, sums with rows and columns, other bits,
  /// and a count of visible cells.
  private static func classifier() throws -> QuantizedNetwork {
    var generator = TestNetworks.Generator(state: 8)
    let shape = TensorShape(channels: 2, rows: 5, columns: 6)
    let inner = TensorShape(channels: 3, rows: 3, columns: 6)
    let first = HiddenLayer(
      convolution: try Convolution(
        source: .pixels, inputShape: shape, outputChannels: 3, kernelRows: 3, kernelColumns: 3, strideRows: 2,
        paddingTop: 1, paddingBottom: 1, paddingLeft: 1, paddingRight: 1,
        weights: generator.weights(54, 60), bias: [5, -700, 90]),
      shifts: [6, 5, 7])
    let second = HiddenLayer(
      convolution: try Convolution(
        source: .activation(0), inputShape: inner, outputChannels: 3, kernelRows: 1, kernelColumns: 1,
        weights: generator.weights(9, 20), bias: [100, 200, 300]),
      residual: .activation(0), shifts: [3, 4, 4])
    func head(_ source: TensorSource, channels: Int, rows: Int, columns: Int) throws -> Convolution {
      try Convolution(
        source: source, inputShape: inner, outputChannels: channels, kernelRows: rows, kernelColumns: columns,
        weights: generator.weights(channels * 3 * rows * columns, 100),
        bias: (0..<channels).map { Int32($0) * 30 - 40 })
    }
    let count = try Convolution(
      source: .visibility, inputShape: shape, outputChannels: 1, kernelRows: 3, kernelColumns: 2,
      weights: [Int32](repeating: 1, count: 12), bias: [-8])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [first, second],
      outputs: [
        .init(name: "features", rule: .activation(0)),
        .init(name: "scores", rule: .sums(head(.activation(1), channels: 5, rows: 3, columns: 6))),
        .init(name: "bits", rule: .sign(head(.activation(0), channels: 2, rows: 2, columns: 3))),
        .init(name: "map", rule: .sums(head(.activation(0), channels: 2, rows: 1, columns: 2))),
        .init(name: "more bits", rule: .sign(head(.activation(0), channels: 1, rows: 1, columns: 1))),
        .init(name: "seen", rule: .count(count)),
      ])
  }

  /// A repeatable proof, honest unless a forgery is given.
  func prove(seed: UInt8 = 0, _ forgery: InferenceForgery = InferenceForgery()) throws -> NetworkProof {
    var forgery = forgery
    forgery.seed = [seed]
    return try prover.prove(input: input, blindings: blindings, context: Self.context, forgery: forgery)
  }

  /// A run on other cells, of which a layer's output may be changed before others read it.
  func run(
    on input: [UInt8], changing layer: Int? = nil, _ change: (inout [UInt8]) -> Void = { _ in }
  ) throws -> QuantizedNetwork.Evaluation {
    let honest = try network.evaluate(input)
    guard let layer else { return honest }
    var activations = honest.activations
    var accumulators = honest.accumulators
    change(&activations[layer])
    func cells(_ source: TensorSource) -> [UInt8] {
      switch source {
      case .pixels: network.usesInputTable ? input.map { $0 == 0 ? 128 : $0 } : input
      case .visibility: input.map { $0 == 0 ? 0 : 1 }
      case .activation(let index): activations[index]
      }
    }
    for index in (layer + 1)..<network.hiddenLayers.count {
      let next = network.hiddenLayers[index]
      var sums = ConvolutionEvaluator.run(next.convolution, on: cells(next.convolution.source))
      if let residual = next.residual { sums = zip(sums, cells(residual)).map { $0 + Int32($1) } }
      let area = next.convolution.outputShape.rows * next.convolution.outputShape.columns
      accumulators[index] = sums
      activations[index] = sums.enumerated().map { cell, sum in
        let shift = next.shifts[cell / area]
        return UInt8(min(max((Int(sum) + HiddenLayer.rounding(shift: shift)) >> shift, 0), 255))
      }
    }
    let sums = network.outputs.map { output in
      output.rule.convolution.map { ConvolutionEvaluator.run($0, on: cells($0.source)) } ?? []
    }
    let outputs = zip(network.outputs, sums).map { output, sums -> OutputTensor in
      switch output.rule {
      case .sign, .count: .bytes(sums.map { $0 > 0 ? 1 : 0 })
      case .sums: .sums(sums)
      case .activation(let index): .bytes(activations[index])
      }
    }
    return QuantizedNetwork.Evaluation(
      accumulators: accumulators, activations: activations, outputSums: sums, outputs: outputs)
  }

  func outputs() throws -> [OutputTensor] { try network.evaluate(input).outputs }

  /// The commitment to other values of an output, under the same blinding.
  func commitment(to values: OutputTensor, output: Int) throws -> CodeCommitment? {
    guard let index = prover.layout.codes.firstIndex(where: { $0.output == output }) else { return nil }
    let box = TensorBox(network.shape(ofOutput: output))
    let cells =
      switch values {
      case .bytes(let bytes): box.fill(bytes)
      case .sums(let sums): box.fill(sums)
      }
    let trace = prover.layout.codes[index].sponge.trace(blinding: blindings.codes[index].elements) { _ in
      cells
    }
    return CodeCommitment(elements: trace.digest)
  }
}

extension NetworkStatement {
  /// With another claim about one output.
  func replacing(_ index: Int, by claim: OutputClaim) throws -> NetworkStatement {
    var outputs = outputs
    outputs[index] = claim
    return try NetworkStatement(modelID: modelID, context: context, input: input, outputs: outputs)
  }
}

extension OutputTensor {
  /// Another value in one cell: a flipped bit or byte, or a sum one larger or smaller.
  func altered(_ cell: Int, isBit: Bool) -> OutputTensor {
    switch self {
    case .bytes(var bytes):
      bytes[cell] ^= isBit ? 1 : 64
      return .bytes(bytes)
    case .sums(var sums):
      sums[cell] += sums[cell] > 0 ? -1 : 1
      return .sums(sums)
    }
  }
}
