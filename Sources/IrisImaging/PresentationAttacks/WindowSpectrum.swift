import Foundation

/// Power spectra of square windows of a picture, smoothed to their edges by a Hann window.
package struct WindowSpectrum {
  /// Pixels, and frequencies, per side; frequency k has k periods in the window.
  package let side: Int
  private let hann: [Double]
  /// Cosine and sine of 2 pi k n / side, [n, k], `half` a line.
  private let cosines: [Double]
  private let sines: [Double]

  package init(side: Int) {
    self.side = side
    let turn = 2 * Double.pi / Double(side)
    hann = (0..<side).map { 0.5 - 0.5 * cos(turn * (Double($0) + 0.5)) }
    var angles: [Double] = []
    for n in 0..<side {
      for k in 0...(side / 2) { angles.append(turn * Double(n * k % side)) }
    }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  /// Frequencies along a row of which the power is computed: the others mirror them.
  package var half: Int { side / 2 + 1 }

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
  ///   - limit: the power of frequencies that are not below it, in either direction, is 0.
  package func power(of values: [Double], below limit: Int) -> [Double] {
    var result = [Double](repeating: 0, count: side * half)
    let wanted = min(max(limit, 0), half)
    guard values.count == side * side, wanted > 0 else { return result }
    // [row, frequency], `wanted` a line.
    var real = [Double](repeating: 0, count: side * wanted)
    var imaginary = real
    addRows(values, wanted, &real, &imaginary)
    var sums = [Double](repeating: 0, count: 4 * wanted)
    for v in 0..<wanted {
      addColumn(v, wanted, real, imaginary, &sums)
      // A frequency and its mirror image have the same four sums.
      let mirrored = (side - v) % side
      for u in 0..<wanted {
        let (rc, ims, ic, rs) = (sums[u], sums[wanted + u], sums[2 * wanted + u], sums[3 * wanted + u])
        result[v * half + u] = (rc + ims) * (rc + ims) + (ic - rs) * (ic - rs)
        result[mirrored * half + u] = (rc - ims) * (rc - ims) + (ic + rs) * (ic + rs)
      }
    }
    return result
  }

  /// Usual power of each frequency of noise that is independent from pixel to pixel.
  func noisePower(deviation: Double) -> Double {
    let weight = hann.reduce(0) { $0 + $1 * $1 }
    return deviation * deviation * weight * weight
  }

  /// Transforms the rows.
  private func addRows(
    _ values: [Double], _ wanted: Int, _ real: inout [Double], _ imaginary: inout [Double]
  ) {
    let (side, half) = (side, half)
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        real.withUnsafeMutableBufferPointer { real in
          imaginary.withUnsafeMutableBufferPointer { imaginary in
            for y in 0..<side {
              for x in 0..<side {
                let value = values[y * side + x] * hann[x] * hann[y]
                let (to, from) = (y &* wanted, x &* half)
                for u in 0..<wanted {
                  real[to &+ u] += value * cosines[from &+ u]
                  imaginary[to &+ u] -= value * sines[from &+ u]
                }
              }
            }
          }
        }
      }
    }
  }

  /// For one frequency along columns the sums of real times cosine, imaginary times sine, imaginary times cosine and real times sine.
  private func addColumn(
    _ v: Int, _ wanted: Int, _ real: [Double], _ imaginary: [Double], _ sums: inout [Double]
  ) {
    real.withUnsafeBufferPointer { real in
      imaginary.withUnsafeBufferPointer { imaginary in
        sums.withUnsafeMutableBufferPointer { sums in
          sums.update(repeating: 0)
          for y in 0..<side {
            let c = cosines[y * half + v]
            let s = sines[y * half + v]
            let from = y &* wanted
            for u in 0..<wanted {
              sums[u] += real[from &+ u] * c
              sums[wanted &+ u] += imaginary[from &+ u] * s
              sums[2 &* wanted &+ u] += imaginary[from &+ u] * c
              sums[3 &* wanted &+ u] += real[from &+ u] * s
            }
          }
        }
      }
    }
  }
}
