/// The size of a tensor laid out [channel, row, column], the column running fastest.
public struct TensorShape: Hashable, Sendable, CustomStringConvertible {
  public let channels: Int
  public let rows: Int
  /// Columns run with the angle and wrap round.
  public let columns: Int

  public init(channels: Int, rows: Int, columns: Int) {
    self.channels = channels
    self.rows = rows
    self.columns = columns
  }

  /// Number of cells; `Int.max` when a size is negative or the product does not fit.
  public var count: Int { saturatingProduct([channels, rows, columns]) }

  public var description: String { "[\(channels), \(rows), \(columns)]" }
}

/// Product of sizes that may come from a hostile file: `Int.max` instead of a trap.
package func saturatingProduct(_ sizes: [Int]) -> Int {
  var product = 1
  for size in sizes {
    if size < 0 { return Int.max }
    let (next, overflow) = product.multipliedReportingOverflow(by: size)
    if overflow { return Int.max }
    product = next
  }
  return product
}
