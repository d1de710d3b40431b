/// Uncompressed Windows and OS/2 bitmaps of 1, 4, 8, 24 and 32 bits, bottom-up or top-down.
enum BMPDecoder {
  private struct Header {
    var dataOffset = 0
    var paletteOffset = 0
    var paletteEntrySize = 4
    var paletteCount = 0
    var width = 0
    var height = 0
    var topDown = false
    var bits = 0
  }

  static func decode(_ bytes: [UInt8]) throws(ImageError) -> GrayImage {
    let reader = ByteReader(bytes: bytes, format: "BMP")
    let header = try readHeader(reader)
    let stride = (header.width * header.bits + 31) / 32 * 4
    guard header.dataOffset <= bytes.count, stride * header.height <= bytes.count - header.dataOffset else {
      throw .truncated(format: "BMP", at: bytes.count)
    }
    let palette = try readPalette(reader, header)
    var pixels = [UInt8](repeating: 0, count: header.width * header.height)
    for row in 0..<header.height {
      let stored = header.topDown ? row : header.height - 1 - row
      let start = header.dataOffset + stored * stride
      for column in 0..<header.width {
        pixels[row * header.width + column] =
          header.bits >= 24
          ? colour(bytes, start + column * (header.bits / 8))
          : palette[indexed(bytes, start, column, header.bits)]
      }
    }
    return GrayImage(width: header.width, height: header.height, checked: pixels)
  }

  private static func colour(_ bytes: [UInt8], _ at: Int) -> UInt8 {
    GrayImage.luma(red: bytes[at + 2], green: bytes[at + 1], blue: bytes[at])
  }

  private static func indexed(_ bytes: [UInt8], _ start: Int, _ column: Int, _ bits: Int) -> Int {
    let bit = column * bits
    let shift = 8 - bits - bit % 8
    return Int(bytes[start + bit / 8]) >> shift & (1 << bits - 1)
  }

  private static func readHeader(_ reader: ByteReader) throws(ImageError) -> Header {
    var header = Header()
    header.dataOffset = try reader.littleEndian(at: 10, count: 4)
    let size = try reader.littleEndian(at: 14, count: 4)
    let planesAt: Int
    if size == 12 {
      header.width = try reader.littleEndian(at: 18, count: 2)
      header.height = try reader.littleEndian(at: 20, count: 2)
      header.paletteEntrySize = 3
      planesAt = 22
    } else if (40...256).contains(size) {
      header.width = try reader.signed32(at: 18)
      let height = try reader.signed32(at: 22)
      header.topDown = height < 0
      header.height = abs(height)
      planesAt = 26
    } else {
      throw .unsupported(format: "BMP", detail: "its header has \(size) bytes")
    }
    try GrayImage.checkDimensions(header.width, header.height)
    header.bits = try reader.littleEndian(at: planesAt + 2, count: 2)
    guard [1, 4, 8, 24, 32].contains(header.bits) else {
      throw .unsupported(format: "BMP", detail: "it has \(header.bits) bits a pixel")
    }
    var used = 0
    if size >= 40 {
      let compression = try reader.littleEndian(at: 30, count: 4)
      let plainMasks = compression == 3 && header.bits == 32
      guard compression == 0 || plainMasks else {
        throw .unsupported(format: "BMP", detail: "it is compressed (method \(compression))")
      }
      if plainMasks { try checkMasks(reader) }
      used = try reader.littleEndian(at: 46, count: 4)
    }
    header.paletteOffset = 14 + size
    if header.bits <= 8 {
      let full = 1 << header.bits
      header.paletteCount = used == 0 ? full : min(used, full)
    }
    return header
  }

  /// Only the usual order blue, green, red is read; any other is refused instead of shown in wrong colours.
  private static func checkMasks(_ reader: ByteReader) throws(ImageError) {
    let masks = [0x00FF_0000, 0x0000_FF00, 0x0000_00FF]
    for (index, mask) in masks.enumerated() {
      guard try reader.littleEndian(at: 54 + 4 * index, count: 4) == mask else {
        throw .unsupported(format: "BMP", detail: "its colour channels are in an unusual order")
      }
    }
  }

  /// Luma of every possible index; entries the file does not define are black.
  private static func readPalette(_ reader: ByteReader, _ header: Header) throws(ImageError) -> [UInt8] {
    var palette = [UInt8](repeating: 0, count: 256)
    guard header.bits <= 8 else { return palette }
    for index in 0..<header.paletteCount {
      let entry = header.paletteOffset + index * header.paletteEntrySize
      let value = try reader.littleEndian(at: entry, count: 3)
      palette[index] = GrayImage.luma(
        red: UInt8(value >> 16 & 255), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
    }
    return palette
  }
}
