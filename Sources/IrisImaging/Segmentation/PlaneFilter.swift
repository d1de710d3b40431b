import Foundation

/// Separable filters over planes; edges repeat their last value. Loops run along rows between memory that does not overlap, so that
/// the compiler vectorises all of them.
extension Plane {
  /// Convolution with a Gaussian of standard deviation `sigma` plane pixels.
  func blurred(sigma: Float) -> Plane {
    let reach = max(1, Int((sigma * 2.5).rounded(.up)))
    var kernel = (-reach...reach).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    let middle = [Float](unsafeUninitializedCapacity: values.count) { middle, initialized in
      withPaddedRows(reach) { row, padded in
        Self.sum(kernel, padded, apart: 1, middle.baseAddress! + row * width, width)
      }
      initialized = values.count
    }
    let result = [Float](unsafeUninitializedCapacity: values.count) { result, initialized in
      middle.withUnsafeBufferPointer { middle in
        // Rows within reach of an edge are gathered, so that all have the same distance.
        var near = [Float](repeating: 0, count: kernel.count * width)
        for row in 0..<height {
          let target = result.baseAddress! + row * width
          if row >= reach, row + reach < height {
            Self.sum(kernel, middle.baseAddress! + (row - reach) * width, apart: width, target, width)
            continue
          }
          near.withUnsafeMutableBufferPointer { near in
            for tap in 0..<kernel.count {
              let from = min(max(row + tap - reach, 0), height - 1) * width
              (near.baseAddress! + tap * width).update(from: middle.baseAddress! + from, count: width)
            }
            Self.sum(kernel, near.baseAddress!, apart: width, target, width)
          }
        }
      }
      initialized = values.count
    }
    return with(result)
  }

  /// Writes `count` sums of a kernel times values that lie `apart` from each other.
  private static func sum(
    _ kernel: [Float], _ values: UnsafePointer<Float>, apart: Int, _ target: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let source = UnsafeRawPointer(values)
    let vectors = count - count % 8
    kernel.withUnsafeBufferPointer { kernel in
      for x in stride(from: 0, to: vectors, by: 8) {
        var sum = SIMD8<Float>.zero
        for tap in 0..<kernel.count {
          let at = 4 &* (x &+ tap &* apart)
          sum += kernel[tap] * source.loadUnaligned(fromByteOffset: at, as: SIMD8<Float>.self)
        }
        UnsafeMutableRawPointer(target).storeBytes(of: sum, toByteOffset: 4 &* x, as: SIMD8<Float>.self)
      }
      for x in vectors..<count {
        var sum: Float = 0
        for tap in 0..<kernel.count { sum += kernel[tap] * values[x &+ tap &* apart] }
        target[x] = sum
      }
    }
  }

  /// Calls `body` with the number of each row and its values, `reach` more of the same at both ends.
  @inline(__always)
  private func withPaddedRows(_ reach: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
    var padded = [Float](repeating: 0, count: width + 2 * reach)
    values.withUnsafeBufferPointer { source in
      padded.withUnsafeMutableBufferPointer { padded in
        for row in 0..<height {
          let start = row * width
          for x in 0..<reach {
            padded[x] = source[start]
            padded[width + reach + x] = source[start + width - 1]
          }
          (padded.baseAddress! + reach).update(from: source.baseAddress! + start, count: width)
          body(row, padded.baseAddress!)
        }
      }
    }
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
    let spare = UnsafeMutablePointer<Float>.allocate(capacity: width + 2 * reach)
    let tall = UnsafeMutablePointer<Float>.allocate(capacity: rows * width)
    defer {
      spare.deallocate()
      tall.deallocate()
    }
    withPaddedRows(reach) { row, padded in
      var from = padded
      var to = spare
      var span = 1
      while 2 * span <= taps {
        Self.combine(from, from + span, to, width + taps - 2 * span, pick)
        swap(&from, &to)
        span *= 2
      }
      Self.combine(from, from + taps - span, tall + (row + reach) * width, width, pick)
    }
    for row in 0..<reach {
      (tall + row * width).update(from: tall + reach * width, count: width)
      (tall + (height + reach + row) * width).update(from: tall + (height + reach - 1) * width, count: width)
    }
    var span = 1
    while 2 * span <= taps {
      // Row by row in place: a row is read once more before it is written.
      for row in 0..<(height + taps - 2 * span) {
        let target = tall + row * width
        Self.combine(target, target + span * width, target, width, pick)
      }
      span *= 2
    }
    let result = [Float](unsafeUninitializedCapacity: values.count) { result, initialized in
      Self.combine(tall, tall + (taps - span) * width, result.baseAddress!, values.count, pick)
      initialized = values.count
    }
    return with(result)
  }

  /// Writes the pick of each pair of values; `first` may be `target`.
  @inline(__always)
  private static func combine(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
    _ count: Int, _ pick: (Float, Float) -> Float
  ) {
    for x in 0..<count { target[x] = pick(first[x], second[x]) }
  }

  /// Narrow bright spots on darker ground replaced by their surroundings: mirror images of lamps.
  ///
  /// A spot fits into a square of `2 * reach + 1` pixels and rises by more than `threshold` over what
  /// surrounds it; its halo of `halo` pixels goes with it.
  func withoutHighlights(reach: Int, threshold: Float, halo: Int) -> Plane {
    let ground = opened(reach: reach)
    let rise = mapped(ground, ground) { value, ground, _ in value - ground }
    let grown = rise.dilated(reach: halo)
    return mapped(ground, grown) { value, ground, rise in rise > threshold ? ground : value }
  }

  /// A plane whose values come from those of three planes of the same size at the same place.
  @inline(__always)
  private func mapped(
    _ second: Plane, _ third: Plane, _ transform: (Float, Float, Float) -> Float
  ) -> Plane {
    var result = values
    result.withUnsafeMutableBufferPointer { result in
      second.values.withUnsafeBufferPointer { second in
        third.values.withUnsafeBufferPointer { third in
          for at in 0..<result.count { result[at] = transform(result[at], second[at], third[at]) }
        }
      }
    }
    return with(result)
  }
}
