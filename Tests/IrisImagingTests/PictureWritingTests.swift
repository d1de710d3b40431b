import IrisImaging
import Testing

@Suite("Writing of pictures")
struct PictureWritingTests {
  @Test("Gray pictures of any width come back from PNG and PGM", arguments: [1, 2, 7, 64, 333])
  func roundTrip(width: Int) throws {
    let pixels = (0..<(width * 5)).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 3) }
    let image = try #require(GrayImage(width: width, height: 5, pixels: pixels))
    #expect(try GrayImage.decode(image.pngEncoded()) == image)
    #expect(try GrayImage.decode(image.pgmEncoded()) == image)
  }

  @Test("A PNG header states size, 8 bits and the colour type")
  func header() throws {
    let image = try #require(GrayImage(width: 300, height: 2, pixels: [UInt8](repeating: 5, count: 600)))
    let gray = try image.pngEncoded()
    #expect(Array(gray[12..<26]) == Array("IHDR".utf8) + [0, 0, 1, 44, 0, 0, 0, 2, 8, 0])
    let colour = try ColorCanvas(image).pngEncoded()
    #expect(Array(colour[12..<26]) == Array("IHDR".utf8) + [0, 0, 1, 44, 0, 0, 0, 2, 8, 2])
  }

  @Test("Lines end where they should, drawing outside the canvas changes nothing")
  func drawing() throws {
    let image = try #require(GrayImage(width: 6, height: 4, pixels: [UInt8](repeating: 9, count: 24)))
    var canvas = ColorCanvas(image)
    let red = ColorCanvas.Color(red: 255, green: 0, blue: 0)
    canvas.blend(x: 6, y: 0, red)
    canvas.blend(x: 0, y: -1, red)
    canvas.drawPath([Point(x: 1e9, y: 0), Point(x: 0, y: .nan)], red)
    #expect(canvas == ColorCanvas(image))
    canvas.drawPath([Point(x: 1, y: 2), Point(x: 4, y: 2)], red)
    let changed = (0..<24).filter { canvas.samples[$0 * 3] == 255 }
    #expect(changed == [13, 14, 15, 16])
  }
}
