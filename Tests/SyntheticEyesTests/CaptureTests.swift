import Foundation
import IrisImaging
import SyntheticEyes
import Testing

@Suite("Circumstances of rendered pictures")
struct CaptureTests {
  /// A calm picture without lids over the sides of the iris, noise or lamps.
  private func capture(_ seed: UInt64) -> SyntheticCapture {
    var capture = SyntheticCapture(seed: seed)
    capture.noise = 0
    capture.highlights = 0
    capture.droopingLashes = 0
    capture.upperOpening = 1.2
    capture.lowerOpening = 1.2
    return capture
  }

  private func gray(_ image: GrayImage, _ point: Point) -> Double {
    let x = min(max(Int(point.x.rounded()), 0), image.width - 1)
    let y = min(max(Int(point.y.rounded()), 0), image.height - 1)
    return Double(image[x, y])
  }

  @Test("An eye turned to the side is narrower by the cosine of its angle, in the label and in the picture")
  func turned() {
    for seed in UInt64(0)..<6 {
      var turned = capture(seed)
      turned.yawDegrees = seed % 2 == 0 ? 35 : -35
      let (image, label) = SyntheticEye(identity: seed &+ 900).render(turned)
      let outline = label.limbusOutline
      let (across, down) = (outline.radius(at: 0), outline.radius(at: Double.pi / 2))
      #expect(abs(across / down - cos(35 * Double.pi / 180)) < 0.002)
      // The circle of the label has the area of the ellipse.
      #expect(abs(label.limbus.radius - (across * down).squareRoot()) < 0.01)
      // On both sides the sclera is brighter than the iris, and the edge is that of the ellipse, not of the circle.
      for side in [-1.0, 1.0] {
        let center = outline.center
        let inside = gray(image, Point(x: center.x + side * 0.9 * across, y: center.y))
        let outside = gray(image, Point(x: center.x + side * 1.1 * across, y: center.y))
        #expect(outside > inside + 12)
      }
    }
  }

  @Test("An eye looking into the camera has round outlines, those of its circles")
  func facing() {
    let label = SyntheticEye(identity: 4).render(captureSeed: 9, width: 320, height: 240).label
    for (outline, circle) in [(label.limbusOutline, label.limbus), (label.pupilOutline, label.pupil)] {
      #expect(outline.center.distance(to: circle.center) < 1e-9)
      #expect(outline.radii.allSatisfy { abs($0 - circle.radius) < 1e-9 })
    }
  }

  @Test("Reflections on glass saturate, the more of them the more pixels")
  func glasses() {
    for seed in UInt64(0)..<4 {
      let bright = [0, 2, 6].map { count -> Int in
        var glasses = capture(seed)
        glasses.exposure = 1
        glasses.glassReflections = count
        return SyntheticEye(identity: seed).render(glasses, width: 320, height: 240).image.pixels
          .count { $0 >= 250 }
      }
      #expect(bright[0] < 20 && bright[1] > bright[0] + 30 && bright[2] > bright[1])
    }
  }

  @Test("A demanding set has close and wide framing, and its pictures are repeatable")
  func demanding() {
    let set = SyntheticDataset(
      identities: 12, images: 1, seed: 8, width: 160, height: 120, isDemanding: true)
    let labels = (0..<12).map { set.picture(eye: $0, number: 0).label }
    let sizes = labels.map(\.capture.irisSize)
    #expect(sizes.contains { $0 < 0.27 } && sizes.contains { $0 > 0.33 })
    #expect(labels.contains { $0.capture.glassReflections > 0 })
    #expect(set.picture(eye: 3, number: 0).image == set.picture(eye: 3, number: 0).image)
    let usual = SyntheticDataset(identities: 12, images: 1, seed: 8, width: 160, height: 120)
    #expect(usual.picture(eye: 3, number: 0).image != set.picture(eye: 3, number: 0).image)
  }
}
