import IrisEncoding
import Testing

@Suite struct IrisMatchTests {
  @Test(arguments: [0.0, 0.2]) func matchIsTheBestRotation(occluded: Double) throws {
    let first = try SampleIris.code(seed: 10, occluded: occluded)
    let second = try SampleIris.code(seed: 11, occluded: occluded)
    let match = try first.distance(to: second)
    let direct = DirectComparison(first, second)
    #expect(match.distance == direct.best.distance)
    #expect(match.comparedBits == direct.best.compared)
  }

  @Test(arguments: [-15, -7, 0, 1, 15]) func turnedEyeIsFound(turn: Int) throws {
    let code = try SampleIris.code(seed: 12, occluded: 0.1)
    let match = try code.distance(to: code.rotated(by: turn))
    #expect(match.distance == 0)
    #expect(match.rotation == turn)
    #expect(match.isSameEye)
  }

  @Test(arguments: [-40, 30, 128]) func largerTurnsAreNot(turn: Int) throws {
    let code = try SampleIris.code(seed: 13)
    let match = try code.distance(to: code.rotated(by: turn))
    #expect(match.distance > 0.4)
    #expect(!match.isSameEye)
  }

  /// A tissue that stretches turns parts of the iris by different amounts: each quarter is found where it is.
  @Test func quartersMayBeTurnedDifferently() throws {
    let code = try SampleIris.code(seed: 12)
    func stretched(_ turns: [Int]) throws -> IrisCode {
      let parts = turns.map { code.rotated(by: $0) }
      // [13 rows, 256 columns, 4 channels]: a word has 16 columns, a row 16 words.
      let bits = code.bits.indices.map { parts[$0 % 16 / 4].bits[$0] }
      let bytes = (bits + code.mask).flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
      }
      return try #require(IrisCode(bytes: Array(code.bytes.prefix(17)) + bytes))
    }
    // Quarters in their order; the rotation is their mean.
    for (turns, mean) in [([2, -1, 3, 0], 1), ([12, 15, 13, 13], 13), ([-9, -12, -6, -9], -9)] {
      let match = try code.distance(to: stretched(turns))
      #expect(match.distance == 0)
      #expect(match.rotation == mean)
    }
    // One quarter is further away than tissue stretches: it is compared like a stranger's.
    #expect(try code.distance(to: stretched([0, 0, 0, 9])).distance > 0.1)
    // No quarter is turned by more than an eye may be.
    #expect(try code.distance(to: stretched([14, 14, 14, 17])).distance > 0.1)
  }

  /// The quarters are those of the second code: in the other order a few columns change sides.
  @Test func comparisonIsNearlySymmetric() throws {
    let first = try SampleIris.code(seed: 14, occluded: 0.15)
    let second = try SampleIris.code(seed: 15, occluded: 0.15)
    let there = try first.distance(to: second)
    let back = try second.distance(to: first)
    #expect(abs(there.score - back.score) < 0.01)
  }

  @Test func rotationsAddUpAndComeRound() throws {
    let code = try SampleIris.code(seed: 16, occluded: 0.2)
    #expect(code.rotated(by: 0) == code)
    #expect(code.rotated(by: 256) == code)
    #expect(code.rotated(by: -3) == code.rotated(by: 253))
    #expect(code.rotated(by: 100).rotated(by: 61) == code.rotated(by: 161))
    #expect(code.rotated(by: 1) != code)
  }

  @Test func rowsThatDoNotFillWordsRotateToo() throws {
    // 3 rows of 5 columns of 2 channels: bits written by hand, every third one set.
    let bytes = Array("WIIC".utf8) + [1, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0]
    var word: UInt64 = 0
    for place in stride(from: UInt64(0), to: 30, by: 3) { word |= 1 << place }
    let words = [word, (1 << 30) - 1].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    guard let code = IrisCode(bytes: bytes + words) else {
      Issue.record("the code does not decode")
      return
    }
    let turned = code.rotated(by: 2).bitBytes
    for row in 0..<3 {
      for place in 0..<10 {
        #expect(turned[row * 10 + (place + 4) % 10] == ((row * 10 + place) % 3 == 0 ? 1 : 0))
      }
    }
    #expect(turned[30...].allSatisfy { $0 == 1 })
  }

  @Test func scoreWeighsTheNumberOfBits() throws {
    // 8 visible rows of 13 with every fourth bit flipped: distance 1/4, compared 8 * 1024.
    let code = try SampleIris.code(seed: 17)
    func words(_ bits: [UInt64], _ mask: [UInt64]) -> [UInt8] {
      Array(code.bytes.prefix(17))
        + (bits + mask).flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
    let mask = code.mask.indices.map { $0 < 8 * 16 ? UInt64.max : 0 }
    guard let other = IrisCode(bytes: words(code.bits.map { $0 ^ 0x1111_1111_1111_1111 }, mask)) else {
      Issue.record("the code does not decode")
      return
    }
    let match = try code.distance(to: other)
    #expect(match.distance == 0.25)
    #expect(match.comparedBits == 8192)
    let weight = (8192.0 / (MatchProfile.irisGabor.referenceShare * 13312)).squareRoot()
    // Noise has more independent features than any iris, so nothing pulls it towards 0.5.
    #expect(try #require(match.spread) < MatchProfile.irisGabor.referenceSpread)
    #expect(abs(match.score - (0.5 - 0.25 * weight)) < 1e-12)
  }

  @Test func tooFewVisibleBitsAreNotCompared() throws {
    let code = try SampleIris.code(seed: 18)
    let hidden = try IrisEncoder(try ShippedModel.irisGabor).encode(
      try SampleIris.iris([UInt8](repeating: 0, count: 45 * 512)))
    #expect(hidden.visibleBits == 0)
    let minimum = Int(13312 * IrisMatch.minimumShare)
    #expect(throws: IrisCodeError.tooFewBits(compared: 0, minimum: minimum)) { try code.distance(to: hidden) }
    #expect(throws: IrisCodeError.tooFewBits(compared: 0, minimum: minimum)) {
      try hidden.distance(to: hidden)
    }
  }

  @Test func codesOfDifferentShapeAreNotCompared() throws {
    let code = try SampleIris.code(seed: 19)
    var bytes = code.bytes
    // 26 rows of 128 columns: the same number of bits in another shape.
    (bytes[5], bytes[9], bytes[10]) = (26, 128, 0)
    guard let other = IrisCode(bytes: bytes) else {
      Issue.record("the code does not decode")
      return
    }
    #expect(throws: IrisCodeError.shapesDiffer(first: "[13, 256, 4]", second: "[26, 128, 4]")) {
      try code.distance(to: other)
    }
    var gallery = IrisGallery()
    try gallery.append(code)
    #expect(throws: IrisCodeError.self) { try gallery.append(other) }
    #expect(gallery.count == 1)
  }
}
