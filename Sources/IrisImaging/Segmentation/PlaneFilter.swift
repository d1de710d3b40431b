import Foundation

/// Separable filters over planes; edges repeat their last value.
extension Plane {
  /// Convolution with a Gaussian of standard deviation `sigma` plane pixels.
  func blurred(sigma: Float) -> Plane {
    let reach = max(1, Int((sigma * 2.5).rounded(.up)))
    var kernel = (-reach...reach).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    return with(alongColumns(alongRows(values, kernel), kernel))
  }

  private func alongRows(_ source: [Float], _ kernel: [Float]) -> [Float] {
    let reach = kernel.count / 2
    var result = [Float](repeating: 0, count: source.count)
    var padded = [Float](repeating: 0, count: width + 2 * reach)
    for row in 0..<height {
      let start = row * width
      for x in 0..<(width + 2 * reach) { padded[x] = source[start + min(max(x - reach, 0), width - 1)] }
      for (tap, weight) in kernel.enumerated() {
        for x in 0..<width { result[start + x] += weight * padded[x + tap] }
      }
    }
    return result
  }

  private func alongColumns(_ source: [Float], _ kernel: [Float]) -> [Float] {
    let reach = kernel.count / 2
    var result = [Float](repeating: 0, count: source.count)
    for row in 0..<height {
      for (tap, weight) in kernel.enumerated() {
        let from = min(max(row + tap - reach, 0), height - 1) * width
        for x in 0..<width { result[row * width + x] += weight * source[from + x] }
      }
    }
    return result
  }

  /// Morphological opening with a square of `2 * reach + 1` pixels: bright spots narrower than it vanish.
  func opened(reach: Int) -> Plane {
    with(extremum(extremum(values, reach, min), reach, max))
  }

  private func extremum(_ source: [Float], _ reach: Int, _ pick: (Float, Float) -> Float) -> [Float] {
    var rows = source
    for row in 0..<height {
      let start = row * width
      for x in 0..<width {
        var best = source[start + x]
        for other in max(0, x - reach)...min(width - 1, x + reach) {
          best = pick(best, source[start + other])
        }
        rows[start + x] = best
      }
    }
    var result = rows
    for row in 0..<height {
      for other in max(0, row - reach)...min(height - 1, row + reach) {
        for x in 0..<width {
          result[row * width + x] = pick(result[row * width + x], rows[other * width + x])
        }
      }
    }
    return result
  }
}
