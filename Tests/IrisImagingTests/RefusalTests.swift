import Foundation
import IrisImaging
import Testing

@Suite("Pictures without a usable eye")
struct RefusalTests {
  private static func image(_ width: Int, _ height: Int, _ value: (Int, Int) -> Double) throws -> GrayImage {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels.append(UInt8(min(max(value(x, y), 0), 255))) }
    }
    return try #require(GrayImage(width: width, height: height, pixels: pixels))
  }

  @Test("One gray, black or white", arguments: [0, 128, 255])
  func blank(level: Int) throws {
    let image = try Self.image(640, 480) { _, _ in Double(level) }
    #expect(throws: SegmentationError.noPupil) { try IrisSegmenter().segment(image) }
  }

  @Test("Noise", arguments: 1...8)
  func noise(seed: UInt64) throws {
    var state = seed
    let image = try Self.image(320, 240) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 56)
    }
    #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
  }

  @Test("Stripes, checks and a ramp", arguments: 0..<4)
  func patterns(kind: Int) throws {
    let image = try Self.image(480, 360) { x, y in
      switch kind {
      case 0: x / 12 % 2 == 0 ? 30 : 220
      case 1: (x / 20 + y / 20) % 2 == 0 ? 30 : 220
      case 2: Double(x) / 2
      default: (y / 14 % 2 == 0 && (x * 7 + y / 14 * 31) % 23 < 12) ? 20 : 240
      }
    }
    #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
  }

  @Test("A face from afar: an oval with two small dark eyes and a mouth")
  func face() throws {
    let image = try Self.image(640, 480) { x, y in
      let dx = Double(x) - 320
      let dy = Double(y) - 240
      guard dx * dx / 25600 + dy * dy / 44100 < 1 else { return 60 }
      for eye in [-60.0, 60] where pow((dx - eye) / 26, 2) + pow((dy + 40) / 10, 2) < 1 {
        return pow(dx - eye, 2) + pow(dy + 40, 2) < 64 ? 30 : 215
      }
      if abs(dx) < 55, abs(dy - 100) < 9 { return 90 }
      return 180
    }
    #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
  }

  @Test("A dark disc on white has no iris")
  func disc() throws {
    let image = try Self.image(640, 480) { x, y in
      pow(Double(x) - 320, 2) + pow(Double(y) - 240, 2) < 2500 ? 20 : 200
    }
    #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
  }

  @Test("Too few rows or columns", arguments: [(199, 640), (640, 199), (1, 1)])
  func small(size: (Int, Int)) throws {
    let image = try Self.image(size.0, size.1) { _, _ in 100 }
    #expect(throws: SegmentationError.pictureTooSmall(width: size.0, height: size.1, minimum: 200)) {
      try IrisSegmenter().segment(image)
    }
  }

  @Test("Every reason comes with advice")
  func messages() {
    let errors: [SegmentationError] = [
      .pictureTooSmall(width: 1, height: 2, minimum: 3), .noPupil, .noLimbus, .eyeClosed,
      .cutByBorder(insideFraction: 0.5), .irisTooSmall(radius: 9, minimum: 24),
      .tooBlurred(focus: 0.1, minimum: 0.25), .tooOccluded(visibleFraction: 0.2, minimum: 0.3),
    ]
    let texts = errors.map(\.description)
    #expect(Set(texts).count == errors.count)
    #expect(texts.allSatisfy { $0.contains(";") })
  }
}
