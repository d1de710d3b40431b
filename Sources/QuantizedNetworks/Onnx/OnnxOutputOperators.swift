/// Operators that end a layer: division, clipping, comparison; and the network made of all layers.
extension OnnxImporter {
  mutating func divide(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...2)
    guard case .sum(let sum) = try input(0, of: node), let constant = try constant(1, of: node) else {
      throw node.unsupported("does not divide sums by a constant", "divide by 2^s to requantise")
    }
    let shifts = try perChannel(constant, sum, node).map { (divisor) throws(NetworkError) in
      guard divisor > 0, divisor.nonzeroBitCount == 1, divisor <= 1 << NetworkLimits.shift else {
        throw node.unsupported(
          "divides by \(divisor)", "divide by a power of two, at most 2^\(NetworkLimits.shift)")
      }
      return divisor.trailingZeroBitCount
    }
    return .quotient(sum, shifts: shifts)
  }

  mutating func clip(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 3...3)
    guard let low = try constant(1, of: node, type: .int32), low.values == [0],
      let high = try constant(2, of: node, type: .int32), high.values == [255]
    else {
      throw node.unsupported("does not clip to 0...255", "clip to the range of a byte")
    }
    switch try input(0, of: node) {
    case .quotient(let sum, let shifts): return try finishLayer(sum, shifts, node)
    case .sum(let sum):
      return try finishLayer(sum, [Int](repeating: 0, count: sum.shape.channels), node)
    default:
      throw node.unsupported("does not clip the sums of a layer", "clip what was divided")
    }
  }

  /// Div truncates where the definition rounds down; they differ only below 0, which the clip makes 0.
  private mutating func finishLayer(
    _ sum: OnnxSum, _ shifts: [Int], _ node: OnnxNode
  ) throws(NetworkError) -> OnnxValue {
    // The rounding constant was added like a bias: take it out again.
    let bias = zip(sum.constants, shifts).map { $0 - HiddenLayer.rounding(shift: $1) }
    guard hiddenLayers.count < NetworkLimits.hiddenLayers else {
      throw .limitExceeded(
        node: node.label, what: "hidden layers", value: hiddenLayers.count + 1,
        limit: NetworkLimits.hiddenLayers)
    }
    hiddenLayers.append(
      HiddenLayer(
        convolution: try convolution(sum, bias, node.label), residual: sum.residual.map { .activation($0) },
        shifts: shifts))
    layerNames.append(node.label)
    return .wideActivation(hiddenLayers.count - 1)
  }

  mutating func greater(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...2)
    guard case .sum(let sum) = try input(0, of: node), sum.residual == nil,
      let zero = try constant(1, of: node, type: .int32), zero.values == [0]
    else {
      throw node.unsupported(
        "does not compare a convolution and bias with 0", "use Greater 0 for the outputs bits and mask")
    }
    return .positive(sum)
  }

  private func convolution(
    _ sum: OnnxSum, _ bias: [Int], _ label: String
  ) throws(NetworkError) -> Convolution {
    guard let geometry = sum.geometry else {
      throw .unsupported(node: label, reason: "has no convolution", hint: "add one to the residual")
    }
    let narrow = try bias.map { (value) throws(NetworkError) in
      guard let narrow = Int32(exactly: value) else {
        throw .outOfBounds(
          node: label, reason: "has the bias \(value), beyond 32 bits", hint: "use a smaller one")
      }
      return narrow
    }
    let source: TensorSource =
      switch geometry.bytes.origin {
      case .rawPixels, .tablePixels: .pixels
      case .visibility: .visibility
      case .activation(let index): .activation(index)
      }
    return try Convolution(
      node: label, source: source, inputShape: geometry.inputShape, outputChannels: sum.shape.channels,
      kernelRows: geometry.kernelRows, kernelColumns: geometry.kernelColumns, strideRows: geometry.strideRows,
      strideColumns: geometry.strideColumns, paddingTop: geometry.bytes.top,
      paddingBottom: geometry.bytes.bottom, paddingLeft: geometry.bytes.left,
      paddingRight: geometry.bytes.right, weights: sum.weights.map { Int32(truncatingIfNeeded: $0) },
      bias: narrow)
  }

  /// The network of the graph's outputs.
  ///
  /// Named `bits` and, if there is one, `mask`, they are the heads of an iris code, in this order. Otherwise they are what the
  /// graph lists: bool (sums or counts compared with 0), int32 (sums) or uint8 (a layer's output).
  func assemble(_ graph: OnnxGraphProto) throws(NetworkError) -> QuantizedNetwork {
    guard (1...NetworkLimits.outputs).contains(graph.output.count) else {
      throw .limitExceeded(
        node: "graph", what: "outputs", value: graph.output.count, limit: NetworkLimits.outputs)
    }
    var outputs: [NetworkOutput] = []
    for output in graph.output {
      let name = String(output.name.prefix(80))
      guard !outputs.contains(where: { $0.name == name }) else {
        throw .malformed(node: "output '\(name)'", reason: "is listed twice")
      }
      outputs.append(
        NetworkOutput(name: name, rule: try rule(output, label: "output '\(name)'")))
    }
    try checkUse(outputs)
    if outputs.allSatisfy({ ["bits", "mask"].contains($0.name) }) { return try codeNetwork(outputs) }
    return try QuantizedNetwork(
      inputShape: inputShape, usesInputTable: usesInputTable ?? false, hiddenLayers: hiddenLayers,
      outputs: outputs, names: layerNames + outputs.map { "output '\($0.name)'" })
  }

  private func rule(_ output: OnnxValueInfoProto, label: String) throws(NetworkError) -> NetworkOutput.Rule {
    let type = OnnxConstant.ElementType(rawValue: output.type.tensorType.elemType)
    switch (values[output.name], type) {
    case (.positive(let sum)?, .bool?):
      let head = try convolution(sum, sum.constants, label)
      return head.source == .visibility ? .count(head) : .sign(head)
    case (.sum(let sum)?, .int32?) where sum.residual == nil:
      return .sums(try convolution(sum, sum.constants, label))
    case (.bytes(let bytes)?, .uint8?) where !bytes.isPadded:
      if case .activation(let layer) = bytes.origin { return .activation(layer) }
    default: break
    }
    throw .unsupported(
      node: label, reason: "is not what it is declared as, or not made by the nodes of this graph",
      hint: "put out bool from Greater, int32 from a convolution and bias, or uint8 from a layer's Cast")
  }

  private func codeNetwork(_ outputs: [NetworkOutput]) throws(NetworkError) -> QuantizedNetwork {
    func head(_ name: String) throws(NetworkError) -> Convolution? {
      guard let rule = outputs.first(where: { $0.name == name })?.rule else { return nil }
      switch rule {
      case .sign(let head), .count(let head): return head
      case .sums, .activation:
        throw .unsupported(
          node: "output '\(name)'", reason: "is not made by Greater as bool", hint: "compare the sums with 0")
      }
    }
    guard let bits = try head("bits") else {
      throw .unsupported(node: "graph", reason: "has no output 'bits'", hint: "name the code so")
    }
    return try QuantizedNetwork(
      inputShape: inputShape, usesInputTable: usesInputTable ?? false, hiddenLayers: hiddenLayers, bits: bits,
      mask: try head("mask"), names: layerNames + ["output 'bits'", "output 'mask'"])
  }

  /// A layer that reaches no output would be committed and proven for nothing.
  private func checkUse(_ outputs: [NetworkOutput]) throws(NetworkError) {
    var used = [Bool](repeating: false, count: hiddenLayers.count)
    func mark(_ source: TensorSource?) {
      if case .activation(let index)? = source, index < used.count { used[index] = true }
    }
    for output in outputs {
      if case .activation(let layer) = output.rule { mark(.activation(layer)) }
      mark(output.rule.convolution?.source)
    }
    for index in hiddenLayers.indices.reversed() {
      guard used[index] else {
        throw .unsupported(
          node: layerNames[index], reason: "reaches no output", hint: "remove what is not used")
      }
      mark(hiddenLayers[index].convolution.source)
      mark(hiddenLayers[index].residual)
    }
  }
}

extension QuantizedNetwork {
  /// Reads a model file: the integer subset of ONNX operators (operator set 19 or later) described in
  /// `Models/iris-gabor.md`. Anything else is refused, naming the node and the reason.
  public init(onnx bytes: [UInt8]) throws(NetworkError) {
    self = try OnnxImporter.network(bytes)
  }
}
