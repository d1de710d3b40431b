import IrisImaging
import SyntheticEyes
import Testing

@Suite("Unusable synthetic eyes")
struct UnusableEyeTests {
  @Test("A closed eye is refused", arguments: 0..<12)
  func closed(index: Int) {
    var capture = SyntheticCapture(seed: UInt64(index))
    capture.isClosed = true
    let (image, label) = SyntheticEye(identity: UInt64(index) &* 31).render(capture)
    #expect(label.openFraction == 0)
    #expect(throws: SegmentationError.eyeClosed) { try IrisSegmenter().segment(image) }
  }

  @Test("An eye with most of its iris outside the picture is refused")
  func cut() {
    var capture = SyntheticCapture(seed: 3)
    // The centre of the iris lies ten pixels beyond the right edge.
    capture.gazeX = (320 + 10) / (capture.irisSize * 480)
    let (image, _) = SyntheticEye(identity: 9).render(capture)
    #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
  }

  @Test("An eye out of focus is refused")
  func blurred() {
    for index in 0..<5 {
      var capture = SyntheticCapture(seed: UInt64(index))
      capture.blur = 22
      let (image, _) = SyntheticEye(identity: UInt64(index)).render(capture)
      #expect(throws: SegmentationError.self) { try IrisSegmenter().segment(image) }
    }
  }

  @Test("Sizes and circumstances far out of range are rendered without a trap")
  func extremes() {
    var capture = SyntheticCapture(seed: 1)
    capture.irisSize = 3
    capture.dilation = 5
    capture.gazeX = 50
    capture.highlights = 99
    capture.blur = 0
    let (image, _) = SyntheticEye(identity: 1).render(capture, width: -5, height: 99)
    #expect((image.width, image.height) == (64, 99))
    capture.irisSize = -1
    capture.upperOpening = -4
    #expect(SyntheticEye(identity: 1).render(capture, width: 100, height: 70).image.height == 70)
  }
}
