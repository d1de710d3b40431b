import Foundation
import QuantizedNetworks
import Testing

/// The model id belongs to the network, not to the way its file spells it.
@Suite struct OnnxSpellingTests {
  static let gabor = "iris-gabor"

  func expectSame(_ name: String = gabor, _ edit: (inout OnnxModelProto) throws -> Void) throws {
    let original = try QuantizedNetwork(onnx: try TestVectors.model(name))
    #expect(try EditedModel.network(name, edit) == original)
  }

  @Test func namesAndUnknownFieldsDoNotMatter() throws {
    try expectSame { model in
      for index in model.graph.node.indices { model.graph.node[index].name = "" }
      model.irVersion = 10
    }
    // Field 2 of the model (producer name) and field 99 (unknown), appended to the file.
    let longer = try TestVectors.model(Self.gabor) + [0x12, 1, 65, 0x98, 6, 7]
    let original = try QuantizedNetwork(onnx: try TestVectors.model(Self.gabor))
    #expect(try QuantizedNetwork(onnx: longer).id == original.id)
  }

  @Test func operandsOfAddAndMulMayBeSwapped() throws {
    for name in ["mul_11", "add_12", "add_14"] {
      try expectSame { try $0.node(name) { $0.input.reverse() } }
    }
    try expectSame("random-00") { try $0.node("add_40") { $0.input.reverse() } }
  }

  @Test func zeroPointsOfZeroAndRedundantAttributesAreAccepted() throws {
    try expectSame { model in
      model.graph.initializer += [
        EditedModel.tensor("zx", [], type: 2, raw: [0]),
        EditedModel.tensor("zw", [4], type: 3, raw: [0, 0, 0, 0]),
      ]
      try model.node("convinteger_7") { node in
        node.input += ["zx", "zw"]
        node.attribute += [
          EditedModel.attribute("kernel_shape") { $0.ints = [7, 21] },
          EditedModel.attribute("group") { $0.i = 1 },
          EditedModel.attribute("dilations") { $0.ints = [1, 1] },
          EditedModel.attribute("pads") { $0.ints = [0, 0, 0, 0] },
        ]
      }
    }
  }

  @Test func rowsMayBePaddedByTheConvolution() throws {
    // random-00 pads rows by (0, 1) with a Pad node before its last layer.
    var pads: [Int64] = []
    try expectSame("random-00") { model in
      try model.tensor("pads_71") { tensor in
        let bytes = [UInt8](tensor.rawData)
        pads = [Int64(bytes[16]), 0, Int64(bytes[48]), 0]
      }
      for name in ["convinteger_75", "convinteger_77"] {
        try model.node(name) { node in
          node.input[0] = "cast_70"
          node.attribute.append(EditedModel.attribute("pads") { $0.ints = pads })
        }
      }
    }
    #expect(pads.contains { $0 > 0 })
  }

  @Test func constantsMayBeNodesOrTypedLists() throws {
    try expectSame { model in
      guard let index = model.graph.initializer.firstIndex(where: { $0.name == "bias_13" }) else {
        throw MissingPart(name: "bias_13")
      }
      var tensor = model.graph.initializer.remove(at: index)
      tensor.rawData = Data()
      tensor.int32Data = [0, 0, 0, 0]
      var node = OnnxNodeProto()
      node.opType = "Constant"
      node.output = ["bias_13"]
      node.attribute = [EditedModel.attribute("value") { $0.t = tensor }]
      model.graph.node.insert(node, at: 0)
      try model.tensor("weights_6") { weights in
        weights.int32Data = weights.rawData.map { Int32(Int8(bitPattern: $0)) }
        weights.rawData = Data()
      }
    }
  }

  @Test func padsMayNameTheirAxis() throws {
    try expectSame { model in
      model.graph.initializer += [
        EditedModel.tensor("two", [2], type: 7, raw: [10, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0]),
        EditedModel.tensor("axis", [1], type: 7, raw: [UInt8](repeating: 255, count: 8)),
      ]
      try model.node("pad_5") { $0.input = ["gather_3", "two", "", "axis"] }
    }
  }

  @Test func anotherWeightIsAnotherModel() throws {
    let original = try QuantizedNetwork(onnx: try TestVectors.model(Self.gabor))
    let changed = try EditedModel.network(Self.gabor) { try $0.tensor("weights_6") { $0.rawData[0] ^= 1 } }
    #expect(changed.id != original.id)
  }
}
