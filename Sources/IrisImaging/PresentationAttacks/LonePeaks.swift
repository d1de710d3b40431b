/// Finds frequencies at which square windows of a picture have more power than at others of the same length: the mark of a print's dots.
///
/// Each frequency counts with the median of its powers over the windows, so that a lash or a fold in some of them does not matter.
struct LonePeaks {
  /// Gray levels of noise that every picture is taken to have. One that was enlarged, or smoothed, has next to nothing at the high frequencies,
  /// and what is a multiple of nothing means nothing.
  private static let leastNoise = 1.0

  private let spectrum: WindowSpectrum
  private let frequencies: [(u: Int, v: Int)]

  /// - Parameters:
  ///   - side: pixels per side of a window.
  ///   - lengths: periods in a window of the frequencies that are looked at.
  ///   - axis: the least frequency along rows and along columns. What lies nearer to the axes belongs to compression and to the rows of sensors.
  init(side: Int, lengths: ClosedRange<Double>, axis: Int) {
    let spectrum = WindowSpectrum(side: side)
    self.spectrum = spectrum
    frequencies = (0..<spectrum.half).flatMap { u in
      (0..<side).compactMap { v -> (u: Int, v: Int)? in
        lengths.contains(spectrum.length(u, v)) && u >= axis && abs(spectrum.signed(v)) >= axis ? (u, v) : nil
      }
    }
  }

  /// The power of each frequency over that of all; nil when there are no frequencies.
  ///
  /// - Parameter window: deviations from the window's mean, [row, column].
  func powers(of window: [Double]) -> [Double]? {
    guard let last = frequencies.last?.u else { return nil }
    let power = spectrum.power(of: window, below: last + 1)
    let noise = spectrum.noisePower(deviation: Self.leastNoise)
    let values = frequencies.map { power[$0.v * spectrum.half + $0.u] + noise }
    let total = values.reduce(0, +)
    return values.map { $0 / total }
  }

  /// The power of the strongest frequency over the usual one of its length, and its wavelength in pixels.
  ///
  /// - Parameter windows: results of `powers(of:)`.
  func strongest(of windows: [[Double]]) -> (peak: Double, spacing: Double)? {
    guard !windows.isEmpty else { return nil }
    let power = frequencies.indices.map { index in windows.map { $0[index] }.median }
    let lengths = frequencies.map { spectrum.length($0.u, $0.v) }
    let rings = Dictionary(grouping: power.indices) { Int(lengths[$0].rounded()) }
    var best: (peak: Double, spacing: Double)?
    for (_, ring) in rings.sorted(by: { $0.key < $1.key }) where ring.count >= 6 {
      let usual = ring.map { power[$0] }.median
      guard usual > 0 else { continue }
      for index in ring where power[index] / usual > best?.peak ?? 0 {
        best = (power[index] / usual, Double(spectrum.side) / lengths[index])
      }
    }
    return best
  }
}
