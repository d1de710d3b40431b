import QuantizedNetworks

/// The definition of a network written down cell by cell, to compare the fast evaluation with.
enum DirectNetwork {
  static func accumulators(_ convolution: Convolution, _ input: [Int]) -> [Int] {
    let shape = convolution.inputShape
    let output = convolution.outputShape
    var sums: [Int] = []
    for o in 0..<output.channels {
      for i in 0..<output.rows {
        for j in 0..<output.columns {
          var sum = Int(convolution.bias[o])
          for c in 0..<shape.channels {
            for dx in 0..<convolution.kernelRows {
              for dy in 0..<convolution.kernelColumns {
                let row = convolution.strideRows * i + dx - convolution.paddingTop
                guard (0..<shape.rows).contains(row) else { continue }
                let turned = convolution.strideColumns * j + dy - convolution.paddingLeft
                let column = (turned % shape.columns + shape.columns) % shape.columns
                let index =
                  ((o * shape.channels + c) * convolution.kernelRows + dx) * convolution.kernelColumns + dy
                sum +=
                  Int(convolution.weights[index]) * input[(c * shape.rows + row) * shape.columns + column]
              }
            }
          }
          sums.append(sum)
        }
      }
    }
    return sums
  }

  /// (v + 2^(s-1)) / 2^s rounded down, clamped to a byte, without shifting negative numbers.
  static func requantised(_ sum: Int, shift: Int) -> Int {
    let divisor = 1 << shift
    let value = sum + (shift == 0 ? 0 : divisor / 2)
    return value < 0 ? 0 : min(value / divisor, 255)
  }

  static func outputs(_ network: QuantizedNetwork, _ pixels: [UInt8]) -> (bits: [UInt8], mask: [UInt8]) {
    var activations: [[Int]] = []
    func tensor(_ source: TensorSource) -> [Int] {
      switch source {
      case .pixels: pixels.map { network.usesInputTable && $0 == 0 ? 128 : Int($0) }
      case .visibility: pixels.map { $0 == 0 ? 0 : 1 }
      case .activation(let index): activations[index]
      }
    }
    for layer in network.hiddenLayers {
      var sums = accumulators(layer.convolution, tensor(layer.convolution.source))
      if let residual = layer.residual { sums = zip(sums, tensor(residual)).map { $0 + $1 } }
      let area = layer.convolution.outputShape.rows * layer.convolution.outputShape.columns
      activations.append(
        sums.enumerated().map { requantised($1, shift: layer.shifts[$0 / area]) })
    }
    func bits(_ convolution: Convolution) -> [UInt8] {
      accumulators(convolution, tensor(convolution.source)).map { $0 > 0 ? 1 : 0 }
    }
    return (bits(network.bits), network.mask.map(bits) ?? [])
  }
}
