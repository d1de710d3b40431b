import Foundation
import SwiftProtobuf

/// Reads an integer network out of an ONNX graph, node by node; what it does not know it refuses.
struct OnnxImporter {
  /// Nodes of one graph.
  static let nodeLimit = 4096
  /// Weights handled by all nodes together, so that a small file cannot ask for much memory.
  static let weightBudget = 1 << 25

  var initializers: [String: OnnxTensorProto] = [:]
  var values: [String: OnnxValue] = [:]
  var inputShape = TensorShape(channels: 0, rows: 0, columns: 0)
  var hiddenLayers: [HiddenLayer] = []
  /// Node of each hidden layer, for errors.
  var layerNames: [String] = []
  /// Whether the pixels convolved so far went through the input table; nil until the first.
  var usesInputTable: Bool?
  private var spentWeights = 0

  static func network(_ bytes: [UInt8]) throws(NetworkError) -> QuantizedNetwork {
    guard bytes.count <= NetworkLimits.modelBytes else {
      throw .limitExceeded(
        node: "model file", what: "bytes", value: bytes.count, limit: NetworkLimits.modelBytes)
    }
    let model: OnnxModelProto
    do {
      model = try OnnxModelProto(serializedBytes: bytes)
    } catch {
      throw .malformed(node: "model file", reason: "is not a protocol buffer of the ONNX schema")
    }
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw .malformed(node: "model file", reason: "holds no graph")
    }
    let opset = model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }?.version ?? 0
    guard opset >= 19 else {
      throw .unsupported(
        node: "model file", reason: "uses operator set \(opset)", hint: "export with opset 19 or later")
    }
    var importer = OnnxImporter()
    try importer.readHeader(model.graph)
    for (index, proto) in model.graph.node.enumerated() {
      try importer.read(OnnxNode(proto, index: index))
    }
    return try importer.assemble(model.graph)
  }

  private mutating func readHeader(_ graph: OnnxGraphProto) throws(NetworkError) {
    guard graph.node.count <= Self.nodeLimit else {
      throw .limitExceeded(node: "graph", what: "nodes", value: graph.node.count, limit: Self.nodeLimit)
    }
    for tensor in graph.initializer {
      guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
        throw .malformed(node: "graph", reason: "defines tensor '\(tensor.name.prefix(80))' twice")
      }
    }
    // Older exporters list initializers among the inputs.
    let inputs = graph.input.filter { initializers[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first else {
      throw .unsupported(
        node: "graph", reason: "has \(inputs.count) inputs", hint: "give it one: the pixels")
    }
    let tensor = input.type.tensorType
    let sizes = tensor.shape.dim.map { Int($0.dimValue) }
    guard tensor.elemType == OnnxConstant.ElementType.uint8.rawValue, sizes.count == 4, sizes[0] == 1,
      sizes.allSatisfy({ $0 >= 1 })
    else {
      throw .unsupported(
        node: "input '\(input.name.prefix(80))'",
        reason: "has the element type \(tensor.elemType) and sizes \(sizes.prefix(8))",
        hint: "make it uint8 [1, channels, rows, columns] with fixed sizes")
    }
    inputShape = TensorShape(channels: sizes[1], rows: sizes[2], columns: sizes[3])
    guard inputShape.count <= NetworkLimits.tensorCells else {
      throw .limitExceeded(
        node: "input '\(input.name.prefix(80))'", what: "cells", value: inputShape.count,
        limit: NetworkLimits.tensorCells)
    }
    values[input.name] = .bytes(OnnxBytes(origin: .rawPixels))
  }

  private mutating func read(_ node: OnnxNode) throws(NetworkError) {
    guard ["", "ai.onnx"].contains(node.proto.domain) else {
      throw node.unsupported(
        "belongs to the domain '\(node.proto.domain.prefix(80))'", "use standard operators")
    }
    let value: OnnxValue
    switch node.proto.opType {
    case "Constant": value = try constantNode(node)
    case "Cast": value = try cast(node)
    case "Gather": value = try gather(node)
    case "Pad": value = try pad(node)
    case "ConvInteger": value = try convolve(node)
    case "Add": value = try add(node)
    case "Mul": value = try multiply(node)
    case "Div": value = try divide(node)
    case "Clip": value = try clip(node)
    case "Greater": value = try greater(node)
    default:
      throw node.unsupported(
        "is not an operator of integer networks",
        "use Gather, Pad, ConvInteger, Add, Mul, Div, Clip, Cast and Greater, as the model card shows")
    }
    let name = node.proto.output[0]
    guard !name.isEmpty, initializers[name] == nil, values.updateValue(value, forKey: name) == nil else {
      throw .malformed(node: node.label, reason: "makes '\(name.prefix(80))', which is there already")
    }
  }

  /// The value an input stands for; initializers become constants here, when they are used.
  mutating func input(_ index: Int, of node: OnnxNode) throws(NetworkError) -> OnnxValue {
    guard let name = node.inputName(index) else {
      throw node.unsupported("leaves out input \(index)", "give it")
    }
    if let value = values[name] { return value }
    guard let tensor = initializers[name] else {
      throw node.unsupported(
        "reads '\(name.prefix(80))', which no earlier node makes", "order the nodes and define every input")
    }
    let constant = try OnnxConstant(tensor, node: node.label)
    try spend(constant.values.count, node)
    return .constant(constant)
  }

  /// A constant input; nil when it may be left out and is.
  mutating func constant(
    _ index: Int, of node: OnnxNode, type: OnnxConstant.ElementType? = nil
  ) throws(NetworkError) -> OnnxConstant? {
    guard node.inputName(index) != nil else { return nil }
    guard case .constant(let constant) = try input(index, of: node), type == nil || constant.type == type
    else {
      throw node.unsupported(
        "does not get a constant\(type.map { " \($0)" } ?? "") as input \(index)", "store it in the model")
    }
    return constant
  }

  /// Counts the numbers handled so far against the budget.
  mutating func spend(_ count: Int, _ node: OnnxNode) throws(NetworkError) {
    spentWeights += count
    guard spentWeights <= Self.weightBudget else {
      throw .limitExceeded(
        node: node.label, what: "weights of all nodes up to here", value: spentWeights,
        limit: Self.weightBudget)
    }
  }

  private mutating func constantNode(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 0...0, attributes: ["value"])
    guard let attribute = node.attribute("value"), attribute.hasT else {
      throw node.unsupported("has no tensor value", "give it the attribute 'value'")
    }
    let constant = try OnnxConstant(attribute.t, node: node.label)
    try spend(constant.values.count, node)
    return .constant(constant)
  }

  func shape(_ origin: OnnxBytes.Origin) -> TensorShape {
    guard case .activation(let index) = origin else { return inputShape }
    return hiddenLayers[index].convolution.outputShape
  }
}
