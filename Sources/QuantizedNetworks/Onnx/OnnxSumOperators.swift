/// Operators on 32-bit sums: convolution, addition of biases, digits and residuals, scaling of a digit.
extension OnnxImporter {
  mutating func convolve(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(
      inputs: 2...4, attributes: ["auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"])
    guard case .bytes(var bytes) = try input(0, of: node) else {
      throw node.unsupported("does not convolve a uint8 tensor", "cast the layer before to uint8")
    }
    guard let kernel = try constant(1, of: node), kernel.type == .int8 || kernel.type == .uint8,
      kernel.sizes.count == 4
    else {
      throw node.unsupported(
        "has no constant int8 or uint8 weights [out, in, rows, columns]", "store them in the model")
    }
    for index in 2...3 {
      if let zeroPoint = try constant(index, of: node), !zeroPoint.values.allSatisfy({ $0 == 0 }) {
        throw node.unsupported("has a zero point other than 0", "fold it into the bias")
      }
    }
    let dilations = try node.integers("dilations", count: 2, default: 1)
    guard ["", "NOTSET"].contains(node.text("auto_pad", default: "NOTSET")), dilations == [1, 1],
      node.integer("group", default: 1) == 1
    else {
      throw node.unsupported("uses groups, dilations or automatic padding", "write it as a plain convolution")
    }
    let size = Array(kernel.sizes[2...])
    if node.attribute("kernel_shape") != nil, try node.integers("kernel_shape", count: 2, default: 1) != size
    {
      throw node.unsupported("has a kernel_shape that is not that of its weights", "make them agree")
    }
    let inputShape = shape(bytes.origin)
    guard kernel.sizes[1] == inputShape.channels else {
      throw node.unsupported(
        "has weights for \(kernel.sizes[1]) of \(inputShape.channels) channels", "give all of them")
    }
    let strides = try node.integers("strides", count: 2, default: 1)
    let pads = try node.integers("pads", count: 4, default: 0)
    guard pads[1] == 0, pads[3] == 0 else {
      throw node.unsupported("pads columns with zeros", "let columns wrap round with Pad")
    }
    bytes.top += pads[0]
    bytes.bottom += pads[2]
    try checkPadding(bytes, node)
    // The convolution checks the geometry; its weights are the node's own digit.
    let convolution = try Convolution(
      node: node.label, source: .pixels, inputShape: inputShape, outputChannels: kernel.sizes[0],
      kernelRows: size[0], kernelColumns: size[1], strideRows: strides[0], strideColumns: strides[1],
      paddingTop: bytes.top, paddingBottom: bytes.bottom, paddingLeft: bytes.left, paddingRight: bytes.right,
      weights: kernel.values.map { Int32($0) }, bias: [Int32](repeating: 0, count: kernel.sizes[0]))
    try notePixels(bytes, node)
    return .sum(
      OnnxSum(
        geometry: .init(
          bytes: bytes, inputShape: inputShape, kernelRows: size[0], kernelColumns: size[1],
          strideRows: strides[0], strideColumns: strides[1]),
        shape: convolution.outputShape, weights: kernel.values,
        constants: [Int](repeating: 0, count: kernel.sizes[0])))
  }

  /// All convolutions read the pixels in the same way: the network has one input table or none.
  private mutating func notePixels(_ bytes: OnnxBytes, _ node: OnnxNode) throws(NetworkError) {
    guard bytes.origin == .rawPixels || bytes.origin == .tablePixels else { return }
    let table = bytes.origin == .tablePixels
    guard usesInputTable ?? table == table else {
      throw node.unsupported(
        "reads pixels with the input table, or without, unlike another node", "use it throughout")
    }
    usesInputTable = table
  }

