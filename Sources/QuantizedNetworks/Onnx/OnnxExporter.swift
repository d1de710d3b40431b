import Foundation
import SwiftProtobuf

/// Writes a network as ONNX, in the spelling that the importer reads, or with 32-bit floating-point numbers.
struct OnnxExporter {
  private var graph = OnnxGraphProto()
  private let network: QuantizedNetwork
  private let isFloat: Bool
  private var count = 0
  private var pixelIndex: String?
  /// What a convolution reads, by its source.
  private var tensors: [TensorSource: String] = [:]

  init(_ network: QuantizedNetwork, isFloat: Bool) {
    self.network = network
    self.isFloat = isFloat
  }

  mutating func bytes() throws -> [UInt8] {
    let shape = network.inputShape
    // Field 2, the graph's name, which the importer's subset of the schema leaves out.
    graph = try OnnxGraphProto(serializedBytes: [0x12, 7] + Array("network".utf8))
    graph.input = [Self.value("x", .uint8, [1, shape.channels, shape.rows, shape.columns])]
    for (index, layer) in network.hiddenLayers.enumerated() {
      let sums = try convolve(layer.convolution)
      tensors[.activation(index)] = try requantise(sums, layer)
    }
    for output in network.outputs {
      graph.output.append(try write(output))
    }
    var model = OnnxModelProto()
    model.irVersion = 9
    model.graph = graph
    var opset = OnnxOperatorSetIdProto()
    opset.version = 19
    model.opsetImport = [opset]
    return try model.serializedBytes()
  }

  // MARK: Layers

  private mutating func write(_ output: NetworkOutput) throws -> OnnxValueInfoProto {
    switch output.rule {
    case .sign(let convolution), .count(let convolution):
      let sums = try headSums(convolution)
      let zero = isFloat && Self.isExact(convolution) ? constant([Float(0)]) : constant([0], .int32)
      try node("Greater", [sums, zero], named: output.name)
      return Self.value(output.name, .bool)
    case .sums(let convolution):
      let sums = try headSums(convolution)
      if isFloat && Self.isExact(convolution) {
        try node("Cast", [sums], [Self.attribute("to", 6)], named: output.name)
      } else {
        rename(sums, to: output.name)
      }
      return Self.value(output.name, .int32)
    case .activation(let layer):
      let tensor = try tensor(.activation(layer))
      if isFloat {
        try node("Cast", [tensor], [Self.attribute("to", 2)], named: output.name)
      } else {
        rename(tensor, to: output.name)
        tensors[.activation(layer)] = output.name
      }
      return Self.value(output.name, .uint8)
    }
  }

  /// Bytes, or floats, that a convolution reads.
  private mutating func tensor(_ source: TensorSource) throws -> String {
    if let known = tensors[source] { return known }
    var name = "x"
    if source == .visibility || network.usesInputTable {
      let index = try pixelIndex ?? node("Cast", ["x"], [Self.attribute("to", 6)])
      pixelIndex = index
      let table = source == .visibility ? [0] + [Int](repeating: 1, count: 255) : [128] + Array(1...255)
      name = try node("Gather", [constant(table, .uint8), index], [Self.attribute("axis", 0)])
    }
    if isFloat { name = try node("Cast", [name], [Self.attribute("to", 1)]) }
    tensors[source] = name
    return name
  }

  /// Sums with their bias.
  private mutating func convolve(_ convolution: Convolution) throws -> String {
    var input = try tensor(convolution.source)
    if convolution.paddingLeft + convolution.paddingRight > 0 {
      let pads = [0, 0, 0, convolution.paddingLeft, 0, 0, 0, convolution.paddingRight]
      input = try node(
        "Pad", [input, constant(pads, .int64, [8])], [try Self.attribute("mode", text: "wrap")])
    }
    let attributes = [
      try Self.attribute("strides", [convolution.strideRows, convolution.strideColumns]),
      try Self.attribute("pads", [convolution.paddingTop, 0, convolution.paddingBottom, 0]),
    ]
    let sizes = [
      convolution.outputShape.channels, convolution.inputShape.channels, convolution.kernelRows,
      convolution.kernelColumns,
    ]
    let weights = convolution.weights.map { Int($0) }
    if isFloat {
      return try node(
        "Conv",
        [
          input, constant(weights.map { Float($0) }, sizes),
          constant(convolution.bias.map { Float($0) }, [convolution.bias.count]),
        ], attributes)
    }
    // Larger weights are two digits: some machines saturate sums of two products.
    let isPlain = weights.allSatisfy { abs($0) <= 64 }
    let high = weights.map { ($0 + 64) >> 7 }
    let low = zip(weights, high).map { $0 - 128 * $1 }
    var sums = try node(
      "ConvInteger", [input, constant(isPlain ? weights : low, .int8, sizes)], attributes)
    if !isPlain {
      // A digit of 128 or more would need a third.
      let upper = try digit(input, high, sizes, attributes)
      sums = try node("Add", [upper, sums])
    }
    let channels = [1, convolution.bias.count, 1, 1]
    return try node("Add", [sums, constant(convolution.bias.map { Int($0) }, .int32, channels)])
  }

