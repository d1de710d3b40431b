/// An 8-bit gray picture, rows from the top, as every step of the imaging module reads it.
public struct GrayImage: Hashable, Sendable, CustomStringConvertible {
  /// Largest width and height, in pixels, that is decoded or constructed.
  public static let sideLimit = 8192
  /// Most pixels that are decoded: twice what the largest cameras for eyes deliver.
  public static let areaLimit = 1 << 25
  /// Largest file, in bytes, that is decoded.
  public static let fileLimit = 64 << 20

  /// Pixels in a row, 1...8192.
  public let width: Int
  /// Rows, 1...8192.
  public let height: Int
  /// Row-major, top row first, 0 black ... 255 white; `width * height` values.
  public let pixels: [UInt8]

  /// Wraps pixel values; nil unless both sides are within 1...8192 and the count is `width * height`.
  public init?(width: Int, height: Int, pixels: [UInt8]) {
    let sides = 1...Self.sideLimit
    guard sides.contains(width), sides.contains(height), pixels.count == width * height else { return nil }
    self.init(width: width, height: height, checked: pixels)
  }

  /// For callers in this package that have just made exactly `width * height` values.
  package init(width: Int, height: Int, checked pixels: [UInt8]) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The size only: pictures of eyes do not belong in logs.
  public var description: String { "gray picture, \(width) x \(height)" }

  /// The value at a column and row; coordinates outside are moved to the nearest edge.
  public subscript(x: Int, y: Int) -> UInt8 {
    pixels[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
  }

  /// Decodes PNG, JPEG, BMP or PGM, told apart by content.
  ///
  /// Colour becomes luma (ITU-R BT.601), 16-bit samples are reduced to 8, transparency is laid over white, and a JPEG picture is turned
  /// upright by its Exif orientation. Sizes are checked against `sideLimit`, `areaLimit` and what a file of this length can hold at
  /// all, before any allocation that depends on them.
  public static func decode(_ bytes: [UInt8]) throws(ImageError) -> GrayImage {
    guard bytes.count <= fileLimit else {
      throw .fileTooLarge(bytes: bytes.count, limit: fileLimit)
    }
    if bytes.starts(with: PNGCodec.signature) { return try PNGCodec.decode(bytes) }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return try JPEGDecoder.decode(bytes) }
    if bytes.starts(with: [0x42, 0x4D]) { return try BMPDecoder.decode(bytes) }
    if bytes.starts(with: [0x50, 0x32]) || bytes.starts(with: [0x50, 0x35]) {
      return try PGMCodec.decode(bytes)
    }
    if let other = otherFormat(bytes) {
      throw .unsupported(format: other, detail: "only PNG, JPEG, BMP and PGM are")
    }
    throw .unknownFormat
  }

  /// Well-known formats by their first bytes, so that a message can say what the file is.
  private static func otherFormat(_ bytes: [UInt8]) -> String? {
    func has(_ text: String, at start: Int = 0) -> Bool { bytes.dropFirst(start).starts(with: text.utf8) }
    if has("GIF87a") || has("GIF89a") { return "GIF" }
    if has("RIFF") && has("WEBP", at: 8) { return "WebP" }
    if has("II*\0") || has("MM\0*") { return "TIFF" }
    if has("ftyp", at: 4) { return "HEIF or AVIF" }
    if bytes.starts(with: [0, 0, 0, 12]) && has("jP  ", at: 4) { return "JPEG 2000" }
    if has("%PDF-") { return "PDF" }
    if ["P1", "P3", "P4", "P6", "P7"].contains(where: { has($0) }) { return "portable any map" }
    return nil
  }

  /// The picture as an 8-bit gray PNG file.
  public func pngEncoded() throws(ImageError) -> [UInt8] {
    try PNGCodec.encode(width: width, height: height, samples: pixels, channels: 1)
  }

  /// The picture as a binary (P5) PGM file with maximum 255.
  public func pgmEncoded() -> [UInt8] {
    PGMCodec.encode(width: width, height: height, pixels: pixels)
  }

  /// Throws unless both sides are within 1...`sideLimit` and the area is at most `areaLimit`; decoders call it before they allocate.
  static func checkDimensions(_ width: Int, _ height: Int) throws(ImageError) {
    guard (1...sideLimit).contains(width), (1...sideLimit).contains(height) else {
      throw .dimensions(width: width, height: height, limit: sideLimit)
    }
    guard width * height <= areaLimit else {
      throw .area(width: width, height: height, limit: areaLimit)
    }
  }

  /// Luma of ITU-R BT.601 in 16-bit fixed point; the weights sum to 65536, so gray stays gray.
  @inline(__always)
  static func luma(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let sum = 19595 &* UInt32(red) &+ 38470 &* UInt32(green) &+ 7471 &* UInt32(blue) &+ 32768
    return UInt8(truncatingIfNeeded: sum >> 16)
  }
}
