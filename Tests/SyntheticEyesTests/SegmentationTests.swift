import IrisImaging
import SyntheticEyes
import Testing

@Suite("Segmentation against the truth of rendered eyes")
struct SegmentationTests {
  /// Ten eyes under circumstances changed by `change`.
  private func pictures(
    _ change: (inout SyntheticCapture) -> Void
  ) -> [(image: GrayImage, label: SyntheticLabel)] {
    (0..<10).map { index in
      var capture = SyntheticCapture(seed: UInt64(index) &* 977 &+ 5)
      change(&capture)
      return SyntheticEye(identity: UInt64(index) &+ 300).render(capture)
    }
  }

  @Test("At least 95 % of 60 usual pictures are within 5 % of the true circles")
  func usual() {
    let set = SyntheticDataset(identities: 30, images: 2, seed: 2024)
    let pictures = (0..<60).map { set.picture(eye: $0 / 2, number: $0 % 2) }
    #expect(SegmentationTruth.successRate(pictures) >= 0.95)
  }

  @Test("Pupils from narrow to wide", arguments: [0.22, 0.35, 0.5, 0.6])
  func dilation(ratio: Double) {
    #expect(SegmentationTruth.successRate(pictures { $0.dilation = ratio }) >= 0.9)
  }

  @Test("Eyes away from the centre", arguments: [(-0.6, 0.0), (0.6, 0.0), (0.0, 0.5), (0.0, -0.5)])
  func gaze(place: (Double, Double)) {
    let rate = SegmentationTruth.successRate(
      pictures {
        $0.gazeX = place.0
        $0.gazeY = place.1
      })
    #expect(rate >= 0.9)
  }

  /// Where less of the iris is left, a boundary that fits what is left is no answer.
  @Test("Eyes of which little is left are refused or right", arguments: [0.1, 0.25, 0.4])
  func mostlyCut(part: Double) {
    var wrong = 0
    for (image, label) in pictures({ $0.gazeX = 0 }) {
      let to = Int(label.limbus.center.x + label.limbus.radius * part)
      let pixels = (0..<image.height).flatMap { y in (0..<to).map { image[$0, y] } }
      guard let cut = GrayImage(width: to, height: image.height, pixels: pixels),
        let found = try? IrisSegmenter().segment(cut)
      else { continue }
      let error = max(
        found.limbus.center.distance(to: label.limbus.center),
        abs(found.limbus.radius - label.limbus.radius))
      if error > 0.15 * label.limbus.radius { wrong += 1 }
    }
    #expect(wrong <= 1)
  }

  /// A sixth of the iris's width, less than an eighth of its area, is missing on one side: there the limbus cannot be seen at all, and
  /// the boundary is a little less certain.
  @Test("Eyes that the edge of the picture cuts", arguments: [true, false])
  func cut(isLeft: Bool) {
    var good = 0
    for (image, label) in pictures({ $0.gazeX = 0 }) {
      let reach = label.limbus.radius * 2 / 3
      let from = isLeft ? Int(label.limbus.center.x - reach) : 0
      let to = isLeft ? image.width : Int(label.limbus.center.x + reach)
      let pixels = (0..<image.height).flatMap { y in (from..<to).map { image[$0, y] } }
      guard let cut = GrayImage(width: to - from, height: image.height, pixels: pixels),
        let found = try? IrisSegmenter().segment(cut)
      else { continue }
      let center = Point(x: found.limbus.center.x + Double(from), y: found.limbus.center.y)
      let error = max(
        center.distance(to: label.limbus.center), abs(found.limbus.radius - label.limbus.radius))
      if error < 0.08 * label.limbus.radius { good += 1 }
    }
    #expect(good >= 8)
  }

  @Test("Lids from half closed to wide open", arguments: [0.6, 0.8, 1.1])
  func lids(opening: Double) {
    #expect(SegmentationTruth.successRate(pictures { $0.upperOpening = opening }) >= 0.8)
  }

  @Test("Sensor noise", arguments: [0.0, 4, 8])
  func noise(deviation: Double) {
    #expect(SegmentationTruth.successRate(pictures { $0.noise = deviation }) >= 0.9)
  }

  @Test("Uneven and weak light", arguments: [(0.4, 1.0), (-0.4, 1.0), (0.0, 0.6)])
  func light(slope: Double, exposure: Double) {
    let rate = SegmentationTruth.successRate(
      pictures {
        $0.illuminationSlope = slope
        $0.exposure = exposure
      })
    #expect(rate >= 0.9)
  }

  @Test("Pictures from 320 x 240 to 5 megapixels", arguments: [(320, 240), (1280, 960), (2592, 1944)])
  func sizes(size: (Int, Int)) {
    let pictures = (0..<5).map {
      SyntheticEye(identity: UInt64($0) &+ 70).render(captureSeed: UInt64($0), width: size.0, height: size.1)
    }
    #expect(SegmentationTruth.successRate(pictures) >= 0.8)
  }

  @Test("The visible part is close to the part between the lids, and highlights are covered")
  func coverage() throws {
    for index in 0..<6 {
      let (image, label) = SyntheticEye(identity: UInt64(index) &+ 40).render(captureSeed: UInt64(index))
      let truth = try SegmentationTruth(image, label)
      #expect(abs(truth.segmentation.quality.visibleFraction - label.openFraction) < 0.2)
      for y in 0..<image.height {
        for x in 0..<image.width where image[x, y] >= 250 {
          let point = Point(x: Double(x), y: Double(y))
          let ring =
            point.distance(to: label.limbus.center) < 0.9 * label.limbus.radius
            && point.distance(to: label.pupil.center) > label.pupil.radius + 0.05 * label.limbus.radius
          if ring { #expect(truth.segmentation.mask.isCovered(point)) }
        }
      }
    }
  }

  @Test("The same picture gives the same segmentation")
  func repeatable() throws {
    let (image, _) = SyntheticEye(identity: 5).render(captureSeed: 6)
    #expect(try IrisSegmenter().segment(image) == IrisSegmenter().segment(image))
  }
}
