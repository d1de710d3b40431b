import ChildProcesses
import Foundation
import QuantizedNetworks
import Testing

/// Networks that make no iris code: several outputs, of every kind.
@Suite struct GeneralNetworkTests {
  private static let shape = TensorShape(channels: 1, rows: 2, columns: 3)

  private static func tap(
    _ source: TensorSource, weights: [Int32] = [1], bias: [Int32] = [0], rows: Int = 1, columns: Int = 1
  ) throws -> Convolution {
    try Convolution(
      source: source, inputShape: shape, outputChannels: bias.count, kernelRows: rows, kernelColumns: columns,
      weights: weights, bias: bias)
  }

  private static func network(_ rules: [NetworkOutput.Rule]) throws -> QuantizedNetwork {
    try QuantizedNetwork(
      inputShape: shape, usesInputTable: false,
      hiddenLayers: [HiddenLayer(convolution: try tap(.pixels, weights: [2], bias: [-4]), shifts: [1])],
      outputs: rules.enumerated().map { NetworkOutput(name: "output \($0)", rule: $1) })
  }

  @Test func outputsOfEveryKind() throws {
    let scores = try Self.tap(
      .activation(0), weights: [1, 1, 1, 1, 1, 1, -3, 0, 0, 0, 0, 2], bias: [10, -5], rows: 2, columns: 3)
    let network = try Self.network([
      .activation(0), .sums(scores), .sign(Self.tap(.activation(0), bias: [-3])),
      .count(Self.tap(.visibility)),
    ])
    #expect(network.code == nil)
    // Layer: (2 x - 4 + 1) >> 1, clamped: 0, 0, 1, 3, 98, 253 of these pixels.
    let run = try network.evaluate([0, 2, 3, 5, 100, 255])
    #expect(
      run.outputs == [
        .bytes([0, 0, 1, 3, 98, 253]), .sums([365, 501]), .bytes([0, 0, 0, 0, 1, 1]),
        .bytes([0, 1, 1, 1, 1, 1]),
      ])
    #expect(try network.outputs(for: [0, 2, 3, 5, 100, 255]) == run.outputs)
    #expect(network.outputBounds[1] == .sums([10...1540, -770...505]))
    #expect(network.multiplications == 6 + 12 + 6)
    #expect(network.activations == 6 + 6 + 6)
  }

  @Test func encodingOfOtherOutputsIsTheDocumentedOne() throws {
    let network = try QuantizedNetwork(
      inputShape: Self.shape, usesInputTable: true, hiddenLayers: [],
      outputs: [NetworkOutput(name: "any", rule: .sums(try Self.tap(.pixels, weights: [7], bias: [-1])))])
    let words: [Int32] = [
      1, 2, 3, 1, 0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 1, 1, 1, 1, 0, 0, 0, 0, 7, -1, 3,
    ]
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    #expect(
      network.canonicalEncoding() == Array("worldid quantized network 2\n".utf8) + bytes + Array("any".utf8))
  }

  /// What an output is enters the id, its name and the order of outputs, too.
  @Test func idsTellOutputsApart() throws {
    let (sign, sums) = (
      NetworkOutput.Rule.sign(try Self.tap(.activation(0))),
      NetworkOutput.Rule.sums(try Self.tap(.activation(0)))
    )
    let networks = try [
      [sign], [sums], [sign, sums], [sums, sign], [.activation(0)], [.activation(0), sums],
    ]
    .map { try Self.network($0) }
    #expect(Set(networks.map(\.id)).count == networks.count)
    #expect(networks[0].code != nil)
    let renamed = try QuantizedNetwork(
      inputShape: Self.shape, usesInputTable: false, hiddenLayers: networks[1].hiddenLayers,
      outputs: [NetworkOutput(name: "another name", rule: sums)])
    #expect(renamed.id != networks[1].id)
  }

  @Test func wrongOutputsAreRefused() throws {
    func expectRefused(_ rules: [NetworkOutput.Rule]) {
      #expect(throws: NetworkError.self) { try Self.network(rules) }
    }
    expectRefused([])
    expectRefused([.activation(1)])
    expectRefused([.activation(-1)])
    expectRefused([.activation(0), .activation(0)])
    expectRefused([.sums(try Self.tap(.visibility))])
    expectRefused([.sign(try Self.tap(.visibility))])
    expectRefused([.count(try Self.tap(.pixels))])
    expectRefused([.sums(try Self.tap(.activation(3)))])
    let many = try (0...NetworkLimits.outputs).map {
      NetworkOutput.Rule.sums(try Self.tap(.pixels, bias: [Int32($0)]))
    }
    expectRefused(many)
    #expect(try Self.network(Array(many.dropLast())).outputs.count == NetworkLimits.outputs)
  }

  /// Sums are 32-bit integers with one answer in the field.
  @Test func sumsOneOverTheBoundAreRefused() throws {
    func sums(weights: [Int32], bias: Int32) throws -> QuantizedNetwork {
      let shape = TensorShape(channels: weights.count, rows: 1, columns: 1)
      let head = try Convolution(
        source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
        weights: weights, bias: [bias])
      return try QuantizedNetwork(
        inputShape: shape, usesInputTable: false, hiddenLayers: [],
        outputs: [NetworkOutput(name: "sums", rule: .sums(head))])
    }
    // 8,355,515 · 255 + 107 = p - 1.
    let span = Int(NetworkLimits.fieldModulus - 1) / 255
    let full = [Int32](repeating: 32767, count: span / 32767) + [Int32(span % 32767)]
    #expect(throws: Never.self) { try sums(weights: full, bias: 0) }
    #expect(throws: NetworkError.self) { try sums(weights: full + [1], bias: 0) }
    #expect(throws: Never.self) { try sums(weights: [1], bias: .max - 255) }
    #expect(throws: NetworkError.self) { try sums(weights: [1], bias: .max - 254) }
    #expect(throws: Never.self) { try sums(weights: [-1], bias: .min + 255) }
    #expect(throws: NetworkError.self) { try sums(weights: [-1], bias: .min + 254) }
  }

  @Test func filesWithWrongOutputsAreRefused() throws {
    let name = "general-00"
    let network = try QuantizedNetwork(onnx: try TestVectors.model(name))
    for index in network.outputs.indices {
      #expect(throws: NetworkError.self) {
        try EditedModel.network(name) { $0.graph.output[index].type.tensorType.elemType = 11 }
      }
      #expect(throws: NetworkError.self) {
        try EditedModel.network(name) { $0.graph.output[index].name = "nowhere" }
      }
    }
    #expect(throws: NetworkError.self) {
      try EditedModel.network(name) { $0.graph.output.append($0.graph.output[0]) }
    }
    #expect(throws: NetworkError.self) { try EditedModel.network(name) { $0.graph.output = [] } }
  }
}