  /// Sums of a head: where floating point cannot hold them, those of two digits of the weights are, and are joined as integers.
  private mutating func headSums(_ convolution: Convolution) throws -> String {
    guard isFloat, !Self.isExact(convolution) else { return try convolve(convolution) }
    let digits = try Self.digits(convolution)
    let low = try node("Cast", [convolve(digits.low)], [Self.attribute("to", 6)])
    let high = try node("Cast", [convolve(digits.high)], [Self.attribute("to", 6)])
    return try node("Add", [node("Mul", [high, constant([256], .int32)]), low])
  }

  /// weights = 256 · high + low; the bias is the lower digit's.
  private static func digits(_ convolution: Convolution) throws -> (low: Convolution, high: Convolution) {
    let high = convolution.weights.map { ($0 + 128) >> 8 }
    func part(_ weights: [Int32], _ bias: [Int32]) throws(NetworkError) -> Convolution {
      try Convolution(
        source: convolution.source, inputShape: convolution.inputShape,
        outputChannels: convolution.outputShape.channels, kernelRows: convolution.kernelRows,
        kernelColumns: convolution.kernelColumns, strideRows: convolution.strideRows,
        strideColumns: convolution.strideColumns, paddingTop: convolution.paddingTop,
        paddingBottom: convolution.paddingBottom, paddingLeft: convolution.paddingLeft,
        paddingRight: convolution.paddingRight, weights: weights, bias: bias)
    }
    return (
      try part(zip(convolution.weights, high).map { $0 - 256 * $1 }, convolution.bias),
      try part(high, convolution.bias.map { _ in 0 })
    )
  }

  /// Whether 32-bit floating point holds all sums exactly: integers up to 2^24.
  private static func isExact(_ convolution: Convolution) -> Bool {
    AccumulatorBounds.ranges(of: convolution, largestInput: 255).allSatisfy {
      $0.lowerBound > -(1 << 24) && $0.upperBound + 255 < 1 << 24
    }
  }

  /// Whether all layers, and of heads at least the digits, are exact.
  static func hasFloatingPoint(_ network: QuantizedNetwork) throws -> Bool {
    guard network.hiddenLayers.allSatisfy({ isExact($0.convolution) }) else { return false }
    return try network.outputs.compactMap(\.rule.convolution).allSatisfy { head in
      if isExact(head) { return true }
      let digits = try digits(head)
      return isExact(digits.low) && isExact(digits.high)
    }
  }

  /// 128 times the convolution by the upper digits, which are two digits themselves where they do not fit a byte.
  private mutating func digit(
    _ input: String, _ high: [Int], _ sizes: [Int], _ attributes: [OnnxAttributeProto]
  ) throws -> String {
    let base = constant([128], .int32)
    if high.allSatisfy({ abs($0) <= 64 }) {
      return try node(
        "Mul", [node("ConvInteger", [input, constant(high, .int8, sizes)], attributes), base])
    }
    let upper = high.map { ($0 + 64) >> 7 }
    let lower = zip(high, upper).map { $0 - 128 * $1 }
    let first = try node("ConvInteger", [input, constant(lower, .int8, sizes)], attributes)
    let second = try node("ConvInteger", [input, constant(upper, .int8, sizes)], attributes)
    return try node("Mul", [node("Add", [node("Mul", [second, base]), first]), base])
  }

