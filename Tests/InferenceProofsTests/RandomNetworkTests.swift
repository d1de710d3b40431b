import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// Random networks of the whole subset prove and verify, and a wrong output of each is refused.
///
/// WORLDID_RANDOM_NETWORKS in the environment says how many; a thousand without it, which take a quarter of a minute.
@Suite struct RandomNetworkTests {
  static let count =
    ProcessInfo.processInfo.environment["WORLDID_RANDOM_NETWORKS"].flatMap { Int($0) } ?? 1000

  @Test(arguments: 0..<count) func provesWhatItPutsOutAndNothingElse(seed: Int) throws {
    var random = RandomNetworkMaker(seed: seed)
    let network = try random.network()
    let disclosure = random.disclosure(network)
    let fixture = try NetworkFixture(network, disclosure, input: random.input(network))
    let proof = try fixture.prove()
    try fixture.verifier.verify(NetworkProof(encoded: proof.encoded()))
    let outputs = try fixture.outputs()
    for (index, values) in outputs.enumerated() {
      let cell = random.next(0...values.count - 1)
      let isBit =
        switch network.outputs[index].rule {
        case .sign, .count: true
        case .sums, .activation: false
        }
      let wrong = values.altered(cell, isBit: isBit)
      var lie = InferenceForgery()
      switch disclosure.outputs[index] {
      case .hidden: continue
      case .stated: lie.networkStatement = { try $0.replacing(index, by: .stated(wrong)) }
      case .committed:
        let commitment = try #require(try fixture.commitment(to: wrong, output: index))
        #expect(proof.statement.outputs[index] != .committed(commitment))
        lie.networkStatement = { try $0.replacing(index, by: .committed(commitment)) }
      }
      let forged = try fixture.prove(lie)
      #expect(throws: ProofError.self, "output \(index)") { try fixture.verifier.verify(forged) }
    }
  }

  /// The first few dozen already have every kind of part.
  @Test func dozensCoverTheSubset() throws {
    var layers: [HiddenLayer] = []
    var rules: [NetworkOutput.Rule] = []
    var disclosures: [TensorDisclosure] = []
    for seed in 0..<36 {
      var random = RandomNetworkMaker(seed: seed)
      let network = try random.network()
      layers += network.hiddenLayers
      rules += network.outputs.map(\.rule)
      disclosures.append(random.disclosure(network))
    }
    #expect(layers.contains { $0.residual != nil } && layers.contains { Set($0.shifts).count > 1 })
    let convolutions = layers.map(\.convolution) + rules.compactMap(\.convolution)
    #expect(convolutions.contains { $0.strideRows > 1 && $0.strideColumns > 1 && $0.paddingTop > 0 })
    #expect(convolutions.contains { $0.weights.contains { $0.magnitude > 4000 } })
    #expect(convolutions.contains { $0.outputShape.count == $0.outputShape.channels })
    for kind in Disclosure.allCases {
      #expect(disclosures.contains { $0.input == kind } && disclosures.contains { $0.outputs.contains(kind) })
    }
    func has(_ matches: (NetworkOutput.Rule) -> Bool) -> Bool { rules.contains(where: matches) }
    #expect(
      has { if case .sums = $0 { true } else { false } } && has { if case .sign = $0 { true } else { false } }
    )
    #expect(has { if case .count = $0 { true } else { false } })
    #expect(has { if case .activation = $0 { true } else { false } })
  }
}

/// Networks with any number of layers, kernels, strides, paddings, residuals and outputs.
struct RandomNetworkMaker {
  private var generator: TestNetworks.Generator

  init(seed: Int) {
    generator = TestNetworks.Generator(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 12345)
    for _ in 0..<4 { _ = generator.next(0...1) }
  }

  mutating func next(_ range: ClosedRange<Int>) -> Int { generator.next(range) }

  mutating func network() throws -> QuantizedNetwork {
    while true {
      // Weights beyond the bounds are refused: draw others.
      do { return try draw() } catch NetworkError.outOfBounds { continue }
    }
  }

