import Foundation

/// Power spectra of square windows of a picture, smoothed to their edges by a Hann window.
struct WindowSpectrum {
  /// Pixels, and frequencies, per side; frequency k has k periods in the window.
  let side: Int
  private let hann: [Double]
  private let cosines: [Double]
  private let sines: [Double]

  init(side: Int) {
    self.side = side
    hann = (0..<side).map { 0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)) }
    cosines = (0..<side).map { cos(2 * Double.pi * Double($0) / Double(side)) }
    sines = (0..<side).map { sin(2 * Double.pi * Double($0) / Double(side)) }
  }

  /// Frequencies along a row of which the power is computed: the others mirror them.
  var half: Int { side / 2 + 1 }

  /// Signed frequency along a column at an index.
  func signed(_ v: Int) -> Int { v > side / 2 ? v - side : v }

  /// Periods in the window along the wave's own direction.
  func length(_ u: Int, _ v: Int) -> Double {
    let y = signed(v)
    return Double(u * u + y * y).squareRoot()
  }

  /// Power of the values, [frequency along columns, frequency along rows], `half` a line.
  ///
  /// - Parameters:
  ///   - values: deviations from the window's mean, [row, column].
  ///   - frequencies: along rows; the power of others is 0.
  func power(of values: [Double], frequencies: Range<Int>) -> [Double] {
    var real = [Double](repeating: 0, count: side * half)
    var imaginary = real
    var result = real
    let wanted = max(frequencies.lowerBound, 0)..<min(frequencies.upperBound, half)
    guard values.count == side * side, !wanted.isEmpty else { return result }
    // Rows first, then columns.
    for y in 0..<side {
      for x in 0..<side {
        let value = values[y * side + x] * hann[x] * hann[y]
        for u in wanted {
          let turn = u * x % side
          real[y * half + u] += value * cosines[turn]
          imaginary[y * half + u] -= value * sines[turn]
        }
      }
    }
    for v in 0..<side {
      for y in 0..<side {
        let c = cosines[v * y % side]
        let s = sines[v * y % side]
        for u in wanted {
          // The result holds the real part until the imaginary one is known.
          result[v * half + u] += real[y * half + u] * c + imaginary[y * half + u] * s
        }
      }
      for u in wanted {
        var im = 0.0
        for y in 0..<side {
          let turn = v * y % side
          im += imaginary[y * half + u] * cosines[turn] - real[y * half + u] * sines[turn]
        }
        let re = result[v * half + u]
        result[v * half + u] = re * re + im * im
      }
    }
    return result
  }
}