  private mutating func requantise(_ sums: String, _ layer: HiddenLayer) throws -> String {
    var total = sums
    let channels = [1, layer.shifts.count, 1, 1]
    if let residual = layer.residual {
      let added = try tensor(residual)
      total = try node(
        "Add", [total, isFloat ? added : node("Cast", [added], [Self.attribute("to", 6)])])
    }
    if isFloat {
      let scaled = try node(
        "Mul", [total, constant(layer.shifts.map { Float(1) / Float(1 << $0) }, channels)])
      let half = constant(layer.shifts.map { $0 > 0 ? Float(0.5) : 0 }, channels)
      let rounded = try node("Floor", [node("Add", [scaled, half])])
      return try node("Clip", [rounded, scalar(Float(0)), scalar(Float(255))])
    }
    if layer.sharedShift > 0 {
      total = try node(
        "Add", [total, constant(layer.shifts.map { HiddenLayer.rounding(shift: $0) }, .int32, channels)])
      total = try node("Div", [total, constant(layer.shifts.map { 1 << $0 }, .int32, channels)])
    }
    let clipped = try node("Clip", [total, constant([0], .int32, []), constant([255], .int32, [])])
    return try node("Cast", [clipped], [Self.attribute("to", 2)])
  }

  // MARK: Parts of the graph

  private mutating func fresh(_ stem: String) -> String {
    count += 1
    return "\(stem.lowercased())_\(count)"
  }

  @discardableResult
  private mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [OnnxAttributeProto] = [], named: String? = nil
  ) throws -> String {
    var node = OnnxNodeProto()
    node.opType = operation
    node.input = inputs
    node.attribute = attributes
    node.name = named ?? fresh(operation)
    node.output = [node.name]
    graph.node.append(node)
    return node.name
  }

  private mutating func rename(_ tensor: String, to name: String) {
    for index in graph.node.indices {
      graph.node[index].output = graph.node[index].output.map { $0 == tensor ? name : $0 }
      graph.node[index].input = graph.node[index].input.map { $0 == tensor ? name : $0 }
    }
  }

  private mutating func constant(
    _ values: [Int], _ type: OnnxConstant.ElementType, _ sizes: [Int]? = nil
  ) -> String {
    let width = type == .int64 ? 8 : type == .int32 ? 4 : 1
    let raw = values.flatMap { value in (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    return initializer(type.rawValue, sizes ?? [values.count], raw)
  }

  private mutating func constant(_ values: [Float], _ sizes: [Int]? = nil) -> String {
    let raw = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    }
    return initializer(1, sizes ?? [values.count], raw)
  }

  private mutating func scalar(_ value: Float) -> String { constant([value], []) }

  private mutating func initializer(_ type: Int32, _ sizes: [Int], _ raw: [UInt8]) -> String {
    var tensor = OnnxTensorProto()
    tensor.name = fresh("constant")
    tensor.dataType = type
    tensor.dims = sizes.map { Int64($0) }
    tensor.rawData = Data(raw)
    graph.initializer.append(tensor)
    return tensor.name
  }

  private static func value(
    _ name: String, _ type: OnnxConstant.ElementType, _ sizes: [Int] = []
  ) -> OnnxValueInfoProto {
    var value = OnnxValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = type.rawValue
    if !sizes.isEmpty {
      value.type.tensorType.shape.dim = sizes.map { size in
        var dimension = OnnxDimensionProto()
        dimension.dimValue = Int64(size)
        return dimension
      }
    }
    return value
  }

  /// The type of an attribute is field 20, which the importer's subset of the schema leaves out.
  private static func typed(_ name: String, _ type: UInt8) throws -> OnnxAttributeProto {
    var attribute = try OnnxAttributeProto(serializedBytes: [0xa0, 0x01, type])
    attribute.name = name
    return attribute
  }

  private static func attribute(_ name: String, _ value: Int) throws -> OnnxAttributeProto {
    var attribute = try typed(name, 2)
    attribute.i = Int64(value)
    return attribute
  }

  private static func attribute(_ name: String, text: String) throws -> OnnxAttributeProto {
    var attribute = try typed(name, 3)
    attribute.s = Data(text.utf8)
    return attribute
  }

  private static func attribute(_ name: String, _ values: [Int]) throws -> OnnxAttributeProto {
    var attribute = try typed(name, 7)
    attribute.ints = values.map { Int64($0) }
    return attribute
  }
}

extension QuantizedNetwork {
  /// The network as an ONNX file (operator set 19): integers throughout, in the spelling that `init(onnx:)` reads.
  public func onnx() throws -> [UInt8] {
    var exporter = OnnxExporter(self, isFloat: false)
    return try exporter.bytes()
  }

  /// The same with 32-bit floating-point numbers, to compare speeds with; nil when some sum could exceed the integers that these hold
  /// exactly, 2^24, even that of one of two digits of a head's weights.
  public func floatingPointOnnx() throws -> [UInt8]? {
    guard try OnnxExporter.hasFloatingPoint(self) else { return nil }
    var exporter = OnnxExporter(self, isFloat: true)
    return try exporter.bytes()
  }
}
