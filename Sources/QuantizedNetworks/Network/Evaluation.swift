extension QuantizedNetwork {
  /// Everything one exact run of a network computes; all tensors [channel, row, column].
  public struct Evaluation: Hashable, Sendable {
    /// For each hidden layer the convolution plus residual, before rounding.
    public let accumulators: [[Int32]]
    /// For each hidden layer its output.
    public let activations: [[UInt8]]
    public let bitAccumulators: [Int32]
    /// Empty without a mask head.
    public let maskAccumulators: [Int32]
    /// 0 or 1.
    public let bits: [UInt8]
    /// 0 or 1; empty without a mask head.
    public let mask: [UInt8]

    /// For tests that claim a false run.
    package init(
      accumulators: [[Int32]], activations: [[UInt8]], bitAccumulators: [Int32], maskAccumulators: [Int32],
      bits: [UInt8], mask: [UInt8]
    ) {
      self.accumulators = accumulators
      self.activations = activations
      self.bitAccumulators = bitAccumulators
      self.maskAccumulators = maskAccumulators
      self.bits = bits
      self.mask = mask
    }
  }

  /// Runs the network on pixels [channel, row, column], exactly.
  public func evaluate(_ pixels: [UInt8]) throws(NetworkError) -> Evaluation {
    guard pixels.count == inputShape.count else {
      throw .wrongInputSize(expected: inputShape.count, actual: pixels.count)
    }
    let input = usesInputTable ? pixels.map { $0 == 0 ? 128 : $0 } : pixels
    var accumulators: [[Int32]] = []
    var activations: [[UInt8]] = []
    func tensor(_ source: TensorSource) -> [UInt8] {
      switch source {
      case .pixels: input
      case .visibility: pixels.map { $0 == 0 ? 0 : 1 }
      case .activation(let index): activations[index]
      }
    }
    for layer in hiddenLayers {
      var sums = ConvolutionEvaluator.run(layer.convolution, on: tensor(layer.convolution.source))
      if let residual = layer.residual {
        let added = tensor(residual)
        for index in sums.indices { sums[index] += Int32(added[index]) }
      }
      activations.append(Self.requantise(sums, shifts: layer.shifts))
      accumulators.append(sums)
    }
    let bitAccumulators = ConvolutionEvaluator.run(bits, on: tensor(bits.source))
    let maskAccumulators = mask.map { ConvolutionEvaluator.run($0, on: tensor($0.source)) } ?? []
    return Evaluation(
      accumulators: accumulators, activations: activations, bitAccumulators: bitAccumulators,
      maskAccumulators: maskAccumulators, bits: bitAccumulators.map { $0 > 0 ? 1 : 0 },
      mask: maskAccumulators.map { $0 > 0 ? 1 : 0 })
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
