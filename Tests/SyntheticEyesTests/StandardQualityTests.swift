import IrisImaging
import SyntheticEyes
import Testing

@Suite("Quality figures of ISO/IEC 29794-6")
struct StandardQualityTests {
  private func quality(_ change: (inout SyntheticCapture) -> Void) throws -> (StandardQuality, SyntheticLabel)
  {
    var capture = SyntheticCapture(seed: 11)
    capture.gazeX = 0
    capture.gazeY = 0
    capture.upperOpening = 1.1
    capture.lowerOpening = 1.1
    change(&capture)
    let (image, label) = SyntheticEye(identity: 77).render(capture)
    return (StandardQuality(image: image, segmentation: try IrisSegmenter().segment(image)), label)
  }

  @Test("Radius, dilation and concentricity are those of the rendered eye", arguments: [0.25, 0.4, 0.55])
  func geometry(dilation: Double) throws {
    let (quality, label) = try quality { $0.dilation = dilation }
    #expect(abs(quality.irisRadius - label.limbus.radius) < 0.03 * label.limbus.radius)
    #expect(abs(quality.pupilIrisRatio - 100 * dilation) < 3)
    let offset = label.pupil.center.distance(to: label.limbus.center) / label.limbus.radius
    #expect(abs(quality.irisPupilConcentricity - 100 * (1 - offset)) < 4)
    #expect(quality.pupilBoundaryCircularity > 96)
  }

  @Test("A lower lid takes usable area, a shift towards the edge takes margin")
  func occlusionAndMargin() throws {
    let (open, _) = try quality { _ in }
    let (half, _) = try quality { $0.upperOpening = 0.5 }
    #expect(half.usableIrisArea < open.usableIrisArea - 10)
    let (shifted, label) = try quality { $0.gazeX = 1.2 }
    let gap = 640 - label.limbus.center.x - label.limbus.radius
    #expect(open.marginAdequacy == 100)
    #expect(abs(shifted.marginAdequacy - 100 * min(gap / (0.6 * label.limbus.radius), 1)) < 8)
  }

  @Test("A weaker exposure lowers the entropy of the gray values; all scales are kept")
  func scales() throws {
    let (bright, _) = try quality { $0.exposure = 1 }
    let (dark, _) = try quality { $0.exposure = 0.6 }
    #expect(dark.grayScaleUtilisation < bright.grayScaleUtilisation)
    for figure in [
      bright.usableIrisArea, bright.irisScleraContrast, bright.irisPupilContrast, bright.pupilIrisRatio,
      bright.sharpness, bright.overall,
    ] {
      #expect((1...100).contains(figure))
    }
    #expect(bright.irisPupilContrast > 30 && bright.irisScleraContrast > 5)
  }
}
