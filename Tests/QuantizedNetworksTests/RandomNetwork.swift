import QuantizedNetworks

/// Small random networks: several layers, residuals, strides, paddings and odd sizes.
struct RandomNetwork {
  var generator: SplitMix
  let inputShape: TensorShape

  init(seed: UInt64) {
    generator = SplitMix(state: seed)
    inputShape = TensorShape(
      channels: .random(in: 1...3, using: &generator), rows: .random(in: 5...11, using: &generator),
      columns: .random(in: 6...17, using: &generator))
  }

  mutating func make() throws(NetworkError) -> QuantizedNetwork {
    var layers: [HiddenLayer] = []
    var shape = inputShape
    var source = TensorSource.pixels
    for index in 0..<Int.random(in: 0...3, using: &generator) {
      let convolution = try self.convolution(
        source, shape, channels: .random(in: 1...4, using: &generator), magnitude: 40)
      let shifts = convolution.bias.map { _ in Int.random(in: 4...9, using: &generator) }
      layers.append(HiddenLayer(convolution: convolution, shifts: shifts))
      (source, shape) = (.activation(layers.count - 1), convolution.outputShape)
      if index == 1 {
        // A 1x1 layer keeps the shape, so that its own input can be the residual.
        let same = try Convolution(
          source: source, inputShape: shape, outputChannels: shape.channels, kernelRows: 1, kernelColumns: 1,
          weights: weights(shape.channels * shape.channels, 30), bias: weights(shape.channels, 500))
        layers.append(HiddenLayer(convolution: same, residual: source, shifts: same.bias.map { _ in 4 }))
        source = .activation(layers.count - 1)
      }
    }
    let bits = try convolution(source, shape, channels: .random(in: 1...3, using: &generator), magnitude: 60)
    let mask: Convolution? =
      layers.isEmpty
      ? try Convolution(
        source: .visibility, inputShape: inputShape, outputChannels: bits.outputShape.channels,
        kernelRows: bits.kernelRows, kernelColumns: bits.kernelColumns, strideRows: bits.strideRows,
        strideColumns: bits.strideColumns, paddingTop: bits.paddingTop, paddingBottom: bits.paddingBottom,
        paddingLeft: bits.paddingLeft, paddingRight: bits.paddingRight,
        weights: weights(bits.weights.count, 1).map { abs($0) },
        bias: bits.bias.map { _ in -Int32.random(in: 0...4, using: &generator) }) : nil
    return try QuantizedNetwork(
      inputShape: inputShape, usesInputTable: Bool.random(using: &generator), hiddenLayers: layers,
      bits: bits,
      mask: mask)
  }

  private mutating func weights(_ count: Int, _ magnitude: Int32) -> [Int32] {
    (0..<count).map { _ in .random(in: -magnitude...magnitude, using: &generator) }
  }

  private mutating func convolution(
    _ source: TensorSource, _ shape: TensorShape, channels: Int, magnitude: Int32
  ) throws(NetworkError) -> Convolution {
    let kernelRows = Int.random(in: 1...min(3, shape.rows), using: &generator)
    let kernelColumns = Int.random(in: 1...min(4, shape.columns), using: &generator)
    return try Convolution(
      source: source, inputShape: shape, outputChannels: channels, kernelRows: kernelRows,
      kernelColumns: kernelColumns, strideRows: .random(in: 1...2, using: &generator),
      strideColumns: .random(in: 1...3, using: &generator), paddingTop: .random(in: 0...2, using: &generator),
      paddingBottom: .random(in: 0...2, using: &generator),
      paddingLeft: .random(in: 0...min(3, shape.columns), using: &generator),
      paddingRight: .random(in: 0...min(3, shape.columns), using: &generator),
      weights: weights(channels * shape.channels * kernelRows * kernelColumns, magnitude),
      bias: weights(channels, 2000))
  }
}