  mutating func add(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...2)
    let operands = [try input(0, of: node), try input(1, of: node)]
    switch (operands[0], operands[1]) {
    case (.constant(let constant), let other), (let other, .constant(let constant)):
      var sum = try self.sum(other, node)
      let added = try perChannel(constant, sum, node)
      sum.constants = try zip(sum.constants, added).map { (a, b) throws(NetworkError) in
        try bounded(a &+ b, node)
      }
      return .sum(sum)
    default:
      return .sum(try joined(try sum(operands[0], node), try sum(operands[1], node), node))
    }
  }

  private mutating func joined(
    _ first: OnnxSum, _ second: OnnxSum, _ node: OnnxNode
  ) throws(NetworkError) -> OnnxSum {
    guard first.shape == second.shape else {
      throw node.unsupported("adds the shapes \(first.shape) and \(second.shape)", "make them equal")
    }
    guard first.residual == nil || second.residual == nil else {
      throw node.unsupported("adds two residuals", "add at most one to a convolution")
    }
    guard first.geometry == nil || second.geometry == nil || first.geometry == second.geometry else {
      throw node.unsupported(
        "adds convolutions that read different cells", "add only the two digits of one convolution")
    }
    try spend(first.weights.count, node)
    var result = first.geometry == nil ? second : first
    if first.geometry != nil && second.geometry != nil {
      result.weights = try zip(first.weights, second.weights).map { (a, b) throws(NetworkError) in
        try bounded(a &+ b, node)
      }
    }
    result.constants = try zip(first.constants, second.constants).map { (a, b) throws(NetworkError) in
      try bounded(a &+ b, node)
    }
    result.residual = first.residual ?? second.residual
    return result
  }

  mutating func multiply(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...2)
    let operands = [try input(0, of: node), try input(1, of: node)]
    guard case (.constant(let constant), let other) = reordered(operands), case .sum(var sum) = other,
      sum.residual == nil
    else {
      throw node.unsupported("does not multiply a convolution by a constant", "multiply one digit only")
    }
    let factors = try perChannel(constant, sum, node)
    try spend(sum.weights.count, node)
    let span = sum.weights.count / factors.count
    for index in sum.weights.indices {
      sum.weights[index] = try bounded(sum.weights[index] &* factors[index / span], node)
    }
    for (channel, factor) in factors.enumerated() {
      sum.constants[channel] = try bounded(sum.constants[channel] &* factor, node)
    }
    return .sum(sum)
  }

  private func reordered(_ operands: [OnnxValue]) -> (OnnxValue, OnnxValue) {
    if case .constant = operands[0] { return (operands[0], operands[1]) }
    return (operands[1], operands[0])
  }

  private func sum(_ value: OnnxValue, _ node: OnnxNode) throws(NetworkError) -> OnnxSum {
    switch value {
    case .sum(let sum): return sum
    case .wideActivation(let index):
      let shape = hiddenLayers[index].convolution.outputShape
      return OnnxSum(
        geometry: nil, shape: shape, weights: [], constants: [Int](repeating: 0, count: shape.channels),
        residual: index)
    default:
      throw node.unsupported(
        "adds something else than int32 sums, constants and outputs of hidden layers", "see the model card")
    }
  }

  /// A constant that is one value, or one for each channel, of 32 bits.
  func perChannel(
    _ constant: OnnxConstant, _ sum: OnnxSum, _ node: OnnxNode
  ) throws(NetworkError) -> [Int] {
    guard constant.type == .int32, let values = constant.perChannel(sum.shape.channels) else {
      throw node.unsupported(
        "has a constant of sizes \(constant.sizes) for \(sum.shape.channels) channels",
        "make it one int32, or int32 [1, channels, 1, 1]")
    }
    return values
  }

  /// Operands are below 2^32, so sums and products stay below 2^64 and this test is exact.
  private func bounded(_ value: Int, _ node: OnnxNode) throws(NetworkError) -> Int {
    guard Int32(exactly: value) != nil else {
      throw .outOfBounds(
        node: node.label, reason: "makes a weight or bias of \(value), beyond 32 bits",
        hint: "use smaller weights")
    }
    return value
  }
}
