import FiniteFields
import Testing

@Suite struct SamplingTests {
  /// Hands out given bytes, then zeros.
  private struct Script: RandomByteSource {
    var bytes: [UInt8]
    var position = 0

    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
      for index in 0..<buffer.count {
        buffer[index] = position < bytes.count ? bytes[position] : 0
        position += 1
      }
    }
  }

  @Test func koalaBearRejectsAndMasks() {
    // The modulus, then 2^31 − 1, both too large; then 5 with the unused top bit set.
    var source = Script(bytes: [0x01, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0x7f, 5, 0, 0, 0x80, 9, 0, 0, 0])
    #expect(KoalaBear.random(from: &source) == KoalaBear(5))
    #expect(source.position == 12)
    #expect(KoalaBear.random(from: &source) == KoalaBear(9))
  }

  @Test func bn254RejectsAndMasks() {
    let order: [UInt8] = Array(BN254Scalar(-1).canonicalBytes)
    var tooLarge = order
    tooLarge[0] += 1
    var source = Script(bytes: tooLarge + [UInt8](repeating: 0xff, count: 32) + order)
    #expect(BN254Scalar.random(from: &source) == BN254Scalar(-1))
    var masked = Script(bytes: [6] + [UInt8](repeating: 0, count: 30) + [0xc0])
    #expect(BN254Scalar.random(from: &masked) == BN254Scalar(6))
  }

  @Test func bulkReadsTheSameSequence() {
    func check<F: Sampled>(_: F.Type) {
      for count in [0, 1, 3, 1000] {
        var one = SplitMix(state: 8)
        var other = SplitMix(state: 8)
        let bulk = F.random(count: count, from: &one)
        let single = (0..<count).map { _ in F.random(from: &other) }
        #expect(bulk == single)
        #expect(F.random(from: &one) == F.random(from: &other))
      }
    }
    check(KoalaBear.self)
    check(KoalaBearQuintic.self)
    check(BN254Scalar.self)
  }

  /// χ² over 16 equal parts of the field, 15 degrees of freedom, 65,536 draws of a fixed seed; 37.7 is the
  /// one-in-a-thousand bound.
  @Test func drawsAreUniform() {
    var source = SplitMix(state: 9)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 16), count: 6)
    for _ in 0..<65_536 {
      let quintic = KoalaBearQuintic.random(from: &source)
      for (index, coefficient) in quintic.coefficients.enumerated() {
        counts[index][Int(UInt64(coefficient.canonical) * 16 / UInt64(KoalaBear.modulus))] += 1
      }
      let top = BN254Scalar.random(from: &source).bigEndianBytes[..<8].reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      counts[5][Int(top / (0x3064_4e72_e131_a02a / 16 + 1))] += 1
    }
    for bins in counts {
      let squares = bins.map { Double(($0 - 4096) * ($0 - 4096)) / 4096 }
      #expect(squares.reduce(0, +) < 37.7)
    }
  }
}