  private mutating func draw() throws -> QuantizedNetwork {
    let shape = TensorShape(channels: next(1...3), rows: next(1...10), columns: next(1...18))
    var layers: [HiddenLayer] = []
    for _ in 0..<next(0...4) {
      let source =
        layers.isEmpty || next(0...4) == 0 ? TensorSource.pixels : .activation(next(0...layers.count - 1))
      var candidate: Int?
      if !layers.isEmpty, next(0...1) == 0 { candidate = next(0...layers.count - 1) }
      let convolution = try self.convolution(source, input(source, shape, layers), same: candidate != nil)
      let residual = candidate.flatMap {
        layers[$0].convolution.outputShape == convolution.outputShape ? TensorSource.activation($0) : nil
      }
      let span = convolution.weights.reduce(0) { $0 + Int($1.magnitude) } / convolution.outputShape.channels
      var middle = 0
      while span * 200 >> middle > 400 { middle += 1 }
      let shifts = convolution.bias.map { _ in min(16, max(0, middle + next(-1...1))) }
      layers.append(HiddenLayer(convolution: convolution, residual: residual, shifts: shifts))
    }
    var outputs: [NetworkOutput] = []
    for index in 0..<next(1...4) {
      let rule = try rule(shape, layers)
      if outputs.contains(where: { $0.rule == rule }) { continue }
      outputs.append(NetworkOutput(name: "output \(index)", rule: rule))
    }
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: next(0...1) == 0, hiddenLayers: layers, outputs: outputs)
  }

  private mutating func rule(
    _ shape: TensorShape, _ layers: [HiddenLayer]
  ) throws -> NetworkOutput.Rule {
    let source =
      layers.isEmpty ? TensorSource.pixels : .activation(layers.count - 1 - next(0...layers.count - 1) / 2)
    switch next(0...4) {
    case 0 where !layers.isEmpty: return .activation(next(0...layers.count - 1))
    case 1:
      let count = try convolution(.visibility, shape, same: false)
      return .count(
        try Convolution(
          source: .visibility, inputShape: shape, outputChannels: count.outputShape.channels,
          kernelRows: count.kernelRows, kernelColumns: count.kernelColumns, strideRows: count.strideRows,
          strideColumns: count.strideColumns, paddingTop: count.paddingTop,
          paddingBottom: count.paddingBottom, paddingLeft: count.paddingLeft,
          paddingRight: count.paddingRight,
          weights: count.weights.map { abs($0) % 3 }, bias: count.bias.map { -(abs($0) % 7) }))
    case 2, 3:
      return .sums(
        try convolution(source, input(source, shape, layers), same: false, dense: next(0...1) == 0))
    default: return .sign(try convolution(source, input(source, shape, layers), same: false))
    }
  }

  private func input(_ source: TensorSource, _ shape: TensorShape, _ layers: [HiddenLayer]) -> TensorShape {
    if case .activation(let index) = source { return layers[index].convolution.outputShape }
    return shape
  }

  private mutating func convolution(
    _ source: TensorSource, _ shape: TensorShape, same: Bool, dense: Bool = false
  ) throws(NetworkError) -> Convolution {
    let magnitude = [3, 60, 127, 900, 9000][next(0...4)]
    let channels = same ? shape.channels : next(1...5)
    let top = same || dense ? 0 : next(0...2)
    let bottom = same || dense ? 0 : next(0...2)
    let left = same || dense ? 0 : next(0...min(3, shape.columns))
    let right = same || dense ? 0 : next(0...min(3, shape.columns))
    let rows = same ? 1 : dense ? shape.rows : next(1...min(4, shape.rows + top + bottom))
    let columns = same ? 1 : dense ? shape.columns : next(1...min(7, shape.columns + left + right))
    return try Convolution(
      source: source, inputShape: shape, outputChannels: channels, kernelRows: rows, kernelColumns: columns,
      strideRows: same ? 1 : next(1...3), strideColumns: same ? 1 : next(1...3), paddingTop: top,
      paddingBottom: bottom, paddingLeft: left, paddingRight: right,
      weights: generator.weights(channels * shape.channels * rows * columns, magnitude),
      bias: generator.weights(channels, 900))
  }

  mutating func disclosure(_ network: QuantizedNetwork) -> TensorDisclosure {
    func drawn(_ number: Int) -> Disclosure { [.stated, .committed, .stated, .committed, .hidden][number] }
    return TensorDisclosure(
      input: drawn(next(0...4)),
      // The first one is never hidden: hiding all would say nothing.
      outputs: network.outputs.indices.map { drawn(next(0...($0 == 0 ? 3 : 4))) })
  }

  mutating func input(_ network: QuantizedNetwork) -> [UInt8] {
    (0..<network.inputShape.count).map { _ in next(0...5) == 0 ? 0 : UInt8(next(0...255)) }
  }
}
