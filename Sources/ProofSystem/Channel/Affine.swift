import FiniteFields

/// A cell of the committed column of K: a one-time pad, or an entry of a product list.
public struct ExtensionCell: Hashable, Sendable {
  public enum List: UInt8, Sendable { case pad, x, y, z }
  public let list: List
  public let index: Int

  package init(list: List, index: Int) {
    self.list = list
    self.index = index
  }
}

/// constant + Σ coefficient · cell: what the verifier knows of a hidden value (`PROTOCOL.md` 4).
public struct Affine<K: ExtensionField>: Sendable {
  public var constant: K
  public var terms: [(cell: ExtensionCell, coefficient: K)]

  public init(_ constant: K) {
    self.constant = constant
    terms = []
  }

  public init(_ constant: K, _ cell: ExtensionCell) {
    self.constant = constant
    terms = [(cell, K.one)]
  }

  public static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.constant += right.constant
    sum.terms += right.terms
    return sum
  }

  public static func - (left: Self, right: Self) -> Self { left + right.scaled(by: -K.one) }
  public static func + (left: Self, right: K) -> Self {
    var sum = left
    sum.constant += right
    return sum
  }
  public static func - (left: Self, right: K) -> Self { left + (-right) }

  public func scaled(by factor: K) -> Self {
    var product = self
    product.constant *= factor
    for index in product.terms.indices { product.terms[index].coefficient *= factor }
    return product
  }

  /// - Returns: left + factor · right.
  public func adding(_ other: Self, times factor: K) -> Self { self + other.scaled(by: factor) }
}
