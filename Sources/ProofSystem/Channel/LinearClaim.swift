import FiniteFields

/// Public weights on the lowest variables of a column, shared between claims.
public enum LowFactor<K: ExtensionField>: Equatable, Sendable {
  /// eq(point, j) for j < 2^point.count.
  case eq([K])
  /// eq(point, j + 1), and 0 for the last j: reads the previous state of a chain.
  case shiftedEq([K])
  /// 2^b arbitrary weights.
  case dense([K])

  public var variables: Int {
    switch self {
    case .eq(let point), .shiftedEq(let point): point.count
    case .dense(let weights): weights.count.trailingZeroBitCount
    }
  }

  /// All 2^variables weights.
  package func weights() -> [K] {
    switch self {
    case .eq(let point): Multilinear.eqTable(point)
    case .shiftedEq(let point): Array(Multilinear.eqTable(point).dropFirst()) + [K.zero]
    case .dense(let weights): weights
    }
  }
}

/// A handle to a `LowFactor` registered with the channel.
public struct LowFactorID: Hashable, Sendable {
  let index: Int

  package init(index: Int) { self.index = index }
}

/// Σ_h Σ_j high[h] · low[j] · column[h · 2^b + j], b = the low factor's variables.
public struct TensorTerm<K: ExtensionField>: Sendable {
  /// Index of the column among the committed columns.
  public var column: Int
  public var low: LowFactorID
  public var high: [K]

  public init(column: Int, low: LowFactorID, high: [K]) {
    self.column = column
    self.low = low
    self.high = high
  }

  public func scaled(by factor: K) -> Self {
    TensorTerm(column: column, low: low, high: high.map { $0 * factor })
  }
}

/// A linear form in committed cells and pads: `affine` + Σ `terms`.
public struct LinearForm<K: ExtensionField>: Sendable {
  public var affine: Affine<K>
  public var terms: [TensorTerm<K>]

  public init(_ affine: Affine<K>, _ terms: [TensorTerm<K>] = []) {
    self.affine = affine
    self.terms = terms
  }

  public init(constant: K) { self.init(Affine(constant)) }

  public static func + (left: Self, right: Self) -> Self {
    LinearForm(left.affine + right.affine, left.terms + right.terms)
  }

  public func scaled(by factor: K) -> Self {
    LinearForm(affine.scaled(by: factor), terms.map { $0.scaled(by: factor) })
  }

  public static func - (left: Self, right: Self) -> Self { left + right.scaled(by: -K.one) }
}
