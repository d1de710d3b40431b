/// Writes a network as bytes, one way only: what the model id is the digest of.
///
/// Domain string, then little-endian 32-bit words: input shape, flag of the input table, number of hidden
/// layers; each layer as convolution, residual (0, or 1 and its index) and shifts. Then, for a network that makes iris
/// codes, the sign head and the mask head (0, or 1 and its convolution); for any other, under another domain string, the
/// number of outputs and each of them: 0 (sign), 1 (count) or 2 (sums) and its convolution, or 3 and a hidden layer; then the
/// length of its name and the name in UTF-8. A
/// convolution is its source (0 pixels, 1 visibility, 2 + k hidden layer k), input and output shape, kernel, strides,
/// paddings (top, bottom, left, right), weights, biases.
/// Every count follows from words before it, so no two networks share an encoding.
struct CanonicalEncoding {
  private(set) var bytes: [UInt8]

  /// - Parameter isCode: whether the outputs are those of `CodeHeads`.
  init(
    inputShape: TensorShape, usesInputTable: Bool, hiddenLayers: [HiddenLayer], outputs: [NetworkOutput],
    isCode: Bool
  ) {
    bytes = Array("worldid quantized network \(isCode ? 1 : 2)\n".utf8)
    append(inputShape)
    append(usesInputTable ? 1 : 0)
    append(hiddenLayers.count)
    for layer in hiddenLayers {
      append(layer.convolution)
      if let residual = layer.residual {
        append(1)
        append(Self.code(residual))
      } else {
        append(0)
      }
      layer.shifts.forEach { append($0) }
    }
    if isCode {
      let heads = outputs.compactMap(\.rule.convolution)
      append(heads[0])
      append(heads.count - 1)
      if heads.count > 1 { append(heads[1]) }
      return
    }
    append(outputs.count)
    for output in outputs {
      append(output.rule)
      append(output.name.utf8.count)
      bytes += Array(output.name.utf8)
    }
  }

  private mutating func append(_ rule: NetworkOutput.Rule) {
    switch rule {
    case .sign(let convolution):
      append(0)
      append(convolution)
    case .count(let convolution):
      append(1)
      append(convolution)
    case .sums(let convolution):
      append(2)
      append(convolution)
    case .activation(let layer):
      append(3)
      append(layer)
    }
  }

  private static func code(_ source: TensorSource) -> Int {
    switch source {
    case .pixels: 0
    case .visibility: 1
    case .activation(let index): 2 + index
    }
  }

  private mutating func append(_ convolution: Convolution) {
    append(Self.code(convolution.source))
    append(convolution.inputShape)
    append(convolution.outputShape)
    append(convolution.kernelRows)
    append(convolution.kernelColumns)
    append(convolution.strideRows)
    append(convolution.strideColumns)
    append(convolution.paddingTop)
    append(convolution.paddingBottom)
    append(convolution.paddingLeft)
    append(convolution.paddingRight)
    convolution.weights.forEach { append(Int($0)) }
    convolution.bias.forEach { append(Int($0)) }
  }

  private mutating func append(_ shape: TensorShape) {
    append(shape.channels)
    append(shape.rows)
    append(shape.columns)
  }

  /// Every number written here was checked to fit 32 bits when the network was made.
  private mutating func append(_ value: Int) {
    let word = UInt32(truncatingIfNeeded: value)
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}
