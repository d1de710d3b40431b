import QuantizedNetworks
import SwiftProtobuf

/// A test vector's model with something changed.
enum EditedModel {
  static func bytes(_ name: String, _ edit: (inout OnnxModelProto) throws -> Void) throws -> [UInt8] {
    var model = try OnnxModelProto(serializedBytes: try TestVectors.model(name))
    try edit(&model)
    return try model.serializedBytes()
  }

  static func network(
    _ name: String, _ edit: (inout OnnxModelProto) throws -> Void
  ) throws -> QuantizedNetwork {
    try QuantizedNetwork(onnx: try bytes(name, edit))
  }

  static func tensor(_ name: String, _ dims: [Int64], type: Int32, raw: [UInt8]) -> OnnxTensorProto {
    var tensor = OnnxTensorProto()
    tensor.name = name
    tensor.dims = dims
    tensor.dataType = type
    tensor.rawData = .init(raw)
    return tensor
  }

  static func attribute(_ name: String, _ edit: (inout OnnxAttributeProto) -> Void) -> OnnxAttributeProto {
    var attribute = OnnxAttributeProto()
    attribute.name = name
    edit(&attribute)
    return attribute
  }
}

extension OnnxModelProto {
  /// Changes the node of this name; fails the test when there is none.
  mutating func node(_ name: String, _ edit: (inout OnnxNodeProto) -> Void) throws {
    guard let index = graph.node.firstIndex(where: { $0.name == name }) else { throw MissingPart(name: name) }
    edit(&graph.node[index])
  }

  mutating func tensor(_ name: String, _ edit: (inout OnnxTensorProto) -> Void) throws {
    guard let index = graph.initializer.firstIndex(where: { $0.name == name }) else {
      throw MissingPart(name: name)
    }
    edit(&graph.initializer[index])
  }
}

struct MissingPart: Error {
  let name: String
}
