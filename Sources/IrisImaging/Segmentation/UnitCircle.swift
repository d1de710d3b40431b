import Foundation

/// Cosines and sines of equally spaced angles, from the right towards the bottom. Every polar map and contour needs them; they are
/// computed once for the counts in use.
struct UnitCircle: Sendable {
  let cosines: [Double]
  let sines: [Double]

  private static let of64 = UnitCircle(angles: 64)
  private static let of128 = UnitCircle(angles: 128)

  private init(angles: Int) {
    let thetas = (0..<angles).map { 2 * Double.pi * Double($0) / Double(angles) }
    cosines = thetas.map { cos($0) }
    sines = thetas.map { sin($0) }
  }

  static func of(_ angles: Int) -> UnitCircle {
    switch angles {
    case 64: of64
    case 128: of128
    default: UnitCircle(angles: angles)
    }
  }
}
