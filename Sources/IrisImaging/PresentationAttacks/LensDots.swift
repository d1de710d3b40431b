/// The spectrum of the visible iris and its lone peaks.
enum LensDots {
  /// Pixels per side of a window: some eight rows of dots.
  private static let side = 40
  /// Part of a window that must be visible iris.
  private static let visible = 0.85
  /// Fewer windows than the first give no answer; more than the second are not looked at.
  private static let windows = (least: 12, most: 160)
  /// Rows of dots lie 2.8 to 9 plane pixels apart, and no closer than this part of the iris radius. What is finer belongs to sensors and compression.
  private static let spacings = (least: 2.8, most: 9.0, leastOfRadius: 0.032)
  /// Rows of dots are some 0.2 mm, 0.038 iris radii, apart; where those cannot be told, finding none means nothing.
  private static let usualSpacing = 0.038
  /// Rows and columns of a sensor make frequencies along the axes; those of a print that is straight there spread to the next ones.
  private static let axis = 1

  /// The strongest lone peak, over the usual power of its length, and the spacing of its rows in picture pixels; nil when the iris is too small
  /// or too little of it is seen.
  static func strongestPeak(
    _ plane: Plane, _ segmentation: IrisSegmentation
  ) -> (peak: Double, spacing: Double)? {
    let radius = segmentation.limbus.radius / plane.scale
    let least = max(spacings.least, spacings.leastOfRadius * radius)
    guard usualSpacing * radius >= spacings.least, least < spacings.most else { return nil }
    let region = IrisRegion(plane, segmentation)
    let places = region.windows(side: side, visible: visible, most: windows.most)
    guard places.count >= windows.least else { return nil }
    let lengths = Double(side) / spacings.most...Double(side) / least
    let peaks = LonePeaks(side: side, lengths: lengths, axis: axis)
    let found = peaks.strongest(
      of: places.compactMap { peaks.powers(of: region.deviations(x: $0.x, y: $0.y, side: side)) })
    guard let found else { return nil }
    return (min(found.peak, PrintCue.largestPeak), found.spacing * plane.scale)
  }
}
