import Foundation
import QuantizedNetworks
import Testing

/// Everything outside the subset is refused by a typed error that names the node.
@Suite struct OnnxRefusalTests {
  func expectRefused(
    _ place: String, _ name: String = "iris-gabor", at location: SourceLocation = #_sourceLocation,
    _ edit: (inout OnnxModelProto) throws -> Void
  ) throws {
    let bytes = try EditedModel.bytes(name, edit)
    #expect(sourceLocation: location) {
      _ = try QuantizedNetwork(onnx: bytes)
    } throws: { error in
      switch error as? NetworkError {
      case .limitExceeded(let node, _, _, _), .invalid(let node, _, _), .outOfBounds(let node, _, _),
        .unsupported(let node, _, _), .malformed(let node, _):
        node.contains(place) && "\(error)".count < 600
      default: false
      }
    }
  }

  @Test func filesThatAreNotModels() throws {
    for bytes in [[], [0], Array("hello".utf8), [0x3a, 0], [UInt8](repeating: 255, count: 100)] {
      #expect(throws: NetworkError.self) { try QuantizedNetwork(onnx: bytes) }
    }
    try expectRefused("model file") { $0.opsetImport[0].version = 18 }
    try expectRefused("model file") { $0.opsetImport = [] }
    try expectRefused("model file") { $0.graph.node = [] }
  }

  @Test func unknownOperatorsAndDomains() throws {
    try expectRefused("'mask'") { try $0.node("mask") { $0.opType = "Less" } }
    try expectRefused("node 3 (Conv)") {
      try $0.node("convinteger_7") {
        $0.opType = "Conv"
        $0.name = ""
      }
    }
    try expectRefused("'mask'") { try $0.node("mask") { $0.domain = "com.microsoft" } }
  }

  @Test func inputsOfTheGraph() throws {
    try expectRefused("graph") { $0.graph.input = [] }
    try expectRefused("graph") { $0.graph.input.append(OnnxValueInfoProto()) }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.elemType = 1 }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.shape.dim[0].dimValue = 2 }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.shape.dim[3].dimValue = 0 }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.shape.dim[3].dimValue = .min }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.shape.dim[3].dimValue = .max }
    try expectRefused("input 'x'") { $0.graph.input[0].type.tensorType.shape.dim.removeLast() }
  }

  @Test func outputsOfTheGraph() throws {
    try expectRefused("graph") { $0.graph.output.removeFirst() }
    try expectRefused("output 'mask'") { $0.graph.output.append($0.graph.output[1]) }
    try expectRefused("output 'more'") { $0.graph.output[1].name = "more" }
    try expectRefused("graph") { $0.graph.output = [$0.graph.output[1]] }
    try expectRefused("output 'mask'") { $0.graph.output[1].type.tensorType.elemType = 2 }
    try expectRefused("output 'bits'") { try $0.node("bits") { $0.output = ["other"] } }
  }

  @Test func inputTables() throws {
    try expectRefused("gather_3") { try $0.tensor("table_2") { $0.rawData[0] = 127 } }
    try expectRefused("gather_3") { try $0.tensor("table_2") { $0.rawData[255] = 0 } }
    try expectRefused("gather_17") { try $0.tensor("table_16") { $0.rawData[9] = 2 } }
    try expectRefused("gather_3") { try $0.node("gather_3") { $0.input[1] = "x" } }
    try expectRefused("gather_3") { try $0.node("gather_3") { $0.attribute[0].i = 1 } }
    try expectRefused("convinteger_9") { try $0.node("convinteger_9") { $0.input[0] = "x" } }
  }

  @Test func paddings() throws {
    func pads(_ values: [Int64]) -> Data {
      Data(values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } })
    }
    let wrong: [[Int64]] = [
      [0, 0, 1, 10, 0, 0, 0, 10], [1, 0, 0, 10, 0, 0, 0, 10], [0, 0, 0, -1, 0, 0, 0, 10],
      [0, 0, 0, .max, 0, 0, 0, .max], [0, 1, 0, 0, 0, 1, 0, 0],
    ]
    for values in wrong {
      try expectRefused("pad_5") { try $0.tensor("pads_4") { $0.rawData = pads(values) } }
    }
    try expectRefused("convinteger_7") {
      try $0.tensor("pads_4") { $0.rawData = pads([0, 0, 0, 513, 0, 0, 0, 0]) }
    }
    for mode in ["reflect", "edge", "constant", ""] {
      try expectRefused("pad_5") { try $0.node("pad_5") { $0.attribute[0].s = Data(mode.utf8) } }
    }
    try expectRefused("pad_53", "random-00") {
      try $0.node("pad_53") { $0.attribute[0].s = Data("wrap".utf8) }
    }
    try expectRefused("pad_53", "random-00") { try $0.tensor("zero_52") { $0.rawData = Data([1]) } }
    // Padding the padded tensor again would wrap round the wrong circle.
    try expectRefused("pad_19") { try $0.node("pad_19") { $0.input[0] = "pad_5" } }
  }

  @Test func convolutions() throws {
    let edits: [(String, (inout OnnxAttributeProto) -> Void)] = [
      ("group", { $0.i = 2 }), ("dilations", { $0.ints = [1, 2] }),
      ("auto_pad", { $0.s = Data("SAME_UPPER".utf8) }),
      ("kernel_shape", { $0.ints = [7, 20] }), ("pads", { $0.ints = [0, 1, 0, 0] }),
      ("pads", { $0.ints = [0] }),
      ("pads", { $0.ints = [.max, 0, .max, 0] }), ("pads", { $0.ints = [-1, 0, 0, 0] }),
      ("other", { $0.i = 1 }),
      ("strides", { $0.ints = [1, 1] }),
    ]
    for (name, edit) in edits {
      try expectRefused("convinteger_7") {
        try $0.node("convinteger_7") { $0.attribute.append(EditedModel.attribute(name, edit)) }
      }
    }
    for strides in [[0, 2], [3], [-1, 2], [.max, .max]] as [[Int64]] {
      try expectRefused("convinteger_7") {
        try $0.node("convinteger_7") { $0.attribute[0].ints = strides }
      }
    }
    try expectRefused("convinteger_7") {
      $0.graph.initializer.append(EditedModel.tensor("zero_point", [], type: 2, raw: [3]))
      try $0.node("convinteger_7") { $0.input.append("zero_point") }
    }
    // Digits of different geometry are not digits of one convolution.
    try expectRefused("add_12") { try $0.node("convinteger_9") { $0.attribute[0].ints = [3, 1] } }
    try expectRefused("add_23") { try $0.node("add_23") { $0.input[1] = "convinteger_9" } }
  }

  @Test func tensors() throws {
    try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.rawData.removeLast() } }
    try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.rawData.append(0) } }
    try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.rawData = Data() } }
    try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.dataType = 1 } }
    try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.dataLocation = 1 } }
    for dims in [
      [], [4, 1, 7], [4, 1, 7, 21, 1], [0, 1, 7, 21], [-4, -1, 7, 21], [4, 2, 7, 21],
      [.max, .max, .max, .max], [1 << 32, 1 << 32, 1, 1],
    ] as [[Int64]] {
      try expectRefused("convinteger_7") { try $0.tensor("weights_6") { $0.dims = dims } }
    }
    try expectRefused("convinteger_7") {
      try $0.tensor("weights_6") {
        $0.int32Data = [Int32](repeating: 200, count: $0.rawData.count)
        $0.rawData = Data()
      }
    }
    try expectRefused("add_12") { try $0.tensor("weights_6") { $0.dims = [147, 1, 2, 2] } }
    try expectRefused("graph") { $0.graph.initializer.append($0.graph.initializer[0]) }
    try expectRefused("add_14") { try $0.tensor("bias_13") { $0.dims = [4] } }
    try expectRefused("add_14") { try $0.tensor("bias_13") { $0.dims = [1, 1, 4, 1] } }
  }

  @Test func layers() throws {
    let name = "random-00"
    try expectRefused("div_8", name) { try $0.tensor("divisor_7") { $0.rawData[0] ^= 1 } }
    try expectRefused("clip_11", name) { try $0.tensor("high_10") { $0.rawData[0] = 254 } }
    try expectRefused("clip_11", name) { try $0.tensor("low_9") { $0.rawData[0] = 1 } }
    try expectRefused("clip_11", name) { try $0.node("clip_11") { $0.input.removeLast() } }
    try expectRefused("cast_12", name) { try $0.node("cast_12") { $0.attribute[0].i = 3 } }
    try expectRefused("add_40", name) { try $0.node("add_40") { $0.input[1] = "cast_34" } }
    try expectRefused("pad_14", name) { try $0.node("pad_14") { $0.input[0] = "clip_11" } }
    try expectRefused("'bits'", name) { try $0.tensor("zero_83") { $0.rawData[0] = 1 } }
    try expectRefused("'bits'", name) { try $0.node("bits") { $0.input[0] = "cast_70" } }
    // A layer reads the one before the last, which then reaches no output.
    try expectRefused("clip_47", name) { try $0.node("pad_50") { $0.input[0] = "cast_34" } }
  }

  @Test func orderAndNames() throws {
    try expectRefused("'mask'") { $0.graph.node.reverse() }
    try expectRefused("add_12") { try $0.node("add_12") { $0.input[0] = "nowhere" } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.input[0] = "" } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.output = ["mul_11"] } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.output = ["weights_6"] } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.output = [""] } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.output = [] } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.output = ["a", "b"] } }
    try expectRefused("add_12") { try $0.node("add_12") { $0.input.append("bias_13") } }
  }

  @Test func cycles() throws {
    // Two nodes that read each other, and one that reads itself.
    try expectRefused("add_12") { model in
      try model.node("add_12") { $0.input[0] = "add_14" }
      try model.node("add_14") { $0.input[0] = "add_12" }
    }
    try expectRefused("add_12") { try $0.node("add_12") { $0.input[0] = $0.output[0] } }
  }

  @Test func missingInitializers() throws {
    for name in ["weights_6", "pads_4", "table_2", "bias_13", "base_10"] {
      #expect(throws: NetworkError.self) {
        try EditedModel.network("iris-gabor") { model in
          model.graph.initializer.removeAll { $0.name == name }
        }
      }
    }
  }

  /// Two digits make any weight strictly between -2^15 and 2^15, and none beyond.
  @Test func weightsOneOverTheBound() throws {
    func edited(high: Int8, low: Int8) throws -> QuantizedNetwork {
      try EditedModel.network("iris-gabor") {
        try $0.tensor("weights_6") { $0.rawData = Data(repeating: 0, count: $0.rawData.count) }
        try $0.tensor("weights_8") { $0.rawData = Data(repeating: 0, count: $0.rawData.count) }
        try $0.tensor("weights_6") { $0.rawData[0] = UInt8(bitPattern: low) }
        try $0.tensor("weights_8") { $0.rawData[0] = UInt8(bitPattern: high) }
        try $0.tensor("base_10") { $0.rawData = Data([0, 1, 0, 0]) }
      }
    }
    #expect(try edited(high: 127, low: 127).bits.weights[0] == 32639)
    #expect(try edited(high: -128, low: 1).bits.weights[0] == -32767)
    #expect(throws: NetworkError.self) { try edited(high: -128, low: 0) }
    #expect(throws: NetworkError.self) { try edited(high: -128, low: -1) }
  }

  @Test func hugeShapes() throws {
    try expectRefused("input 'x'") {
      $0.graph.input[0].type.tensorType.shape.dim[2].dimValue = 1 << 12
      $0.graph.input[0].type.tensorType.shape.dim[3].dimValue = (1 << 10) + 1
    }
    // Just enough cells, too many with the padding.
    try expectRefused("convinteger_7") {
      $0.graph.input[0].type.tensorType.shape.dim[2].dimValue = 1 << 13
    }
  }

  @Test func digitsThatDoNotFit() throws {
    try expectRefused("output 'bits'") { try $0.tensor("base_10") { $0.rawData = Data([0, 0, 1, 0]) } }
    try expectRefused("mul_11") {
      try $0.tensor("base_10") { $0.rawData = Data([0, 0, 0, 64]) }
      try $0.node("mul_11") { $0.input[0] = "convinteger_7" }
    }
    try expectRefused("output 'bits'") {
      try $0.tensor("bias_13") { $0.rawData.replaceSubrange(0..<4, with: [255, 255, 255, 127]) }
    }
  }

  @Test func smallFilesCannotAskForMuchMemory() throws {
    // One tensor of 2^20 weights, convolved again and again.
    try expectRefused("weights of") { model in
      model.graph.initializer.append(
        EditedModel.tensor("huge", [1 << 13, 1, 1, 128], type: 3, raw: [UInt8](repeating: 1, count: 1 << 20)))
      var node = OnnxNodeProto()
      node.opType = "ConvInteger"
      node.input = ["pad_5", "huge"]
      for index in 0..<200 {
        node.output = ["copy \(index)"]
        node.name = "weights of copy \(index)"
        model.graph.node.insert(node, at: 4 + index)
      }
    }
  }

  @Test func tooManyNodes() throws {
    try expectRefused("graph") {
      $0.graph.node += [OnnxNodeProto](repeating: $0.graph.node[0], count: 5000)
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try TestVectors.model("random-09")
    for count in 0..<bytes.count {
      #expect(throws: NetworkError.self) { try QuantizedNetwork(onnx: Array(bytes.prefix(count))) }
    }
  }

  @Test(arguments: ["random-00", "random-17", "random-09"]) func flippedBytesNeverTrap(name: String) throws {
    let bytes = try TestVectors.model(name)
    var accepted = 0
    for index in bytes.indices {
      for mask in [1, 128, 255] as [UInt8] {
        var changed = bytes
        changed[index] ^= mask
        // Either a typed error, or a network that passed every check and can be run.
        guard let network = try? QuantizedNetwork(onnx: changed) else { continue }
        accepted += 1
        let run = try network.evaluate([UInt8](repeating: 9, count: network.inputShape.count))
        #expect(run.bits.count == network.bits.outputShape.count)
      }
    }
    #expect(accepted > 0 && accepted < 3 * bytes.count)
  }
}
