/// Writes a network as bytes, one way only: what the model id is the digest of.
///
/// Domain string, then little-endian 32-bit words: input shape, flag of the input table, number of hidden
/// layers; each layer as convolution, residual (0, or 1 and its index) and shifts; the sign head; the mask
/// head (0, or 1 and its convolution). A convolution is its source (0 pixels, 1 visibility, 2 + k hidden
/// layer k), input and output shape, kernel, strides, paddings (top, bottom, left, right), weights, biases.
/// Every count follows from words before it, so no two networks share an encoding.
struct CanonicalEncoding {
  private(set) var bytes = Array("worldid quantized network 1\n".utf8)

  init(
    inputShape: TensorShape, usesInputTable: Bool, hiddenLayers: [HiddenLayer], bits: Convolution,
    mask: Convolution?
  ) {
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
    append(bits)
    if let mask {
      append(1)
      append(mask)
    } else {
      append(0)
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
