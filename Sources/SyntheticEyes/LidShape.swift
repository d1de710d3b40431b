import Foundation

/// The almond between the lids, in picture pixels.
struct LidShape {
  let center: Double
  let halfWidth: Double
  let cornerY: Double
  let upperY: Double
  let lowerY: Double

  /// Edge rows of both lids at a column; outside the corners they meet.
  @inline(__always)
  func edges(at x: Double) -> (upper: Double, lower: Double) {
    let t = (x - center) / halfWidth
    let arch = max(0, 1 - t * t)
    return (cornerY - (cornerY - upperY) * arch, cornerY + (lowerY - cornerY) * arch)
  }
}
