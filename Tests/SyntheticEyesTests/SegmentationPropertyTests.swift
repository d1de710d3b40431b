import IrisImaging
import SyntheticEyes
import Testing

@Suite("Properties of the segmentation")
struct SegmentationPropertyTests {
  private static func image(_ width: Int, _ height: Int, _ value: (Int, Int) -> UInt8) throws -> GrayImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width { pixels.append(value(x, y)) }
    }
    return try #require(GrayImage(width: width, height: height, pixels: pixels))
  }

  @Test("A mirrored picture has mirrored boundaries", arguments: 0..<4)
  func mirror(index: Int) throws {
    let (image, label) = SyntheticEye(identity: UInt64(index) &+ 900).render(captureSeed: UInt64(index))
    let mirrored = try Self.image(image.width, image.height) { x, y in image[image.width - 1 - x, y] }
    let straight = try IrisSegmenter().segment(image)
    let turned = try IrisSegmenter().segment(mirrored)
    let tolerance = 0.03 * label.limbus.radius
    for (a, b) in [(straight.pupil, turned.pupil), (straight.limbus, turned.limbus)] {
      #expect(abs(a.center.x - (Double(image.width - 1) - b.center.x)) < tolerance)
      #expect(abs(a.center.y - b.center.y) < tolerance)
      #expect(abs(a.radius - b.radius) < tolerance)
    }
  }

  @Test("Half the size gives half the circles", arguments: 0..<4)
  func halfSize(index: Int) throws {
    let (image, label) = SyntheticEye(identity: UInt64(index) &+ 950).render(captureSeed: UInt64(index))
    let small = try Self.image(image.width / 2, image.height / 2) { x, y in
      let sum = [(0, 0), (1, 0), (0, 1), (1, 1)].reduce(0) { $0 + Int(image[2 * x + $1.0, 2 * y + $1.1]) }
      return UInt8(sum / 4)
    }
    let large = try IrisSegmenter().segment(image)
    let half = try IrisSegmenter().segment(small)
    let tolerance = 0.03 * label.limbus.radius
    #expect(abs(large.limbus.radius - 2 * half.limbus.radius) < tolerance)
    #expect(abs(large.pupil.radius - 2 * half.pupil.radius) < tolerance)
    #expect(abs(large.limbus.center.x - 2 * half.limbus.center.x - 0.5) < tolerance)
  }

  @Test("Close and wide framing, with the same parameters", arguments: [0.14, 0.2, 0.3, 0.4])
  func framing(size: Double) {
    let pictures = (0..<8).map { index -> (image: GrayImage, label: SyntheticLabel) in
      var capture = SyntheticCapture(seed: UInt64(index) &* 31 &+ 2)
      capture.irisSize = size
      capture.gazeY = 0
      return SyntheticEye(identity: UInt64(index) &+ 500).render(capture)
    }
    #expect(SegmentationTruth.successRate(pictures) >= 0.85)
  }

  @Test("Pictures of no eye, of odd shapes, are refused", arguments: [(200, 200), (3000, 200), (200, 2500)])
  func hostile(size: (Int, Int)) throws {
    var state: UInt64 = 88
    let noise = try Self.image(size.0, size.1) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 56)
    }
    let halves = try Self.image(size.0, size.1) { x, _ in x < size.0 / 2 ? 0 : 255 }
    let cross = try Self.image(size.0, size.1) { x, y in x == size.0 / 2 || y == size.1 / 2 ? 255 : 0 }
    for image in [noise, halves, cross] {
      #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
    }
  }
}
