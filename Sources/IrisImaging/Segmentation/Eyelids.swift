/// The edges of both lids over the iris, one height per column of the picture.
public struct Eyelids: Hashable, Sendable {
  /// Picture column of the first entry.
  public let left: Double
  /// Picture columns between entries.
  public let spacing: Double
  /// Lowest row that the upper lid and its lashes cover, per entry.
  public let upper: [Double]
  /// Highest row that the lower lid covers, per entry.
  public let lower: [Double]

  /// Nil unless both lids have the same number, at least one, of entries, all numbers are finite and the spacing is positive.
  public init?(left: Double, spacing: Double, upper: [Double], lower: [Double]) {
    guard !upper.isEmpty, upper.count == lower.count, spacing > 0, spacing.isFinite, left.isFinite,
      (upper + lower).allSatisfy(\.isFinite)
    else { return nil }
    self.init(left: left, spacing: spacing, checkedUpper: upper, checkedLower: lower)
  }

  /// For callers in this package whose lists have the same length, at least one, by construction.
  package init(left: Double, spacing: Double, checkedUpper: [Double], checkedLower: [Double]) {
    self.left = left
    self.spacing = spacing
    upper = checkedUpper
    lower = checkedLower
  }

  /// The open rows at a picture column; columns outside take the nearest entry.
  public func opening(at x: Double) -> (upper: Double, lower: Double) {
    let position = ((x - left) / spacing).rounded()
    guard !position.isNaN else { return (upper[0], lower[0]) }
    let index = Int(min(max(position, 0), Double(upper.count - 1)))
    return (upper[index], lower[index])
  }

  /// The lid edges as lines.
  public var lines: (upper: [Point], lower: [Point]) {
    let columns = upper.indices.map { left + Double($0) * spacing }
    return (
      zip(columns, upper).map { Point(x: $0, y: $1) }, zip(columns, lower).map { Point(x: $0, y: $1) }
    )
  }
}
