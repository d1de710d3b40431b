import FiniteFields
import Testing

/// The toy fields are fields: every law over all elements.
@Suite struct ToyFieldTests {
  private func checkLaws<F: FiniteField>(_ all: [F], order: Int) {
    #expect(Set(all).count == order)
    for a in all {
      #expect(a + .zero == a && a * .one == a && a - a == .zero && a + (-a) == .zero)
      #expect(a == .zero ? a.inverse() == .zero : a * a.inverse() == .one)
      #expect(F(canonicalBytes: a.canonicalBytes) == a)
      for b in all.prefix(60) {
        #expect(a + b == b + a && a * b == b * a && a - b == a + (-b))
        #expect(a == .zero || b == .zero || a * b != .zero)
        for c in all.prefix(12) { #expect(a * (b + c) == a * b + a * c && a * (b * c) == (a * b) * c) }
      }
    }
  }

  private func checkPrime<Order: ToyOrder>(_: Order.Type) {
    checkLaws(Toy<Order>.all, order: Order.order)
    let root = Toy<Order>.rootOfUnity(log2Order: Toy<Order>.twoAdicity)
    #expect(root.power(1 << UInt64(Toy<Order>.twoAdicity)) == .one)
    #expect(root.power(1 << UInt64(Toy<Order>.twoAdicity - 1)) == -.one)
    #expect(Toy<Order>(canonicalBytes: [UInt8(Order.order & 255), UInt8(Order.order >> 8)]) == nil)
    #expect(Toy<Order>(-1) + .one == .zero)
  }

  @Test func primeFields() {
    checkPrime(Order5.self)
    checkPrime(Order7.self)
    checkPrime(Order17.self)
    checkPrime(Order193.self)
    checkPrime(Order257.self)
  }

  @Test func quadraticExtensions() {
    let all = allTuples(Toy<Order7>.all, 2).compactMap { ToyQuadratic<Order7>(coefficients: $0) }
    checkLaws(all, order: 49)
    let larger = allTuples(Toy<Order17>.all, 2).compactMap { ToyQuadratic<Order17>(coefficients: $0) }
    checkLaws(larger, order: 289)
  }
}