/// The C kernels against the loops in Swift, for geometries at the edges.
@Suite struct ConvolutionKernelTests {
  @Test(arguments: UInt64(0)..<400) func kernelsSumAsThePortableLoops(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let shape = TensorShape(
      channels: .random(in: 1...9, using: &random), rows: .random(in: 1...9, using: &random),
      columns: .random(in: 1...(seed % 3 == 0 ? 150 : 40), using: &random))
    let padding = (0..<4).map { _ in Int.random(in: 0...3, using: &random) }
    let (left, right) = (min(padding[2], shape.columns), min(padding[3], shape.columns))
    let kernelRows = Int.random(in: 1...(shape.rows + padding[0] + padding[1]), using: &random)
    let kernelColumns = Int.random(in: 1...min(45, shape.columns + left + right), using: &random)
    let outputs = Int.random(in: 1...11, using: &random)
    // Weights at the ends of bytes and of 16 bits.
    let magnitude = [Int32(1), 127, 128, 32767][Int(seed % 4)]
    let weights = (0..<outputs * shape.channels * kernelRows * kernelColumns).map { _ in
      Bool.random(using: &random)
        ? Int32.random(in: -magnitude...magnitude, using: &random)
        : Bool.random(using: &random) ? magnitude : -magnitude
    }
    let convolution = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: outputs, kernelRows: kernelRows,
      kernelColumns: kernelColumns, strideRows: .random(in: 1...4, using: &random),
      strideColumns: .random(in: 1...(seed % 5 == 0 ? 60 : 5), using: &random), paddingTop: padding[0],
      paddingBottom: padding[1], paddingLeft: left, paddingRight: right, weights: weights,
      bias: (0..<outputs).map { Int32($0) * 1000 - 3000 })
    var cells = random.bytes(shape.count)
    for index in cells.indices where seed % 2 == 0 { cells[index] |= 0xf8 }
    #expect(
      ConvolutionEvaluator.run(convolution, on: cells)
        == ConvolutionEvaluator.runPortably(convolution, on: cells))
  }

  /// This suite and the networks once more with lesser instructions; the level is fixed for a process.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["WORLDID_KERNELS"] == nil),
    arguments: ["avx2", "portable"])
  func lesserInstructionsSumAlike(level: String) throws {
    let (end, text) = try ChildProcess.runTests(
      "QuantizedNetworksTests.(ConvolutionKernelTests|OnnxRuntimeTests|EvaluationTests)",
      changing: ["WORLDID_KERNELS": level])
    #expect(end == .exited(0), "\(text.suffix(2000))")
    let summary = try #require(text.firstMatch(of: /Test run with (\d+) tests in 3 suites passed/))
    #expect(Int(summary.1) ?? 0 >= 10)
  }
}
