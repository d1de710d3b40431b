import QuantizedNetworks

/// Runs a network cell by cell and lets a test change what a convolution reads, sums up or what a layer puts out.
///
/// Convolutions are numbered: hidden layers, then the sign head, then the mask head.
struct FalseRun {
  var input: (_ convolution: Int, _ cells: inout [Int]) -> Void = { _, _ in }
  var sums: (_ convolution: Int, _ cells: inout [Int]) -> Void = { _, _ in }
  var outputs: (_ layer: Int, _ cells: inout [Int]) -> Void = { _, _ in }

  func evaluate(_ network: QuantizedNetwork, _ pixels: [UInt8]) -> QuantizedNetwork.Evaluation {
    var accumulators: [[Int32]] = []
    var activations: [[Int]] = []
    func tensor(_ source: TensorSource) -> [Int] {
      switch source {
      case .pixels: pixels.map { network.usesInputTable && $0 == 0 ? 128 : Int($0) }
      case .visibility: pixels.map { $0 == 0 ? 0 : 1 }
      case .activation(let index): activations[index]
      }
    }
    func run(_ number: Int, _ convolution: Convolution) -> [Int] {
      var cells = tensor(convolution.source)
      input(number, &cells)
      var result = Self.convolve(convolution, cells)
      sums(number, &result)
      return result
    }
    for (number, layer) in network.hiddenLayers.enumerated() {
      var sums = run(number, layer.convolution)
      if let residual = layer.residual { sums = zip(sums, tensor(residual)).map { $0 + $1 } }
      let area = layer.convolution.outputShape.rows * layer.convolution.outputShape.columns
      var cells = sums.enumerated().map { index, sum in
        let shift = layer.shifts[index / area]
        return min(max((sum + HiddenLayer.rounding(shift: shift)) >> shift, 0), 255)
      }
      outputs(number, &cells)
      accumulators.append(sums.map { Int32($0) })
      activations.append(cells)
    }
    let count = network.hiddenLayers.count
    let bits = run(count, network.bits)
    let mask = network.mask.map { run(count + 1, $0) } ?? []
    let heads = network.mask == nil ? [bits] : [bits, mask]
    return QuantizedNetwork.Evaluation(
      accumulators: accumulators, activations: activations.map { $0.map { UInt8($0) } },
      outputSums: heads.map { $0.map { Int32($0) } },
      outputs: heads.map { .bytes($0.map { $0 > 0 ? 1 : 0 }) })
  }

  private static func convolve(_ convolution: Convolution, _ input: [Int]) -> [Int] {
    let shape = convolution.inputShape
    let output = convolution.outputShape
    var sums: [Int] = []
    for o in 0..<output.channels {
      for i in 0..<output.rows {
        for j in 0..<output.columns {
          var sum = Int(convolution.bias[o])
          var weight = o * convolution.weightsPerChannel
          for c in 0..<shape.channels {
            for dx in 0..<convolution.kernelRows {
              let row = convolution.strideRows * i + dx - convolution.paddingTop
              for dy in 0..<convolution.kernelColumns {
                let column =
                  (convolution.strideColumns * j + dy - convolution.paddingLeft + shape.columns)
                  % shape.columns
                if row >= 0, row < shape.rows {
                  sum +=
                    Int(convolution.weights[weight]) * input[(c * shape.rows + row) * shape.columns + column]
                }
                weight += 1
              }
            }
          }
          sums.append(sum)
        }
      }
    }
    return sums
  }
}
