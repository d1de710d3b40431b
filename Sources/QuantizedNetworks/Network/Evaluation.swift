extension QuantizedNetwork {
  /// Everything one exact run of a network computes; all tensors [channel, row, column].
  public struct Evaluation: Hashable, Sendable {
    /// For each hidden layer the convolution plus residual, before rounding.
    public let accumulators: [[Int32]]
    /// For each hidden layer its output.
    public let activations: [[UInt8]]
    /// For each output its convolution with bias; empty for the output of a hidden layer.
    public let outputSums: [[Int32]]
    /// For each output its values.
    public let outputs: [OutputTensor]

    /// For tests that claim a false run, too.
    package init(
      accumulators: [[Int32]], activations: [[UInt8]], outputSums: [[Int32]], outputs: [OutputTensor]
    ) {
      self.accumulators = accumulators
      self.activations = activations
      self.outputSums = outputSums
      self.outputs = outputs
    }

    public var bits: [UInt8] { outputs.codeBits }
    public var mask: [UInt8] { outputs.codeMask }
    public var bitAccumulators: [Int32] { outputSums[0] }
  }

  /// Runs the network on pixels [channel, row, column], exactly, and keeps everything that a proof needs.
  public func evaluate(_ pixels: [UInt8]) throws(NetworkError) -> Evaluation {
    try run(pixels, keepsSums: true)
  }

  /// The outputs of the same run alone. Most memory of a run is sums between layers, so that this one is faster.
  public func outputs(for pixels: [UInt8]) throws(NetworkError) -> [OutputTensor] {
    try run(pixels, keepsSums: false).outputs
  }

  private func run(_ pixels: [UInt8], keepsSums: Bool) throws(NetworkError) -> Evaluation {
    guard pixels.count == inputShape.count else {
      throw .wrongInputSize(expected: inputShape.count, actual: pixels.count)
    }
    let input = usesInputTable ? Self.bytes(pixels) { $0 == 0 ? 128 : $0 } : pixels
    var accumulators: [[Int32]] = []
    var activations: [[UInt8]] = []
    func tensor(_ source: TensorSource) -> [UInt8] {
      switch source {
      case .pixels: input
      case .visibility: Self.bytes(pixels) { $0 == 0 ? 0 : 1 }
      case .activation(let index): activations[index]
      }
    }
    for layer in hiddenLayers {
      var sums = ConvolutionEvaluator.run(layer.convolution, on: tensor(layer.convolution.source))
      if let residual = layer.residual {
        Self.add(tensor(residual), to: &sums)
      }
      activations.append(Self.requantise(sums, shifts: layer.shifts))
      if keepsSums { accumulators.append(sums) }
    }
    var outputSums: [[Int32]] = []
    var values: [OutputTensor] = []
    for output in outputs {
      let sums = output.rule.convolution.map { ConvolutionEvaluator.run($0, on: tensor($0.source)) } ?? []
      switch output.rule {
      case .sign, .count: values.append(.bytes(Self.bytes(sums) { $0 > 0 ? 1 : 0 }))
      case .sums: values.append(.sums(sums))
      case .activation(let layer): values.append(.bytes(activations[layer]))
      }
      if keepsSums { outputSums.append(sums) }
    }
    return Evaluation(
      accumulators: accumulators, activations: activations, outputSums: outputSums, outputs: values)
  }

  /// A byte for each value; without the checks of `map`, so that the compiler can vectorise it.
  @inline(__always)
  private static func bytes<Value>(_ values: [Value], _ transform: (Value) -> UInt8) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { output, count in
      values.withUnsafeBufferPointer { values in
        for index in values.indices { output[index] = transform(values[index]) }
      }
      count = values.count
    }
  }

  private static func add(_ bytes: [UInt8], to sums: inout [Int32]) {
    bytes.withUnsafeBufferPointer { bytes in
      sums.withUnsafeMutableBufferPointer { sums in
        for index in sums.indices { sums[index] &+= Int32(bytes[index]) }
      }
    }
  }

  private static func requantise(_ sums: [Int32], shifts: [Int]) -> [UInt8] {
    let area = sums.count / shifts.count
    return [UInt8](unsafeUninitializedCapacity: sums.count) { output, count in
      for (channel, shift) in shifts.enumerated() {
        let rounding = Int32(HiddenLayer.rounding(shift: shift))
        let places = Int32(shift)
        for index in (channel * area)..<((channel + 1) * area) {
          output[index] = UInt8(truncatingIfNeeded: min(max((sums[index] &+ rounding) &>> places, 0), 255))
        }
      }
      count = sums.count
    }
  }
}

extension [OutputTensor] {
  /// The bits of an iris code, 0 or 1: the first output.
  public var codeBits: [UInt8] { bytes(0) }
  /// The mask of an iris code, 0 or 1: the second output; empty without one.
  public var codeMask: [UInt8] { bytes(1) }

  private func bytes(_ output: Int) -> [UInt8] {
    guard output < count, case .bytes(let bytes) = self[output] else { return [] }
    return bytes
  }
}
