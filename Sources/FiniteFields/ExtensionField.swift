/// A field that is a vector space over a prime field. Degree 1 is allowed: a prime field extends itself.
public protocol ExtensionField: FiniteField {
  associatedtype Base: PrimeField

  /// The dimension over `Base`.
  static var degree: Int { get }
  init(base: Base)
  func scaled(by factor: Base) -> Self
  func adding(base: Base) -> Self
  /// self += a · b
  mutating func addProduct(_ a: Self, base b: Base)
  /// self += a · b
  mutating func addProduct(_ a: Self, _ b: Self)
  /// Coordinate `index` in 0..<degree, lowest power first.
  func coefficient(_ index: Int) -> Base
  /// All coordinates, lowest power first.
  var coefficients: [Base] { get }
  /// The element with these coordinates; nil unless there are exactly `degree` of them.
  init?(coefficients: [Base])
}

extension ExtensionField {
  @inlinable
  public var coefficients: [Base] { (0..<Self.degree).map { coefficient($0) } }
}

/// A field of prime order with a large power of two dividing order − 1.
public protocol PrimeField: ExtensionField where Base == Self {
  /// The exponent of two in order − 1.
  static var twoAdicity: Int { get }
  /// A generator of the multiplicative group.
  static var multiplicativeGenerator: Self { get }
  /// A primitive root of unity of order 2^log2Order, log2Order in 0...twoAdicity: the generator to the power
  /// (order − 1) / 2^log2Order.
  static func rootOfUnity(log2Order: Int) -> Self
}

extension PrimeField {
  @inlinable @inline(__always)
  public static var degree: Int { 1 }

  @inlinable @inline(__always)
  public init(base: Self) { self = base }

  @inlinable @inline(__always)
  public func scaled(by factor: Self) -> Self { self * factor }

  @inlinable @inline(__always)
  public func adding(base: Self) -> Self { self + base }

  @inlinable @inline(__always)
  public mutating func addProduct(_ a: Self, base b: Self) { self += a * b }

  @inlinable @inline(__always)
  public mutating func addProduct(_ a: Self, _ b: Self) { self += a * b }

  @inlinable @inline(__always)
  public func coefficient(_ index: Int) -> Self { self }

  @inlinable
  public init?(coefficients: [Self]) {
    guard coefficients.count == 1 else { return nil }
    self = coefficients[0]
  }
}
