import IrisImaging
import Testing

@Suite("Decoding of known files")
struct PictureDecodingTests {
  @Test("An 8-bit gray PNG")
  func grayPNG() throws {
    let file = SampleFiles.png(width: 3, depth: 8, colourType: 0, rows: [[0, 128, 255], [7, 8, 9]])
    let image = try GrayImage.decode(file)
    #expect((image.width, image.height) == (3, 2))
    #expect(image.pixels == [0, 128, 255, 7, 8, 9])
  }

  @Test("An RGB PNG becomes BT.601 luma: 0.299 R + 0.587 G + 0.114 B")
  func colourPNG() throws {
    let row: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90]
    let image = try GrayImage.decode(SampleFiles.png(width: 4, depth: 8, colourType: 2, rows: [row]))
    #expect(image.pixels == [76, 150, 29, 90])
  }

  @Test("A 16-bit gray PNG keeps its upper byte, give or take rounding")
  func deepPNG() throws {
    let row: [UInt8] = [0x00, 0x00, 0x80, 0x80, 0xFF, 0xFF, 0x12, 0x34]
    let image = try GrayImage.decode(SampleFiles.png(width: 4, depth: 16, colourType: 0, rows: [row]))
    let expected: [Int] = [0, 128, 255, 18]
    for (value, wanted) in zip(image.pixels, expected) { #expect(abs(Int(value) - wanted) <= 1) }
  }

  @Test("A 1-bit PNG and a palette PNG are expanded")
  func indexedPNG() throws {
    let bits = try GrayImage.decode(SampleFiles.png(width: 8, depth: 1, colourType: 0, rows: [[0b1010_0101]]))
    #expect(bits.pixels == [255, 0, 255, 0, 0, 255, 0, 255])
    let palette = SampleFiles.chunk("PLTE", [0, 0, 0, 200, 200, 200])
    let file = SampleFiles.png(width: 2, depth: 8, colourType: 3, rows: [[1, 0]], extra: palette)
    #expect(try GrayImage.decode(file).pixels == [200, 0])
  }

  @Test("Transparency is laid over white")
  func alphaPNG() throws {
    let row: [UInt8] = [100, 255, 100, 0, 0, 51]
    let image = try GrayImage.decode(SampleFiles.png(width: 3, depth: 8, colourType: 4, rows: [row]))
    #expect(image.pixels == [100, 255, 204])
  }

  @Test("A 24-bit BMP is stored bottom-up in the order blue, green, red with padded rows")
  func colourBMP() throws {
    let data: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 80, 80, 80, 0, 0]
    let image = try GrayImage.decode(SampleFiles.bmp(width: 2, height: 2, bits: 24, data: data))
    #expect(image.pixels == [29, 80, 76, 150])
  }

  @Test("A BMP of negative height is stored top-down; 8-, 4- and 1-bit indices go through the palette")
  func indexedBMP() throws {
    let palette: [UInt8] = [10, 10, 10, 0, 20, 20, 20, 0]
    let bytes = SampleFiles.bmp(
      width: 2, height: -2, bits: 8, palette: palette, data: [0, 1, 0, 0, 1, 1, 0, 0])
    #expect(try GrayImage.decode(bytes).pixels == [10, 20, 20, 20])
    let nibbles = SampleFiles.bmp(width: 3, height: 1, bits: 4, palette: palette, data: [0x10, 0x10, 0, 0])
    #expect(try GrayImage.decode(nibbles).pixels == [20, 10, 20])
    let bits = SampleFiles.bmp(width: 3, height: 1, bits: 1, palette: palette, data: [0b0100_0000, 0, 0, 0])
    #expect(try GrayImage.decode(bits).pixels == [10, 20, 10])
  }

  @Test("PGM: text with comments, binary, two bytes a sample, and a maximum other than 255")
  func pgm() throws {
    let text = Array("P2\n# a comment\n3 2 # another\n255\n0 1 2\n3 4 255".utf8)
    #expect(try GrayImage.decode(text).pixels == [0, 1, 2, 3, 4, 255])
    #expect(try GrayImage.decode(Array("P5 2 1 255 ".utf8) + [9, 10]).pixels == [9, 10])
    let deep: [UInt8] = Array("P5 2 1 65535\n".utf8) + [0xFF, 0xFF, 0x80, 0x80]
    #expect(try GrayImage.decode(deep).pixels == [255, 128])
    #expect(try GrayImage.decode(Array("P2 3 1 15 0 5 15".utf8)).pixels == [0, 85, 255])
  }

  @Test("JPEG files of another encoder decode to their flat areas")
  func jpeg() throws {
    let flat = try GrayImage.decode(SampleFiles.grayJPEG)
    #expect((flat.width, flat.height) == (8, 8))
    #expect(flat.pixels.allSatisfy { abs(Int($0) - 100) <= 1 })
    let halves = try GrayImage.decode(SampleFiles.halvesJPEG)
    #expect((halves.width, halves.height) == (16, 8))
    #expect(abs(Int(halves[2, 4]) - 40) <= 1)
    #expect(abs(Int(halves[13, 4]) - 200) <= 1)
  }

  @Test("What is not a supported picture is named as such")
  func refused() {
    #expect(throws: ImageError.unknownFormat) { try GrayImage.decode([]) }
    #expect(throws: ImageError.unknownFormat) { try GrayImage.decode(Array("JIF89a".utf8)) }
    let error = #expect(throws: ImageError.self) { try GrayImage.decode(SampleFiles.cmykJPEG) }
    guard case .unsupported("JPEG", _)? = error else {
      Issue.record("four printing inks gave \(String(describing: error))")
      return
    }
  }

  @Test("Sizes over the limit are refused from the header alone")
  func tooLarge() throws {
    let limit = GrayImage.sideLimit
    let expected = ImageError.dimensions(width: limit + 1, height: 1, limit: limit)
    let png = SampleFiles.png(width: limit + 1, depth: 8, colourType: 0, rows: [[0]])
    #expect(throws: expected) { try GrayImage.decode(png) }
    let bmp = SampleFiles.bmp(width: limit + 1, height: 1, bits: 24, data: [])
    #expect(throws: expected) { try GrayImage.decode(bmp) }
    #expect(throws: expected) { try GrayImage.decode(Array("P5 \(limit + 1) 1 255 ".utf8)) }
    let most = SampleFiles.bmp(width: Int(Int32.min), height: Int(Int32.min), bits: 24, data: [])
    #expect(throws: ImageError.self) { try GrayImage.decode(most) }
    var jpeg = SampleFiles.grayJPEG
    let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg[frame + 5] = 0xFF
    #expect(throws: ImageError.dimensions(width: 8, height: 0xFF08, limit: limit)) {
      try GrayImage.decode(jpeg)
    }
    #expect(throws: ImageError.fileTooLarge(bytes: GrayImage.fileLimit + 1, limit: GrayImage.fileLimit)) {
      try GrayImage.decode([UInt8](repeating: 0, count: GrayImage.fileLimit + 1))
    }
  }
}
