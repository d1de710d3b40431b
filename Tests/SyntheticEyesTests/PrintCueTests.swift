import Foundation
import IrisImaging
import SyntheticEyes
import Testing

@Suite("Signs of a printed picture")
struct PrintCueTests {
  @Test("Rendered eyes without a screen are not suspicious", arguments: 0..<6)
  func live(index: Int) {
    let (image, _) = SyntheticEye(identity: UInt64(index) &+ 20).render(captureSeed: UInt64(index))
    let cue = PrintCue(image: image)
    #expect(!cue.isSuspicious)
    #expect(cue.dotPeak >= 1)
  }

  @Test("Small and demanding pictures of living eyes are not suspicious", arguments: [240, 300, 480])
  func small(height: Int) {
    let suspicious = (0..<24).filter { index in
      let eye = SyntheticEye(identity: UInt64(index))
      let (image, label) = eye.render(
        .demanding(seed: UInt64(index)), width: height * 4 / 3, height: height)
      return PrintCue(image: image, limbus: label.limbus).isSuspicious
    }
    #expect(suspicious.isEmpty)
  }

  @Test("The dots of a screen are found, and how far they are apart", arguments: [4.0, 5, 7])
  func screen(period: Double) throws {
    let (image, _) = SyntheticEye(identity: 5).render(captureSeed: 3)
    var pixels = image.pixels
    for y in 0..<image.height {
      for x in 0..<image.width {
        // Two crossed waves along the diagonals: a screen at 45 degrees.
        let dot = cos(2 * Double.pi * Double(x) / period) * cos(2 * Double.pi * Double(y) / period)
        let at = y * image.width + x
        pixels[at] = UInt8(min(max(Double(pixels[at]) + 12 * dot, 0), 255))
      }
    }
    let printed = try #require(GrayImage(width: image.width, height: image.height, pixels: pixels))
    let cue = PrintCue(image: printed)
    #expect(cue.isSuspicious)
    #expect(abs(cue.dotSpacing - period / 2.0.squareRoot()) < 0.3)
  }

  /// A print that was cut out and held before an eye, or worn on it, with dots finer than those of lenses.
  @Test("Dots over the iris alone are found", arguments: [0.0, 30, 45])
  func irisAlone(degrees: Double) throws {
    let (image, label) = SyntheticEye(identity: 5).render(captureSeed: 3)
    let turn = degrees * Double.pi / 180
    var pixels = image.pixels
    for y in 0..<image.height {
      for x in 0..<image.width
      where Point(x: Double(x), y: Double(y)).distance(to: label.limbus.center) < label.limbus.radius {
        let across = Double(x) * cos(turn) + Double(y) * sin(turn)
        let down = Double(y) * cos(turn) - Double(x) * sin(turn)
        let dot = cos(2 * Double.pi * across / 4.6) * cos(2 * Double.pi * down / 4.6)
        let at = y * image.width + x
        pixels[at] = UInt8(min(max(Double(pixels[at]) + 12 * dot, 0), 255))
      }
    }
    let printed = try #require(GrayImage(width: image.width, height: image.height, pixels: pixels))
    #expect(PrintCue(image: printed, limbus: label.limbus).isSuspicious)
    #expect(!PrintCue(image: image, limbus: label.limbus).isSuspicious)
  }

  @Test("Blank and tiny pictures have the least figure")
  func blank() throws {
    for (width, height) in [(1, 1), (63, 500), (640, 480)] {
      let image = try #require(
        GrayImage(width: width, height: height, pixels: [UInt8](repeating: 90, count: width * height)))
      #expect(PrintCue(image: image).dotPeak == 1)
    }
  }
}
