import QuantizedNetworks
import Testing

@Suite struct ModelIDTests {
  @Test func encodingIsTheDocumentedOne() throws {
    let shape = TensorShape(channels: 1, rows: 1, columns: 2)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 2,
      weights: [3, -1],
      bias: [5])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: head, mask: nil)
    let words: [Int32] = [1, 1, 2, 1, 0, 0, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 0, 0, 0, 0, 3, -1, 5, 0]
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    #expect(network.canonicalEncoding() == Array("worldid quantized network 1\n".utf8) + bytes)
    // sha256sum of those bytes, by another implementation.
    #expect(network.id.hex == "c47fd260dc30b96911352813ab0fa5c333a7ddb6214e7298c3683f452131aabf")
  }

  @Test func differentNetworksHaveDifferentIDs() throws {
    var seen: Set<[UInt8]> = []
    for seed in UInt64(0)..<40 {
      var random = RandomNetwork(seed: seed)
      seen.insert(try random.make().id.bytes)
    }
    #expect(seen.count == 40)
  }

  @Test func everyParameterEntersTheID() throws {
    func network(
      weight: Int32 = 1, bias: Int32 = 0, stride: Int = 1, top: Int = 0, left: Int = 0, table: Bool = true,
      shift: Int = 2, residual: Bool = false, mask: Int32? = nil, source: Int = 0
    ) throws -> QuantizedNetwork {
      let shape = TensorShape(channels: 1, rows: 4, columns: 4)
      func tap(_ source: TensorSource) throws -> Convolution {
        try Convolution(
          source: source, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [1],
          bias: [0])
      }
      let head = try Convolution(
        source: .activation(source), inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
        strideRows: stride, paddingTop: top, paddingLeft: left, weights: [weight], bias: [bias])
      let count = try mask.map {
        try Convolution(
          source: .visibility, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
          weights: [2], bias: [$0])
      }
      return try QuantizedNetwork(
        inputShape: shape, usesInputTable: table,
        hiddenLayers: [
          HiddenLayer(convolution: try tap(.pixels), shifts: [1]),
          HiddenLayer(
            convolution: try tap(.activation(0)), residual: residual ? .activation(0) : nil, shifts: [shift]),
        ], bits: head, mask: count)
    }
    let all = [
      try network(), try network(weight: 2), try network(bias: 1), try network(stride: 2),
      try network(top: 1),
      try network(left: 1), try network(table: false), try network(shift: 3), try network(residual: true),
      try network(mask: 0), try network(mask: -1), try network(source: 1),
    ]
    #expect(Set(all.map(\.id)).count == all.count)
    #expect(try network().id == all[0].id)
  }

  @Test func idsAreThirtyTwoBytes() {
    #expect(ModelID(bytes: [UInt8](repeating: 7, count: 31)) == nil)
    #expect(ModelID(bytes: [UInt8](repeating: 7, count: 33)) == nil)
    #expect(ModelID(bytes: [UInt8](repeating: 171, count: 32))?.hex == String(repeating: "ab", count: 32))
  }
}
