import IrisImaging
import Testing

/// Lines, areas, letters and pictures on a canvas, by the amount of ink and where it lies.
@Suite struct DrawingTests {
  private let black = ColorCanvas.Color(red: 0, green: 0, blue: 0)

  /// Ink on a pixel, 0...1, of a canvas that was white.
  private func ink(_ canvas: ColorCanvas, _ x: Int, _ y: Int) -> Double {
    1 - Double(canvas.samples[3 * (y * canvas.width + x)]) / 255
  }

  private func total(_ canvas: ColorCanvas) -> Double {
    (0..<canvas.height).reduce(0) { sum, y in
      sum + (0..<canvas.width).reduce(0) { $0 + ink(canvas, $1, y) }
    }
  }

  @Test func aLineHasItsWidthInAnyDirection() {
    for end in [Point(x: 80, y: 20), Point(x: 20, y: 80), Point(x: 65, y: 65), Point(x: 70, y: 45)] {
      var canvas = ColorCanvas(width: 100, height: 100)
      let start = Point(x: 20, y: 20)
      canvas.stroke([start, end], black, width: 3)
      // A strip of that width with half a disc at either end.
      let expected = 3 * start.distance(to: end) + Double.pi * 2.25
      #expect(abs(total(canvas) / expected - 1) < 0.05)
    }
  }

  @Test func crossingsAreNotDarker() {
    var once = ColorCanvas(width: 40, height: 40)
    once.stroke([Point(x: 5, y: 20), Point(x: 35, y: 20)], black, width: 0.5)
    var twice = ColorCanvas(width: 40, height: 40)
    twice.stroke([Point(x: 5, y: 20), Point(x: 35, y: 20), Point(x: 5, y: 20)], black, width: 0.5)
    #expect(once == twice)
  }

  @Test func areasCoverPartsOfPixels() {
    var canvas = ColorCanvas(width: 10, height: 10)
    canvas.fill(left: 2.5, top: 3, right: 5, bottom: 4.25, black)
    #expect(abs(total(canvas) - 2.5 * 1.25) < 0.02)
    #expect(ink(canvas, 3, 3) == 1)
    #expect(abs(ink(canvas, 2, 3) - 0.5) < 0.01)
    #expect(ink(canvas, 1, 3) == 0)
    canvas.fill(left: -1e9, top: -5, right: 1e9, bottom: 1e9, black)
    #expect(total(canvas) == 100)
  }

  @Test func textIsPlacedByItsAnchor() {
    func columns(_ anchor: ColorCanvas.Anchor) -> (first: Int, last: Int) {
      var canvas = ColorCanvas(width: 200, height: 40)
      canvas.write("HH", at: Point(x: 100, y: 30), size: 20, black, anchor: anchor)
      let inked = (0..<200).filter { x in (0..<40).contains { ink(canvas, x, $0) > 0.5 } }
      return (inked.first ?? -1, inked.last ?? -1)
    }
    let (start, middle, end) = (columns(.start), columns(.middle), columns(.end))
    #expect((98...101).contains(start.first))
    #expect((98...101).contains(end.last))
    #expect(abs(100 - middle.first - (middle.last - 99)) <= 2)
    #expect(start.last - start.first == end.last - end.first)
  }

  @Test func everyPrintableLetterLooksDifferent() {
    var seen: [[UInt8]: Character] = [:]
    for code in UInt8(33)...126 {
      let letter = Character(UnicodeScalar(code))
      var canvas = ColorCanvas(width: 30, height: 30)
      canvas.write(String(letter), at: Point(x: 5, y: 22), size: 16, black)
      #expect(total(canvas) > 4, "\(letter)")
      // These few have no strokes of their own and are the same box.
      guard !"$&@\\^`{|}~".contains(letter) else { continue }
      #expect(seen[canvas.samples] == nil, "\(letter) looks like \(seen[canvas.samples] ?? " ")")
      seen[canvas.samples] = letter
    }
  }

  @Test func nothingOutsideIsTouched() {
    var canvas = ColorCanvas(width: 8, height: 6)
    let before = canvas
    canvas.stroke([Point(x: -50, y: -50), Point(x: -10, y: 40)], black, width: 4)
    canvas.stroke([Point(x: .nan, y: 0), Point(x: 3, y: 3)], black, width: 4)
    canvas.stroke([Point(x: 1e300, y: 0), Point(x: 3, y: 3)], black, width: 4)
    canvas.stroke([Point](), black, width: 4)
    canvas.write("text", at: Point(x: 1e300, y: 2), size: 9, black)
    canvas.fill(left: 9, top: 0, right: 12, bottom: 3, black)
    canvas.draw(ColorCanvas(width: 3, height: 3, fill: black), x: 8, y: 2)
    canvas.draw(ColorCanvas(width: 3, height: 3, fill: black), x: -3, y: -3)
    #expect(canvas == before)
    canvas.draw(ColorCanvas(width: 3, height: 3, fill: black), x: 6, y: -2)
    #expect(total(canvas) == 2)
  }

  @Test func resizingKeepsTheMean() throws {
    let image = try #require(
      GrayImage(width: 12, height: 9, pixels: (0..<108).map { UInt8(($0 * 37) % 256) }))
    let canvas = ColorCanvas(image)
    func mean(_ canvas: ColorCanvas) -> Double {
      canvas.samples.reduce(0) { $0 + Double($1) } / Double(canvas.samples.count)
    }
    for (width, height) in [(12, 9), (24, 18), (6, 3), (7, 5), (1, 1), (31, 40)] {
      let resized = canvas.resized(width: width, height: height)
      #expect(resized.width == width && resized.height == height)
      #expect(abs(mean(resized) - mean(canvas)) < 1)
    }
    #expect(canvas.resized(width: 12, height: 9) == canvas)
    let large = canvas.resized(width: 24, height: 18)
    #expect(large.samples[3 * (24 * 3 + 5)] == canvas.samples[3 * (12 + 2)])
  }
}
