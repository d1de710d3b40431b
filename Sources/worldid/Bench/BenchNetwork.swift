import Foundation
import IrisEncoding
import QuantizedNetworks

/// A network that `bench inference` measures.
struct BenchNetwork {
  /// Part of the names of its figures.
  let name: String
  let network: QuantizedNetwork
  /// Milliseconds of proving.
  let provingTarget: Double?
  /// Whether it is an eye's: the iris statement with both commitments. Others state input and outputs.
  let isIris: Bool

  /// The models inside the program.
  static func shipped() throws -> [BenchNetwork] {
    try ShippedModel.all.map {
      BenchNetwork(name: $0.name, network: try $0.network, provingTarget: 40, isIris: true)
    }
  }

  /// A production-sized filter bank: 128 x 1024 pixels, four 21 x 41 kernels of 16-bit weights, 16 x 256 outputs.
  ///
  /// The kernels are open-iris' Gabor functions (phi over columns, rho over rows), as large as small tables allow: weights up to 32,767.
  static func worldBank() throws -> BenchNetwork {
    let shape = TensorShape(channels: 1, rows: 128, columns: 1024)
    var weights: [Int32] = []
    for (sigmaPhi, sigmaRho, wavelength) in [(7.0, 6.13, 28.0), (2.0, 5.86, 8.0)] {
      for part in [0.0, -Double.pi / 2] {
        let kernel = (0..<21 * 41).map { cell -> Double in
          let (rho, phi) = (Double(cell / 41 - 10), Double(cell % 41 - 20))
          return exp(-phi * phi / (2 * sigmaPhi * sigmaPhi) - rho * rho / (2 * sigmaRho * sigmaRho))
            * cos(2 * .pi * phi / wavelength + part)
        }
        let largest = kernel.map(abs).max() ?? 1
        let sum = kernel.reduce(0) { $0 + abs($1) }
        // At most 32,767, and sums for which a table of 2^15 quotients and one of 2^15 remainders suffice.
        let scale = min(32767 / largest, 0.99 * Double(1 << 30) / (255 * sum))
        weights += kernel.map { Int32(($0 * scale).rounded()) }
      }
    }
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 4, kernelRows: 21, kernelColumns: 41, strideRows: 8,
      strideColumns: 4, paddingTop: 10, paddingBottom: 10, paddingLeft: 20, paddingRight: 20,
      weights: weights, bias: [0, 0, 0, 0])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: nil)
    return BenchNetwork(name: "world-bank", network: network, provingTarget: 200, isIris: true)
  }

  /// 1 x 64 x 256 pixels, 3 x 3 convolutions to 8, 16, 32 and 32 channels (strides 2, 2, 2, 1), 1 x 1 to 8: 5.08 million multiplications,
  /// 67,584 activations.
  static func cnn() throws -> BenchNetwork {
    var source = Source(1)
    var shape = TensorShape(channels: 1, rows: 64, columns: 256)
    let input = shape
    var layers: [HiddenLayer] = []
    for (channels, stride) in [(8, 2), (16, 2), (32, 2), (32, 1)] {
      let convolution = try Convolution(
        source: layers.isEmpty ? .pixels : .activation(layers.count - 1), inputShape: shape,
        outputChannels: channels, kernelRows: 3, kernelColumns: 3, strideRows: stride, strideColumns: stride,
        paddingTop: 1, paddingBottom: stride == 1 ? 1 : 0, paddingLeft: 1, paddingRight: stride == 1 ? 1 : 0,
        weights: source.weights(channels * shape.channels * 9, magnitude: 64),
        bias: source.weights(channels, magnitude: 500))
      layers.append(
        HiddenLayer(
          convolution: convolution, shifts: [Int](repeating: layers.isEmpty ? 7 : 9, count: channels)))
      shape = convolution.outputShape
    }
    let bits = try Convolution(
      source: .activation(layers.count - 1), inputShape: shape, outputChannels: 8, kernelRows: 1,
      kernelColumns: 1, weights: source.weights(8 * shape.channels, magnitude: 64),
      bias: [Int32](repeating: 0, count: 8))
    let network = try QuantizedNetwork(
      inputShape: input, usesInputTable: false, hiddenLayers: layers, bits: bits, mask: nil)
    return BenchNetwork(name: "cnn", network: network, provingTarget: 80, isIris: true)
  }

  /// One convolution and a dense layer of ten scores: 99,072 multiplications, 1,152 activations and the scores.
  static func tiny() throws -> BenchNetwork {
    var source = Source(2)
    let input = TensorShape(channels: 1, rows: 11, columns: 18)
    let convolution = try Convolution(
      source: .pixels, inputShape: input, outputChannels: 8, kernelRows: 4, kernelColumns: 19,
      paddingLeft: 9, paddingRight: 9, weights: source.weights(8 * 76, magnitude: 64),
      bias: source.weights(8, magnitude: 500))
    let scores = try Convolution(
      source: .activation(0), inputShape: convolution.outputShape, outputChannels: 10, kernelRows: 8,
      kernelColumns: 18, weights: source.weights(10 * convolution.outputShape.count, magnitude: 64),
      bias: source.weights(10, magnitude: 500))
    let network = try QuantizedNetwork(
      inputShape: input, usesInputTable: false,
      hiddenLayers: [HiddenLayer(convolution: convolution, shifts: [Int](repeating: 9, count: 8))],
      outputs: [NetworkOutput(name: "scores", rule: .sums(scores))])
    return BenchNetwork(name: "tiny", network: network, provingTarget: nil, isIris: false)
  }

  /// One layer of 16,384 bits over ever larger kernels.
  static func ladder() throws -> [BenchNetwork] {
    try [(1, 4, 4), (2, 5, 6), (5, 8, 10), (10, 12, 13), (20, 17, 18), (50, 27, 28), (100, 39, 39)].map {
      millions, rows, columns in
      var source = Source(UInt64(millions))
      let input = TensorShape(channels: 4, rows: 64, columns: 256)
      let bits = try Convolution(
        source: .pixels, inputShape: input, outputChannels: 16, kernelRows: rows, kernelColumns: columns,
        strideRows: 4, strideColumns: 4, paddingTop: rows / 2, paddingBottom: rows - 1 - rows / 2,
        paddingLeft: columns / 2, paddingRight: columns - 1 - columns / 2,
        weights: source.weights(16 * 4 * rows * columns, magnitude: 100),
        bias: [Int32](repeating: 0, count: 16))
      let network = try QuantizedNetwork(
        inputShape: input, usesInputTable: false, hiddenLayers: [],
        outputs: [NetworkOutput(name: "signs", rule: .sign(bits))])
      return BenchNetwork(
        name: "ladder-\(millions)M", network: network, provingTarget: millions == 100 ? 2000 : nil,
        isIris: false)
    }
  }

  /// Noise, the same in every run.
  func input() -> [UInt8] {
    var source = Source(77)
    return (0..<network.inputShape.count).map { _ in UInt8(truncatingIfNeeded: source.next()) | 1 }
  }

  /// Repeatable numbers.
  private struct Source {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }

    mutating func weights(_ count: Int, magnitude: Int32) -> [Int32] {
      (0..<count).map { _ in Int32(next() % UInt64(2 * magnitude + 1)) - magnitude }
    }
  }
}
