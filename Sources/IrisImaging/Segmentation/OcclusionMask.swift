/// Which parts of the picture round the iris are covered, at the resolution the segmenter worked in.
public struct OcclusionMask: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// Row-major; true where lid, lash or highlight covers the iris.
  public let covered: [Bool]
  /// Picture position of the first entry and picture pixels per entry.
  public let origin: Point
  public let scale: Double

  /// Nil unless the count fits and the scale is positive.
  public init?(width: Int, height: Int, covered: [Bool], origin: Point, scale: Double) {
    guard width > 0, height > 0, covered.count == width * height, scale > 0 else { return nil }
    self.width = width
    self.height = height
    self.covered = covered
    self.origin = origin
    self.scale = scale
  }

  /// Whether a picture position is covered; everything outside the mask is.
  public func isCovered(_ point: Point) -> Bool {
    let x = ((point.x - origin.x) / scale).rounded()
    let y = ((point.y - origin.y) / scale).rounded()
    guard x >= 0, y >= 0, x < Double(width), y < Double(height) else { return true }
    return covered[Int(y) * width + Int(x)]
  }
}
