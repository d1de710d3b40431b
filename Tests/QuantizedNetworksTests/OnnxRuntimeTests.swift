import Crypto
import Foundation
import QuantizedNetworks
import ShippedModels
import Testing

/// Known answers: what ONNX Runtime computed for the same files (TestVectors/generate_networks.py).
@Suite struct OnnxRuntimeTests {
  static func digest(_ bytes: [UInt8]) -> String {
    bytes.isEmpty ? "-" : SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }

  @Test(arguments: TestVectors.networks) func outputsAreThoseOfOnnxRuntime(name: String) throws {
    let network = try QuantizedNetwork(onnx: try TestVectors.model(name))
    let folder = "TestVectors/networks/\(name)"
    let inputs = try TestVectors.bytes("\(folder)/inputs.bin")
    let expected = try TestVectors.lines("\(folder)/outputs.txt")
    let size = network.inputShape.count
    #expect(inputs.count == expected.count * size)
    for (index, line) in expected.enumerated() {
      let run = try network.evaluate(Array(inputs[(index * size)..<((index + 1) * size)]))
      if index == 0 {
        // The raw bytes of the first input show where a difference lies.
        #expect(run.bits + run.mask == (try TestVectors.bytes("\(folder)/first.bin")))
      }
      #expect("\(Self.digest(run.bits)) \(Self.digest(run.mask))" == line)
    }
  }

  @Test func vectorsCoverTheWholeSubset() throws {
    let networks = try TestVectors.networks.map { try QuantizedNetwork(onnx: try TestVectors.model($0)) }
    let layers = networks.flatMap(\.hiddenLayers)
    let convolutions = layers.map(\.convolution) + networks.map(\.bits)
    #expect(layers.contains { $0.residual != nil })
    #expect(layers.contains { Set($0.shifts).count > 1 })
    #expect(convolutions.contains { $0.weights.contains { $0.magnitude > 2000 } })
    #expect(convolutions.contains { $0.strideRows > 1 && $0.strideColumns > 1 })
    #expect(convolutions.contains { $0.paddingTop != $0.paddingBottom })
    #expect(convolutions.contains { $0.paddingLeft != $0.paddingRight })
    #expect(networks.contains { !$0.usesInputTable })
    #expect(networks.contains { $0.mask != nil && $0.inputShape.channels > 1 })
    #expect(networks.contains { $0.hiddenLayers.count >= 4 })
  }

  @Test func shippedModelIsTheFileInModels() throws {
    let embedded = UnsafeBufferPointer(
      start: shipped_model_iris_gabor(), count: shipped_model_iris_gabor_size())
    #expect(Array(embedded) == (try TestVectors.model("iris-gabor")))
  }

  @Test func shippedModelIsWhatItsCardSays() throws {
    let network = try QuantizedNetwork(onnx: try TestVectors.model("iris-gabor"))
    #expect(network.inputShape == TensorShape(channels: 1, rows: 45, columns: 512))
    #expect(network.bits.outputShape == TensorShape(channels: 4, rows: 13, columns: 256))
    #expect(network.mask?.outputShape == network.bits.outputShape)
    #expect(network.usesInputTable && network.hiddenLayers.isEmpty)
    #expect(network.bits.paddingTop + network.bits.paddingBottom == 0)
    for channel in 0..<4 {
      let span = network.bits.weightsPerChannel
      let weights = network.bits.weights[(channel * span)..<((channel + 1) * span)]
      #expect(weights.reduce(0, +) == 0)
      #expect(weights.map(\.magnitude).max() == 127)
    }
    let card = String(decoding: try TestVectors.bytes("Models/iris-gabor.md"), as: UTF8.self)
    #expect(card.contains(network.id.hex))
    #expect(card.contains("2^\(network.signTable.shift)"))
    #expect(card.contains("\(network.signTable.minimum)...\(network.signTable.maximum)"))
  }

  @Test func evenGreyAndOcclusionGiveNoBits() throws {
    let network = try QuantizedNetwork(onnx: try TestVectors.model("iris-gabor"))
    for value in [UInt8(0), 1, 77, 255] {
      let run = try network.evaluate([UInt8](repeating: value, count: network.inputShape.count))
      #expect(!run.bits.contains(1))
      #expect(run.mask.allSatisfy { $0 == (value == 0 ? 0 : 1) })
    }
  }
}
