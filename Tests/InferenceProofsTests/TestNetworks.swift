import QuantizedNetworks

/// Small networks that together use every part of the statement.
enum TestNetworks {
  /// A repeatable source of small integers.
  struct Generator {
    var state: UInt64
    mutating func next(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int(state >> 33) % (range.upperBound - range.lowerBound + 1)
    }
    mutating func weights(_ count: Int, _ magnitude: Int) -> [Int32] {
      (0..<count).map { _ in Int32(next(-magnitude...magnitude)) }
    }
  }

  /// One filter bank with a sign head and a mask head, no hidden layer.
  static func filterBank(rows: Int = 9, columns: Int = 16, channels: Int = 2) throws -> QuantizedNetwork {
    var generator = Generator(state: 11)
    let shape = TensorShape(channels: 1, rows: rows, columns: columns)
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: channels, kernelRows: 3, kernelColumns: 5,
      strideRows: 2,
      strideColumns: 2, paddingLeft: 2, paddingRight: 2, weights: generator.weights(channels * 15, 100),
      bias: [Int32](repeating: 0, count: channels))
    let mask = try Convolution(
      source: .visibility, inputShape: shape, outputChannels: channels, kernelRows: 3, kernelColumns: 5,
      strideRows: 2, strideColumns: 2, paddingLeft: 2, paddingRight: 2,
      weights: [Int32](repeating: 1, count: channels * 15), bias: (0..<channels).map { -9 - Int32($0) })
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: mask)
  }

  /// Three layers with different shifts, a residual, zero rows, odd sizes, and a one-channel mask.
  static func residualNetwork() throws -> QuantizedNetwork {
    var generator = Generator(state: 5)
    let shape = TensorShape(channels: 1, rows: 7, columns: 12)
    let first = HiddenLayer(
      convolution: try Convolution(
        source: .pixels, inputShape: shape, outputChannels: 3, kernelRows: 3, kernelColumns: 3, paddingTop: 1,
        paddingBottom: 1, paddingLeft: 1, paddingRight: 1, weights: generator.weights(27, 60),
        bias: [5, -700, 90]),
      shifts: [6, 5, 7])
    let second = HiddenLayer(
      convolution: try Convolution(
        source: .activation(0), inputShape: TensorShape(channels: 3, rows: 7, columns: 12), outputChannels: 3,
        kernelRows: 3, kernelColumns: 3, paddingTop: 1, paddingBottom: 1, paddingLeft: 1, paddingRight: 1,
        weights: generator.weights(81, 40), bias: [-300, 40, 0]),
      residual: .activation(0), shifts: [4, 3, 5])
    let bits = try Convolution(
      source: .activation(1), inputShape: TensorShape(channels: 3, rows: 7, columns: 12), outputChannels: 2,
      kernelRows: 3, kernelColumns: 3, strideRows: 2, strideColumns: 2, paddingLeft: 1, paddingRight: 1,
      weights: generator.weights(54, 50), bias: [1, -1])
    let mask = try Convolution(
      source: .visibility, inputShape: shape, outputChannels: 1, kernelRows: 3, kernelColumns: 3,
      strideRows: 2,
      strideColumns: 2, paddingLeft: 1, paddingRight: 1, weights: [Int32](repeating: 1, count: 9), bias: [-5])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [first, second], bits: bits, mask: mask)
  }

  /// The least network there is: one weight, one channel, no mask.
  static func tinyNetwork(weight: Int32 = 3) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 2)
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
      weights: [weight], bias: [-300])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: nil)
  }

  /// Identity layers whose accumulators are pixel + bias: with `tiePixels`, the first layer (shift 3) meets half ties on both sides of
  /// zero, and the sign head meets accumulators of -1, 0 and 1.
  static func tieNetwork() throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 8)
    func identity(_ source: TensorSource, bias: Int32) throws -> Convolution {
      try Convolution(
        source: source, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [1],
        bias: [bias])
    }
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: false,
      hiddenLayers: [HiddenLayer(convolution: identity(.pixels, bias: -32), shifts: [3])],
      bits: identity(.activation(0), bias: -1), mask: nil)
  }

  /// Accumulators -12, -5, -4, -3, 3, 4, 12, 20 of the first layer: outputs 0, 0, 0, 0, 0, 1, 2, 3.
  static let tiePixels: [UInt8] = [20, 27, 28, 29, 35, 36, 44, 52]

  static func pixels(_ network: QuantizedNetwork, seed: UInt64) -> [UInt8] {
    var generator = Generator(state: seed)
    return (0..<network.inputShape.count).map { _ in
      generator.next(0...4) == 0 ? 0 : UInt8(generator.next(0...255))
    }
  }
}
