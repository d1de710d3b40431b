import Foundation

/// Compares the gray values just outside and just inside a circle, at fixed angles.
struct RingSampler {
  let cosines: [Float]
  let sines: [Float]

  /// Angles in radians, from the right towards the bottom.
  init(angles: [Float]) {
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  static func fullCircle(_ count: Int) -> RingSampler {
    RingSampler(angles: (0..<count).map { 2 * .pi * Float($0) / Float(count) })
  }

  /// Both sides of the eye, from `above` degrees over the horizontal to `below` degrees under it.
  static func sides(above: Float, below: Float, perSide: Int) -> RingSampler {
    let right = (0..<perSide).map { step in
      (-above + (above + below) * Float(step) / Float(perSide - 1)) * .pi / 180
    }
    return RingSampler(angles: right + right.map { .pi - $0 })
  }

  /// The mean over the angles of the step from inside to outside, each limited to `-cap...cap`, over `cap`:
  /// 1 is a perfect dark disc on bright ground, 0 no boundary.
  @inline(__always)
  func contrast(_ plane: Plane, x: Float, y: Float, radius: Float, gap: Float, cap: Float) -> Float {
    var sum: Float = 0
    let outer = radius + gap
    let inner = radius - gap
    for index in cosines.indices {
      let c = cosines[index]
      let s = sines[index]
      let step = plane.nearest(x + c * outer, y + s * outer) - plane.nearest(x + c * inner, y + s * inner)
      sum += min(max(step, -cap), cap)
    }
    return sum / (cap * Float(cosines.count))
  }

  /// The mean gray value on a circle.
  @inline(__always)
  func mean(_ plane: Plane, x: Float, y: Float, radius: Float) -> Float {
    var sum: Float = 0
    for index in cosines.indices {
      sum += plane.nearest(x + cosines[index] * radius, y + sines[index] * radius)
    }
    return sum / Float(cosines.count)
  }
}
