import Foundation
import IrisEncoding
import Testing

/// Comparison and search of many codes, against counts bit by bit.
@Suite struct IrisGalleryTests {
  struct Shape: Sendable, CustomStringConvertible {
    let rows, columns, channels: Int
    /// Whether all channels of a place are hidden together.
    let sharesMask: Bool
    var description: String { "\(rows)x\(columns)x\(channels)\(sharesMask ? "" : ", a mask a channel")" }
  }

  static let shapes = [
    Shape(rows: 13, columns: 256, channels: 4, sharesMask: true),
    Shape(rows: 13, columns: 256, channels: 4, sharesMask: false),
    Shape(rows: 3, columns: 70, channels: 3, sharesMask: true),
    Shape(rows: 5, columns: 33, channels: 3, sharesMask: false),
    Shape(rows: 1, columns: 128, channels: 1, sharesMask: true),
    Shape(rows: 8, columns: 128, channels: 16, sharesMask: true),
    // More words than one a sector and row, and sectors of unequal width.
    Shape(rows: 3, columns: 517, channels: 2, sharesMask: true),
  ]

  private func bytes(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
  }

  private func code(_ shape: Shape, bits: [Bool], mask: [Bool]) throws -> IrisCode {
    func words(_ values: [Bool]) -> [UInt64] {
      var words = [UInt64](repeating: 0, count: (values.count + 63) / 64)
      for (index, value) in values.enumerated() where value { words[index / 64] |= 1 << UInt64(index % 64) }
      return words
    }
    let header =
      Array("WIIC".utf8) + [1]
      + [shape.rows, shape.columns, shape.channels].flatMap { [UInt8($0 & 255), UInt8($0 >> 8), 0, 0] }
    return try #require(IrisCode(bytes: header + bytes(words(bits)) + bytes(words(mask))))
  }

  /// Random bits, a fifth of the places hidden.
  private func random(_ shape: Shape, _ generator: inout SplitMix, hidden: Double = 0.2) throws -> IrisCode {
    let count = shape.rows * shape.columns * shape.channels
    var mask: [Bool] = []
    while mask.count < count {
      let visible = Double.random(in: 0..<1, using: &generator) >= hidden
      mask += [Bool](repeating: visible, count: shape.sharesMask ? shape.channels : 1)
    }
    return try code(shape, bits: (0..<count).map { _ in Bool.random(using: &generator) }, mask: mask)
  }

  /// The code with a part of its bits flipped, turned.
  private func altered(
    _ original: IrisCode, _ shape: Shape, flipped: Double, turn: Int, _ generator: inout SplitMix
  ) throws -> IrisCode {
    let all = original.bitBytes
    let bits = all.prefix(original.bitCount).map {
      ($0 == 1) != (Double.random(in: 0..<1, using: &generator) < flipped)
    }
    return try code(shape, bits: bits, mask: all.suffix(original.bitCount).map { $0 == 1 }).rotated(by: turn)
  }

  @Test(arguments: shapes) func matchesAreCountedBitByBit(shape: Shape) throws {
    var generator = SplitMix(state: 31)
    let probe = IrisProbe(try random(shape, &generator))
    var gallery = IrisGallery()
    var codes: [IrisCode] = []
    for _ in 0..<9 {
      codes.append(try random(shape, &generator))
      try gallery.append(codes[codes.count - 1])
    }
    let matches = probe.matches(in: gallery, 0..<9)
    #expect(matches.count == 9)
    for (code, match) in zip(codes, matches) {
      let match = try #require(match)
      let direct = DirectComparison(probe.code, code)
      #expect(match.distance == direct.best.distance)
      #expect(match.comparedBits == direct.best.compared)
      #expect(try probe.match(code) == match)
    }
    #expect(probe.matches(in: gallery, 4..<7) == Array(matches[4..<7]))
    #expect(probe.matches(in: gallery, 8..<10).isEmpty)
  }

