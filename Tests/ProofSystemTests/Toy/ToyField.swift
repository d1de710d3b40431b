import FiniteFields
import Foundation

/// Order and multiplicative generator of a prime field small enough to go through all of it.
protocol ToyOrder: Sendable {
  /// A prime below 2^15.
  static var order: Int { get }
  static var generator: Int { get }
}

enum Order5: ToyOrder {
  static let order = 5
  static let generator = 2
}

enum Order7: ToyOrder {
  static let order = 7
  static let generator = 3
}

/// 2-adicity 4.
enum Order17: ToyOrder {
  static let order = 17
  static let generator = 3
}

/// 2-adicity 8.
enum Order257: ToyOrder {
  static let order = 257
  static let generator = 3
}

/// 2-adicity 6.
enum Order193: ToyOrder {
  static let order = 193
  static let generator = 5
}

/// The integers modulo a small prime.
struct Toy<Order: ToyOrder>: PrimeField {
  let value: UInt16

  private init(reduced value: Int) { self.value = UInt16(value) }

  static var zero: Self { Self(reduced: 0) }
  static var one: Self { Self(reduced: 1) }
  static var orderBits: Double { log2(Double(Order.order)) }
  /// Every element once, in ascending order.
  static var all: [Self] { (0..<Order.order).map { Self(reduced: $0) } }
  static var nonZero: [Self] { Array(all.dropFirst()) }

  init(_ value: Int) {
    let remainder = value % Order.order
    self.init(reduced: remainder < 0 ? remainder + Order.order : remainder)
  }
  init(_ value: UInt64) { self.init(reduced: Int(value % UInt64(Order.order))) }

  static func + (a: Self, b: Self) -> Self { Self(reduced: (Int(a.value) + Int(b.value)) % Order.order) }
  static func - (a: Self, b: Self) -> Self {
    Self(reduced: (Int(a.value) + Order.order - Int(b.value)) % Order.order)
  }
  static func * (a: Self, b: Self) -> Self { Self(reduced: (Int(a.value) * Int(b.value)) % Order.order) }
  static prefix func - (a: Self) -> Self { zero - a }
  var squared: Self { self * self }
  func inverse() -> Self { power(UInt64(Order.order - 2)) }

  static var byteCount: Int { 2 }
  func writeCanonical(to destination: UnsafeMutableRawPointer) {
    destination.storeBytes(of: value.littleEndian, as: UInt16.self)
  }
  init?(canonical source: UnsafeRawPointer) {
    let word = Int(UInt16(littleEndian: source.loadUnaligned(as: UInt16.self)))
    guard word < Order.order else { return nil }
    self.init(reduced: word)
  }
  static func random<S: RandomByteSource>(from source: inout S) -> Self {
    var mask = 1
    while mask < Order.order { mask *= 2 }
    while true {
      var word: UInt16 = 0
      withUnsafeMutableBytes(of: &word) { source.fill($0) }
      let candidate = Int(UInt16(littleEndian: word)) & (mask - 1)
      if candidate < Order.order { return Self(reduced: candidate) }
    }
  }

  static var twoAdicity: Int { (Order.order - 1).trailingZeroBitCount }
  static var multiplicativeGenerator: Self { Self(Order.generator) }
  static func rootOfUnity(log2Order: Int) -> Self {
    multiplicativeGenerator.power(UInt64((Order.order - 1) >> log2Order))
  }

  var description: String { String(value) }
}

/// a + bX with X² = the generator, which has no root in the prime field.
struct ToyQuadratic<Order: ToyOrder>: ExtensionField {
  typealias Base = Toy<Order>
  let a: Base
  let b: Base

  static var zero: Self { Self(a: .zero, b: .zero) }
  static var one: Self { Self(a: .one, b: .zero) }
  static var orderBits: Double { 2 * Base.orderBits }
  static var degree: Int { 2 }

  private init(a: Base, b: Base) {
    self.a = a
    self.b = b
  }
  init(_ value: Int) { self.init(a: Base(value), b: .zero) }
  init(_ value: UInt64) { self.init(a: Base(value), b: .zero) }
  init(base: Base) { self.init(a: base, b: .zero) }
  init?(coefficients: [Base]) {
    guard coefficients.count == 2 else { return nil }
    self.init(a: coefficients[0], b: coefficients[1])
  }

  static func + (x: Self, y: Self) -> Self { Self(a: x.a + y.a, b: x.b + y.b) }
  static func - (x: Self, y: Self) -> Self { Self(a: x.a - y.a, b: x.b - y.b) }
  static func * (x: Self, y: Self) -> Self {
    Self(a: x.a * y.a + Base.multiplicativeGenerator * x.b * y.b, b: x.a * y.b + x.b * y.a)
  }
  static prefix func - (x: Self) -> Self { Self(a: -x.a, b: -x.b) }
  var squared: Self { self * self }
  func inverse() -> Self { power(UInt64(Order.order * Order.order - 2)) }
  func scaled(by factor: Base) -> Self { Self(a: a * factor, b: b * factor) }
  func adding(base: Base) -> Self { Self(a: a + base, b: b) }
  mutating func addProduct(_ x: Self, base y: Base) { self += x.scaled(by: y) }
  mutating func addProduct(_ x: Self, _ y: Self) { self += x * y }
  func coefficient(_ index: Int) -> Base { index == 0 ? a : b }

  static var byteCount: Int { 2 * Base.byteCount }
  func writeCanonical(to destination: UnsafeMutableRawPointer) {
    a.writeCanonical(to: destination)
    b.writeCanonical(to: destination + Base.byteCount)
  }
  init?(canonical source: UnsafeRawPointer) {
    guard let a = Base(canonical: source), let b = Base(canonical: source + Base.byteCount) else {
      return nil
    }
    self.init(a: a, b: b)
  }
  static func random<S: RandomByteSource>(from source: inout S) -> Self {
    Self(a: .random(from: &source), b: .random(from: &source))
  }

  var description: String { "\(a) + \(b) X" }
}

/// All tuples of `count` entries from `values`, the first entry changing fastest.
func allTuples<Value>(_ values: [Value], _ count: Int) -> [[Value]] {
  var tuples: [[Value]] = [[]]
  for _ in 0..<count { tuples = values.flatMap { value in tuples.map { $0 + [value] } } }
  return tuples
}
