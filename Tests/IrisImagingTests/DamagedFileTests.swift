import IrisImaging
import Testing

@Suite("Damaged picture files")
struct DamagedFileTests {
  static let files: [[UInt8]] = [
    SampleFiles.png(width: 3, depth: 8, colourType: 2, rows: [[UInt8](0..<9), [UInt8](9..<18)]),
    SampleFiles.png(width: 2, depth: 16, colourType: 4, rows: [[UInt8](0..<8)]),
    SampleFiles.bmp(width: 2, height: 2, bits: 24, data: [UInt8](0..<16)),
    SampleFiles.bmp(
      width: 4, height: 2, bits: 8, palette: [UInt8](repeating: 7, count: 64), data: [UInt8](0..<8)),
    Array("P5\n4 3\n255\n".utf8) + [UInt8](1...12),
    Array("P2\n3 2\n255\n10 20 30\n40 50 60\n".utf8),
    SampleFiles.grayJPEG, SampleFiles.halvesJPEG, SampleFiles.cmykJPEG,
  ]

  @Test("The samples themselves are whole", arguments: files.dropLast())
  func whole(file: [UInt8]) throws {
    #expect(try GrayImage.decode(file).pixels.isEmpty == false)
  }

  /// The end of the picture in text PGM is its last digit, so the final "0\n" there may be missing.
  @Test("Every truncation is an error", arguments: files)
  func truncated(file: [UInt8]) {
    let isText = file.starts(with: Array("P2".utf8))
    for length in 0..<(isText ? file.count - 2 : file.count) {
      #expect(throws: ImageError.self, "\(length) of \(file.count)") {
        try GrayImage.decode(Array(file.prefix(length)))
      }
    }
  }

  @Test("Every flipped bit gives a picture within the limits or an error", arguments: files)
  func flipped(file: [UInt8]) throws {
    for position in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << UInt8(bit)
        do {
          let image = try GrayImage.decode(damaged)
          try #require(image.pixels.count == image.width * image.height)
          try #require(image.width <= GrayImage.sideLimit && image.height <= GrayImage.sideLimit)
        } catch let error as ImageError {
          #expect(error.description.isEmpty == false)
        }
      }
    }
  }

  @Test("Every flipped bit of a PNG before its end chunk is noticed")
  func checkedPNG() {
    let file = Self.files[0]
    for position in 0..<(file.count - 4) {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << UInt8(bit)
        #expect(throws: ImageError.self, "byte \(position), bit \(bit)") { try GrayImage.decode(damaged) }
      }
    }
  }

  @Test(
    "Contradictions inside PGM headers are errors",
    arguments: [
      "P5 2 2 0 abcd", "P5 2 2 65536 abcd", "P5 -2 2 255 abcd", "P5 2x 2 255 abcd", "P5 0 2 255 ",
      "P5 99999999999999999999 1 255 ", "P2 2 1 7 3 8", "P5", "P2 1 1 255 ", "P5 8192 8192 255 a",
      "P6 1 1 255 abc",
    ])
  func pgmHeaders(text: String) {
    #expect(throws: ImageError.self) { try GrayImage.decode(Array(text.utf8)) }
  }

  @Test("Compressed and unusual bitmaps are refused as unsupported")
  func bmpVariants() {
    var compressed = Self.files[2]
    compressed[30] = 1
    var depth = Self.files[2]
    depth[28] = 16
    for file in [compressed, depth] {
      let error = #expect(throws: ImageError.self) { try GrayImage.decode(file) }
      guard case .unsupported("BMP", _)? = error else {
        Issue.record("expected an unsupported variant, got \(String(describing: error))")
        continue
      }
    }
  }
}
