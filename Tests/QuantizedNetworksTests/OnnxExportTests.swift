import QuantizedNetworks
import Testing

/// What is written is what is read.
@Suite struct OnnxExportTests {
  @Test(arguments: TestVectors.codeNetworks + TestVectors.generalNetworks)
  func exportedNetworksAreTheSame(name: String) throws {
    let network = try QuantizedNetwork(onnx: try TestVectors.model(name))
    let again = try QuantizedNetwork(onnx: try network.onnx())
    #expect(again.id == network.id)
    #expect(again == network)
  }

  /// Digits of up to 15 bits, and shapes that a random network seldom has.
  @Test(arguments: [Int32(64), 65, 127, 128, 8191, 8192, 8256, 8257, 32767])
  func weightsOfAnySize(weight: Int32) throws {
    let shape = TensorShape(channels: 1, rows: 2, columns: 3)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 2, kernelRows: 1, kernelColumns: 2, paddingTop: 1,
      paddingRight: 2, weights: [weight, -weight, 0, 1], bias: [7, -7])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [],
      outputs: [NetworkOutput(name: "sums", rule: .sums(head))])
    #expect(try QuantizedNetwork(onnx: try network.onnx()) == network)
  }

  /// Floating point is offered only where it is exact.
  @Test func floatingPointWithinItsIntegers() throws {
    func network(_ weights: [Int32]) throws -> QuantizedNetwork {
      let shape = TensorShape(channels: weights.count, rows: 1, columns: 1)
      let head = try Convolution(
        source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
        weights: weights, bias: [0])
      return try QuantizedNetwork(
        inputShape: shape, usesInputTable: false, hiddenLayers: [],
        outputs: [NetworkOutput(name: "sums", rule: .sums(head))])
    }
    #expect(try network([32767, 32767]).floatingPointOnnx() != nil)
    // Two digits of a head's weights hold more.
    #expect(try network([Int32](repeating: 32767, count: 200)).floatingPointOnnx() != nil)
    #expect(try network([Int32](repeating: 127, count: 60_000)).floatingPointOnnx() == nil)
  }
}
