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

  /// All outputs; an iris code without a mask has none as its second.
  static func encoded(_ run: QuantizedNetwork.Evaluation, of network: QuantizedNetwork) -> [[UInt8]] {
    let outputs = run.outputs.map { output -> [UInt8] in
      switch output {
      case .bytes(let bytes): bytes
      case .sums(let sums): sums.flatMap { sum in (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) } }
      }
    }
    return network.outputs.map(\.name) == ["bits"] ? outputs + [[]] : outputs
  }

  @Test(arguments: TestVectors.folders) func outputsAreThoseOfOnnxRuntime(folder: String) throws {
    let shipped = TestVectors.shipped.first { folder.hasSuffix("/" + $0) }
    let model = try shipped.map(TestVectors.model) ?? TestVectors.bytes("\(folder)/model.onnx")
    let network = try QuantizedNetwork(onnx: model)
    let inputs = try TestVectors.bytes("\(folder)/inputs.bin")
    let expected = try TestVectors.lines("\(folder)/outputs.txt")
    let size = network.inputShape.count
    #expect(inputs.count == expected.count * size)
    for (index, line) in expected.enumerated() {
      let run = try network.evaluate(Array(inputs[(index * size)..<((index + 1) * size)]))
      #expect(try network.outputs(for: Array(inputs[(index * size)..<((index + 1) * size)])) == run.outputs)
      if index == 0 {
        // The raw bytes of the first input show where a difference lies.
        #expect(
          Self.encoded(run, of: network).flatMap { $0 } == (try TestVectors.bytes("\(folder)/first.bin")))
      }
      #expect(Self.encoded(run, of: network).map(Self.digest).joined(separator: " ") == line)
    }
  }

  @Test func vectorsCoverTheWholeSubset() throws {
    let networks = try TestVectors.codeNetworks.map { try QuantizedNetwork(onnx: try TestVectors.model($0)) }
    let general = try TestVectors.generalNetworks.map {
      try QuantizedNetwork(onnx: try TestVectors.model($0))
    }
    let layers = (networks + general).flatMap(\.hiddenLayers)
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
    let rules = general.flatMap { $0.outputs.map(\.rule) }
    func count(_ matches: (NetworkOutput.Rule) -> Bool) -> Int { rules.filter(matches).count }
    #expect(count { if case .sums = $0 { true } else { false } } >= 5)
    #expect(count { if case .sign = $0 { true } else { false } } >= 5)
    #expect(count { if case .count = $0 { true } else { false } } >= 1)
    #expect(count { if case .activation = $0 { true } else { false } } >= 2)
    #expect(general.contains { $0.outputs.count > 2 } && general.contains { $0.code == nil })
  }

  @Test func shippedModelsAreTheFilesInModels() throws {
    let embedded = [
      "iris-embedding": UnsafeBufferPointer(
        start: shipped_model_iris_embedding(), count: shipped_model_iris_embedding_size()),
      "iris-gabor": UnsafeBufferPointer(
        start: shipped_model_iris_gabor(), count: shipped_model_iris_gabor_size()),
    ]
    for name in TestVectors.shipped {
      #expect(Array(try #require(embedded[name])) == (try TestVectors.model(name)))
    }
  }

  @Test func cardOfTheLearnedModelNamesItsFileAndItsID() throws {
    let file = try TestVectors.model("iris-embedding")
    let network = try QuantizedNetwork(onnx: file)
    #expect(network.inputShape == TensorShape(channels: 1, rows: 45, columns: 256))
    let card = String(decoding: try TestVectors.bytes("Models/iris-embedding.md"), as: UTF8.self)
    #expect(card.contains(network.id.hex))
    #expect(card.contains(Self.digest(file)))
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

  @Test(arguments: TestVectors.shipped) func evenGreyAndOcclusionGiveNoBits(name: String) throws {
    let network = try QuantizedNetwork(onnx: try TestVectors.model(name))
    for value in [UInt8(0), 1, 77, 255] {
      let run = try network.evaluate([UInt8](repeating: value, count: network.inputShape.count))
      #expect(!run.bits.contains(1))
      #expect(run.mask.allSatisfy { $0 == (value == 0 ? 0 : 1) })
    }
  }
}
