import IrisImaging
import Testing

/// Files made to do harm, or of kinds that people send by mistake: an error that says what is wrong, or the right picture.
@Suite("Hostile picture files")
struct HostileFileTests {
  private func error(_ file: [UInt8]) -> ImageError? {
    do {
      _ = try GrayImage.decode(file)
      return nil
    } catch { return error }
  }

  private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
    [0xFF, marker] + SampleFiles.bigEndian(data.count + 2, 2) + data
  }

  /// A JPEG file with a further segment behind its first marker.
  private static func inserted(_ segment: [UInt8], into jpeg: [UInt8]) -> [UInt8] {
    Array(jpeg.prefix(2)) + segment + Array(jpeg.dropFirst(2))
  }

  private static func frame(of jpeg: [UInt8]) throws -> Int {
    try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
  }

  @Test("A PNG of 30000 x 30000 in a few bytes is refused by its size")
  func giantPNG() {
    let file = SampleFiles.png(width: 30000, depth: 8, colourType: 0, rows: [[0, 0, 0]])
    #expect(error(file) == .dimensions(width: 30000, height: 1, limit: 8192))
    var tall = file
    // Width, then height, in the header chunk; the check sum is not looked at before the size.
    tall.replaceSubrange(16..<24, with: SampleFiles.bigEndian(30000) + SampleFiles.bigEndian(30000))
    #expect(error(tall) == .dimensions(width: 30000, height: 30000, limit: 8192))
  }

  @Test("A size within the limits needs the data to fill it")
  func emptyPNG() {
    for (width, height) in [(8000, 4000), (4000, 8000), (5000, 5000)] {
      var file = SampleFiles.png(width: width, depth: 16, colourType: 6, rows: [[0, 0, 0]])
      file.replaceSubrange(20..<24, with: SampleFiles.bigEndian(height))
      guard case .malformed("PNG", let detail)? = error(file) else {
        Issue.record("\(String(describing: error(file)))")
        continue
      }
      #expect(detail.contains("too little data"))
    }
    #expect(
      error(Array("P5 8192 8192 255 ".utf8)) == .area(width: 8192, height: 8192, limit: GrayImage.areaLimit))
  }

  @Test("A JPEG whose frame header claims more than its bytes can hold")
  func giantJPEG() throws {
    var file = SampleFiles.grayJPEG
    let frame = try Self.frame(of: file)
    file.replaceSubrange((frame + 5)..<(frame + 9), with: [0x10, 0, 0x10, 0])
    #expect(error(file) == .truncated(format: "JPEG", at: file.count))
  }

  @Test("JPEG: 12 bits, arithmetic coding, lossless, and scans without end are refused by name")
  func unusualJPEG() throws {
    let frame = try Self.frame(of: SampleFiles.grayJPEG)
    var deep = SampleFiles.grayJPEG
    deep[frame + 4] = 12
    #expect(error(deep) == .unsupported(format: "JPEG", detail: "it has 12 bits a sample"))
    for (marker, word) in [(UInt8(0xC9), "arithmetically"), (0xC3, "lossless")] {
      var file = SampleFiles.grayJPEG
      file[frame + 1] = marker
      guard case .unsupported("JPEG", let detail)? = error(file) else {
        Issue.record("marker \(marker)")
        continue
      }
      #expect(detail.contains(word))
    }
    // 4096 x 4096 pixels and 40 scans, padded to a length that could hold them.
    var many = SampleFiles.grayJPEG
    many.replaceSubrange((frame + 5)..<(frame + 9), with: [0x10, 0, 0x10, 0])
    let scan = try #require(many.indices.dropLast().first { many[$0] == 0xFF && many[$0 + 1] == 0xDA })
    let scans = [[UInt8]](repeating: Array(many[scan..<(many.count - 2)]), count: 40).flatMap { $0 }
    let file = Array(many[..<scan]) + scans + [UInt8](repeating: 0, count: 40000) + [0xFF, 0xD9]
    guard case .unsupported("JPEG", let detail)? = error(file) else {
      Issue.record("\(String(describing: error(file)))")
      return
    }
    #expect(detail.contains("40 scans"))
  }

  @Test("An animated PNG is refused, a PNG with one frame is not")
  func animation() throws {
    func file(frames: Int) -> [UInt8] {
      SampleFiles.png(
        width: 2, depth: 8, colourType: 0, rows: [[10, 20], [30, 40]],
        extra: SampleFiles.chunk("acTL", SampleFiles.bigEndian(frames) + SampleFiles.bigEndian(0)))
    }
    #expect(error(file(frames: 2)) == .unsupported(format: "PNG", detail: "it is an animation"))
    #expect(try GrayImage.decode(file(frames: 1)).pixels == [10, 20, 30, 40])
  }

  @Test(
    "Other formats are named",
    arguments: [
      ("GIF89a....", "GIF"), ("RIFF....WEBPVP8 ", "WebP"), ("II*\0........", "TIFF"),
      ("....ftypheic", "HEIF or AVIF"), ("%PDF-1.7", "PDF"), ("P6 1 1 255 abc", "portable any map"),
    ])
  func otherFormats(text: String, name: String) throws {
    guard case .unsupported(let format, _)? = error(Array(text.utf8)) else {
      Issue.record("\(text)")
      return
    }
    #expect(format == name)
  }

  @Test("The content counts, not what the name promises")
  func wrongExtension() throws {
    let image = try #require(GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6]))
    for file in [image.pgmEncoded(), try image.pngEncoded()] { #expect(try GrayImage.decode(file) == image) }
    for text in ["", "P", "hello", "<svg/>", "{}"] { #expect(error(Array(text.utf8)) == .unknownFormat) }
  }

  @Test(
    "Giant numbers in PGM headers",
    arguments: [
      "P5 99999999999999999999999999 1 255 ", "P5 1 18446744073709551616 255 ", "P5 100000 100000 255 ",
      "P2 1 1 99999999999999999999 1", "P2 1 1 255 99999999999999999999", "P5 8192 4097 255 x",
      "P2 5000 5000 1 0 1 0 1", "P5 2147483648 2 255 ",
    ])
  func giantNumbers(text: String) {
    #expect(error(Array(text.utf8)) != nil)
  }

  @Test("Sixteen bits a sample are reduced to eight", arguments: [UInt8(0), 255, 77])
  func sixteenBits(low: UInt8) throws {
    let png = SampleFiles.png(width: 2, depth: 16, colourType: 0, rows: [[200, low, 17, low]])
    let pgm = Array("P5 2 1 65535\n".utf8) + [200, low, 17, low]
    for file in [png, pgm] {
      let pixels = try GrayImage.decode(file).pixels
      #expect(abs(Int(pixels[0]) - 200) <= 1 && abs(Int(pixels[1]) - 17) <= 1)
    }
  }

  // MARK: - Exif

  /// An Exif segment with some other entry and the orientation.
  private static func exif(_ orientation: Int, isLittle: Bool, type: Int = 3, count: Int = 1) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      isLittle ? SampleFiles.littleEndian(value, size) : SampleFiles.bigEndian(value, size)
    }
    let start = Array(isLittle ? "II".utf8 : "MM".utf8) + number(42, 2) + number(8, 4)
    let other = number(0x010F, 2) + number(2, 2) + number(4, 4) + Array("abc\0".utf8)
    let entry =
      number(0x0112, 2) + number(type, 2) + number(count, 4) + number(orientation, 2) + number(0, 2)
    return segment(0xE1, Array("Exif\0\0".utf8) + start + number(2, 2) + other + entry + number(0, 4))
  }

  /// The sample is 16 x 8, dark on its left.
  @Test("A JPEG is turned upright by its orientation", arguments: 1...8, [true, false])
  func orientation(value: Int, isLittle: Bool) throws {
    let file = Self.inserted(Self.exif(value, isLittle: isLittle), into: SampleFiles.halvesJPEG)
    let image = try GrayImage.decode(file)
    let turned = value >= 5
    #expect((image.width, image.height) == (turned ? (8, 16) : (16, 8)))
    let (near, far) = turned ? (image[4, 2], image[4, 13]) : (image[2, 4], image[13, 4])
    // Row 0 and column 0 of the file lie, by the standard: 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left top, 6 right
    // top, 7 right bottom, 8 left bottom. The file's left side is then at the near end for 1, 4, 5, 6 and at the far end for the others.
    let darkIsNear = [1, 4, 5, 6].contains(value)
    #expect(abs(Int(near) - (darkIsNear ? 40 : 200)) <= 1)
    #expect(abs(Int(far) - (darkIsNear ? 200 : 40)) <= 1)
  }

  /// Both directions at once, on a picture without symmetry.
  @Test("Every orientation moves the four corners as Exif says")
  func corners() throws {
    // Corners of the file: top left, top right, bottom left, bottom right, as flat blocks of 8 x 8 behind each other in 16 x 16 would be;
    // a lossless check goes through the transform itself.
    let stored = try #require(GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6]))
    let expected: [Int: [UInt8]] = [
      1: [1, 2, 3, 4, 5, 6], 2: [3, 2, 1, 6, 5, 4], 3: [6, 5, 4, 3, 2, 1], 4: [4, 5, 6, 1, 2, 3],
      5: [1, 4, 2, 5, 3, 6], 6: [4, 1, 5, 2, 6, 3], 7: [6, 3, 5, 2, 4, 1], 8: [3, 6, 2, 5, 1, 4],
      0: [1, 2, 3, 4, 5, 6], 9: [1, 2, 3, 4, 5, 6],
    ]
    for (orientation, pixels) in expected {
      #expect(stored.upright(orientation: orientation).pixels == pixels, "orientation \(orientation)")
    }
  }

  @Test("A damaged Exif segment leaves the picture as it is")
  func damagedExif() throws {
    let plain = try GrayImage.decode(SampleFiles.halvesJPEG)
    let whole = Self.exif(6, isLittle: true)
    var segments = [
      Self.exif(0, isLittle: true), Self.exif(9, isLittle: false), Self.exif(255, isLittle: true),
    ]
    segments += [Self.exif(6, isLittle: true, type: 4), Self.exif(6, isLittle: true, count: 2)]
    segments += (0..<(whole.count - 8)).map { Self.segment(0xE1, Array(whole[4..<(4 + $0)])) }
    for segment in segments {
      let image = try GrayImage.decode(Self.inserted(segment, into: SampleFiles.halvesJPEG))
      #expect(image == plain || image == plain.upright(orientation: 6))
    }
    // A directory far outside.
    var far = whole
    far.replaceSubrange(14..<18, with: [255, 255, 255, 255])
    #expect(try GrayImage.decode(Self.inserted(far, into: SampleFiles.halvesJPEG)) == plain)
  }
}
