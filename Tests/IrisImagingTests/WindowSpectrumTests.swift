import Foundation
import IrisImaging
import Testing

@Suite("Spectra of windows")
struct WindowSpectrumTests {
  /// The transform as it is defined, of a window under a Hann window of its own.
  private func power(_ values: [Double], _ side: Int, _ u: Int, _ v: Int) -> Double {
    func hann(_ n: Int) -> Double { pow(sin(Double.pi * (Double(n) + 0.5) / Double(side)), 2) }
    var (real, imaginary) = (0.0, 0.0)
    for y in 0..<side {
      for x in 0..<side {
        let value = values[y * side + x] * hann(x) * hann(y)
        let angle = -2 * Double.pi * Double(u * x + v * y) / Double(side)
        real += value * cos(angle)
        imaginary += value * sin(angle)
      }
    }
    return real * real + imaginary * imaginary
  }

  @Test("Every frequency below the limit is that of the definition, the others are 0", arguments: [6, 7, 40])
  func definition(side: Int) {
    let values = (0..<(side * side)).map { Double($0 * $0 % 101) - 50 }
    let spectrum = WindowSpectrum(side: side)
    for limit in [0, 1, 3, spectrum.half, side] {
      let found = spectrum.power(of: values, below: limit)
      #expect(found.count == side * spectrum.half)
      for v in 0..<side {
        for u in 0..<spectrum.half {
          let isWanted = u < limit && min(v, side - v) < limit
          let expected = isWanted ? power(values, side, u, v) : 0
          #expect(abs(found[v * spectrum.half + u] - expected) < 1e-6 * max(expected, 1))
        }
      }
    }
  }

  @Test("A window of another size has no power")
  func size() {
    #expect(WindowSpectrum(side: 8).power(of: [1, 2, 3], below: 4).allSatisfy { $0 == 0 })
  }
}
