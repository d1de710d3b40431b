import Foundation

/// Separable filters over planes; edges repeat their last value. Loops run along rows, so that the compiler
/// vectorises all of them.
extension Plane {
  /// Convolution with a Gaussian of standard deviation `sigma` plane pixels.
  func blurred(sigma: Float) -> Plane {
    let reach = max(1, Int((sigma * 2.5).rounded(.up)))
    var kernel = (-reach...reach).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    return filtered(reach: reach, initial: 0) { result, value, tap in result + kernel[tap] * value }
  }

  /// Morphological opening with a square of `2 * reach + 1` pixels: bright spots narrower than it vanish.
  func opened(reach: Int) -> Plane {
    extremum(reach, smallest: true).extremum(reach, smallest: false)
  }

  /// Morphological closing with a square of `2 * reach + 1` pixels: dark lines narrower than it vanish.
  func closed(reach: Int) -> Plane {
    extremum(reach, smallest: false).extremum(reach, smallest: true)
  }

  /// The greatest value in a square of `2 * reach + 1` pixels round each pixel.
  func dilated(reach: Int) -> Plane { extremum(reach, smallest: false) }

  private func extremum(_ reach: Int, smallest: Bool) -> Plane {
    smallest
      ? extremum(reach) { first, second in first < second ? first : second }
      : extremum(reach) { first, second in first > second ? first : second }
  }

  /// The extreme of windows of `2 * reach + 1` values, along rows and then along columns: those of twice the width come from two of the
  /// single width side by side, and the last from two that overlap.
  @inline(__always)
  private func extremum(_ reach: Int, _ pick: (Float, Float) -> Float) -> Plane {
    let taps = 2 * reach + 1
    let rows = height + 2 * reach
    var tall = [Float](repeating: 0, count: rows * width)
    var padded = [Float](repeating: 0, count: width + 2 * reach)
    var result = [Float](repeating: 0, count: values.count)
    values.withUnsafeBufferPointer { source in
      tall.withUnsafeMutableBufferPointer { tall in
        padded.withUnsafeMutableBufferPointer { padded in
          for row in 0..<rows {
            let start = min(max(row - reach, 0), height - 1) * width
            for x in 0..<reach {
              padded[x] = source[start]
              padded[width + reach + x] = source[start + width - 1]
            }
            for x in 0..<width { padded[reach + x] = source[start + x] }
            var span = 1
            while 2 * span <= taps {
              for x in 0..<(width + taps - 2 * span) { padded[x] = pick(padded[x], padded[x + span]) }
              span *= 2
            }
            let rest = taps - span
            for x in 0..<width { tall[row * width + x] = pick(padded[x], padded[x + rest]) }
          }
        }
        var span = 1
        while 2 * span <= taps {
          let ahead = span * width
          for at in 0..<((height + taps - 2 * span) * width) { tall[at] = pick(tall[at], tall[at + ahead]) }
          span *= 2
        }
        let ahead = (taps - span) * width
        result.withUnsafeMutableBufferPointer { result in
          for at in result.indices { result[at] = pick(tall[at], tall[at + ahead]) }
        }
      }
    }
    return with(result)
  }

  /// Folds a window of `2 * reach + 1` values along rows and then along columns.
  @inline(__always)
  private func filtered(
    reach: Int, initial: Float, _ fold: (_ result: Float, _ value: Float, _ tap: Int) -> Float
  ) -> Plane {
    let taps = 2 * reach + 1
    var middle = [Float](repeating: initial, count: values.count)
    var result = middle
    var padded = [Float](repeating: 0, count: width + 2 * reach)
    values.withUnsafeBufferPointer { source in
      middle.withUnsafeMutableBufferPointer { middle in
        padded.withUnsafeMutableBufferPointer { padded in
          for row in 0..<height {
            let start = row * width
            for x in 0..<reach {
              padded[x] = source[start]
              padded[width + reach + x] = source[start + width - 1]
            }
            for x in 0..<width { padded[reach + x] = source[start + x] }
            for tap in 0..<taps {
              for x in 0..<width { middle[start + x] = fold(middle[start + x], padded[x + tap], tap) }
            }
          }
        }
      }
    }
    middle.withUnsafeBufferPointer { middle in
      result.withUnsafeMutableBufferPointer { result in
        for row in 0..<height {
          let start = row * width
          for tap in 0..<taps {
            let from = min(max(row + tap - reach, 0), height - 1) * width
            for x in 0..<width { result[start + x] = fold(result[start + x], middle[from + x], tap) }
          }
        }
      }
    }
    return with(result)
  }

  /// Narrow bright spots on darker ground replaced by their surroundings: mirror images of lamps.
  ///
  /// A spot fits into a square of `2 * reach + 1` pixels and rises by more than `threshold` over what
  /// surrounds it; its halo of `halo` pixels goes with it.
  func withoutHighlights(reach: Int, threshold: Float, halo: Int) -> Plane {
    let ground = opened(reach: reach)
    var rise = [Float](repeating: 0, count: values.count)
    for at in values.indices { rise[at] = values[at] - ground.values[at] }
    let grown = with(rise).dilated(reach: halo)
    for at in values.indices { rise[at] = grown.values[at] > threshold ? ground.values[at] : values[at] }
    return with(rise)
  }
}