  /// The spread is that of distances at rotations which no eye has, and pulls a score only upwards.
  @Test func theSpreadIsMeasuredWhereCodesCannotMatch() throws {
    let shape = Self.shapes[0]
    var generator = SplitMix(state: 32)
    let (first, second) = (try random(shape, &generator), try random(shape, &generator))
    let match = try first.distance(to: second)
    let values = Set((0..<27).map { 24 + 208 * $0 / 27 }).map { turn -> Double in
      let counts = DirectComparison.whole(first, second, turn: turn)
      return (0.5 - Double(counts.differing) / Double(counts.compared))
        * (Double(counts.compared) / Double(first.bitCount)).squareRoot()
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(try #require(match.spread) - variance.squareRoot()) < 1e-12)

    let spread = try #require(match.spread)
    for (reference, pull) in [(spread / 2, 0.5), (spread, 1), (spread * 2, 1)] {
      let profile = MatchProfile(
        threshold: 0.4, pairThreshold: 0.42, referenceShare: 0.5, referenceSpread: reference, measurement: nil
      )
      let judged = try first.distance(to: second, profile: profile)
      let weight = (Double(match.comparedBits) / (0.5 * Double(first.bitCount))).squareRoot()
      #expect(abs(judged.score - (0.5 - (0.5 - match.distance) * weight * pull)) < 1e-9)
    }
  }

  /// A texture of few features, repeated along the circle, looks like another one by chance far more often than noise does.
  @Test func coarseTexturesAreNotTakenForTheSame() throws {
    let shape = Self.shapes[0]
    var generator = SplitMix(state: 33)
    func coarse() throws -> IrisCode {
      // Runs of 32 columns and all rows: 32 independent bits.
      let runs = (0..<32).map { _ in Bool.random(using: &generator) }
      let bits = (0..<13).flatMap { _ in
        (0..<256).flatMap { column in (0..<4).map { runs[column / 32 * 4 + $0] } }
      }
      return try code(shape, bits: bits, mask: [Bool](repeating: true, count: bits.count))
    }
    var (withSpread, without) = (0, 0)
    for _ in 0..<200 {
      let match = try coarse().distance(to: try coarse())
      if match.isSameEye { withSpread += 1 }
      let plain = 0.5 - (0.5 - match.distance) * (Double(match.comparedBits) / (0.6 * 13312)).squareRoot()
      if plain < match.threshold { without += 1 }
    }
    #expect(without >= 30)
    #expect(withSpread * 5 <= without)
  }

  @Test(arguments: shapes) func searchFindsWhatAFullComparisonFinds(shape: Shape) throws {
    var generator = SplitMix(state: 34)
    let owner = try random(shape, &generator)
    var gallery = IrisGallery()
    let largest = IrisProbe(owner).largestRotation
    for index in 0..<600 {
      // Every tenth is of the owner: up to 36 % of the bits differ, at any rotation that is tried.
      let code =
        index % 10 == 3
        ? try altered(
          owner, shape, flipped: 0.06 * Double(index % 7), turn: index / 10 % (2 * largest + 1) - largest,
          &generator)
        : try random(shape, &generator)
      try gallery.append(code)
    }
    let probe = IrisProbe(owner)
    let full = probe.search(gallery, threads: 1, isExhaustive: true)
    #expect(probe.search(gallery, threads: 1) == full)
    #expect(probe.search(gallery, threads: 4) == full)
    let scores = full.map(\.match.score)
    #expect(scores == scores.sorted())
    let matches = probe.matches(in: gallery, 0..<600)
    #expect(Set(full.map(\.index)) == Set((0..<600).filter { matches[$0]?.isSameEye == true }))
    if shape.rows * shape.columns * shape.channels > 10_000 {
      #expect(full.count == 60)
      #expect(full.allSatisfy { $0.index % 10 == 3 })
    }
    #expect(probe.search(IrisGallery()).isEmpty)
  }

  /// Codes whose bits change as slowly as a model's: the first look refuses most strangers and no pair, at turns on its grid and beside it.
  @Test func theFirstLookTellsStrangersFromPairs() throws {
    let shape = Self.shapes[0]
    var generator = SplitMix(state: 37)
    /// A quarter of the bits differ from their neighbour.
    func texture() throws -> IrisCode {
      var bits: [Bool] = []
      for _ in 0..<shape.rows {
        var place = (0..<shape.channels).map { _ in Bool.random(using: &generator) }
        for _ in 0..<shape.columns {
          for channel in place.indices where Double.random(in: 0..<1, using: &generator) < 0.25 {
            place[channel].toggle()
          }
          bits += place
        }
      }
      return try code(shape, bits: bits, mask: [Bool](repeating: true, count: bits.count))
    }
    let owner = try texture()
    let probe = IrisProbe(owner)
    var gallery = IrisGallery()
    for _ in 0..<500 { try gallery.append(try texture()) }
    #expect(probe.firstLookCount(gallery) < 50)
    // A fifth of the bits differ: 0.2 is well below the threshold, and half of that lead is left one column beside.
    let largest = probe.largestRotation
    for turn in -largest...largest {
      try gallery.append(try altered(owner, shape, flipped: 0.2, turn: turn, &generator))
    }
    let found = probe.search(gallery)
    #expect(Set(found.map(\.index)) == Set(500..<(501 + 2 * largest)))
    #expect(found == probe.search(gallery, isExhaustive: true))
    #expect(Set(found.map(\.match.rotation)) == Set(-largest...largest))
  }

  @Test func masksOfBothKindsMix() throws {
    var generator = SplitMix(state: 35)
    let (shared, own) = (Self.shapes[0], Self.shapes[1])
    let codes = try [shared, shared, own, shared, own].map { try random($0, &generator) }
    var gallery = IrisGallery()
    for code in codes { try gallery.append(code) }
    var sharedGallery = IrisGallery()
    for code in codes.prefix(2) { try sharedGallery.append(code) }
    for code in codes {
      let probe = IrisProbe(code)
      #expect(try probe.matches(in: gallery, 0..<5) == codes.map { try probe.match($0) })
      #expect(try probe.matches(in: sharedGallery, 0..<2) == codes.prefix(2).map { try probe.match($0) })
      #expect(probe.search(gallery).contains { codes[$0.index] == code })
    }
    // Thirds of five rows, four words a row; a mask and four planes of bits, or four of each.
    #expect(sharedGallery.byteCount == 2 * 3 * 5 * 20 * 8)
    #expect(gallery.byteCount == 5 * 3 * 8 * 20 * 8)
  }

  @Test func galleryFindsTheTurnedEye() throws {
    var gallery = IrisGallery()
    for seed in UInt64(20)..<30 { try gallery.append(try SampleIris.code(seed: seed)) }
    let probe = IrisProbe(try SampleIris.code(seed: 26).rotated(by: 9))
    let found = probe.nearest(in: gallery)
    #expect(found?.index == 6)
    #expect(found?.match.distance == 0)
    #expect(found?.match.rotation == -9)
    #expect(probe.nearest(in: IrisGallery()) == nil)
    #expect(probe.search(gallery).map(\.index) == [6])
  }

  @Test func invisibleCodesAreNeverFound() throws {
    var generator = SplitMix(state: 36)
    let shape = Self.shapes[0]
    let code = try random(shape, &generator)
    var gallery = IrisGallery()
    try gallery.append(try random(shape, &generator, hidden: 1))
    try gallery.append(code)
    #expect(IrisProbe(code).search(gallery).map(\.index) == [1])
    #expect(IrisProbe(code).matches(in: gallery, 0..<1) == [nil])
    #expect(IrisProbe(try random(shape, &generator, hidden: 1)).search(gallery).isEmpty)
    // Another shape is not compared at all.
    #expect(IrisProbe(try random(Self.shapes[2], &generator)).search(gallery).isEmpty)
    #expect(IrisProbe(try random(Self.shapes[2], &generator)).matches(in: gallery, 0..<2) == [nil, nil])
  }
}
