/// Small picture files put together byte by byte from the format descriptions, without the code under test.
enum SampleFiles {
  static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func bigEndian(_ value: Int, _ count: Int = 4) -> [UInt8] {
    littleEndian(value, count).reversed()
  }

  private static func crc32(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }

  private static func adler32(_ bytes: [UInt8]) -> Int {
    var a = 1
    var b = 0
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(data.count) + body + bigEndian(crc32(body))
  }

  /// A PNG of stored (uncompressed) scan lines without filters; `rows` hold the raw samples.
  static func png(width: Int, depth: Int, colourType: Int, rows: [[UInt8]], extra: [UInt8] = []) -> [UInt8] {
    let raw: [UInt8] = rows.flatMap { row -> [UInt8] in [0] + row }
    let stored = [1] + littleEndian(raw.count, 2) + littleEndian(~raw.count, 2) + raw
    let zlib = [0x78, 0x01] + stored + bigEndian(adler32(raw))
    let header = bigEndian(width) + bigEndian(rows.count) + [UInt8(depth), UInt8(colourType), 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + extra
      + chunk("IDAT", zlib) + chunk("IEND", [])
  }

  /// A bitmap with a 40-byte header; `data` holds the padded rows as stored.
  static func bmp(width: Int, height: Int, bits: Int, palette: [UInt8] = [], data: [UInt8]) -> [UInt8] {
    let offset = 54 + palette.count
    return Array("BM".utf8) + littleEndian(offset + data.count, 4) + [0, 0, 0, 0] + littleEndian(offset, 4)
      + littleEndian(40, 4) + littleEndian(width, 4) + littleEndian(height, 4) + [1, 0]
      + littleEndian(bits, 2) + littleEndian(0, 4) + littleEndian(data.count, 4)
      + littleEndian(2835, 4) + littleEndian(2835, 4) + littleEndian(palette.count / 4, 4)
      + littleEndian(0, 4) + palette + data
  }

  static func bytes(hex: String) -> [UInt8] {
    var digits = hex.compactMap { $0.hexDigitValue }.map { UInt8($0) }[...]
    var result: [UInt8] = []
    while let high = digits.popFirst(), let low = digits.popFirst() { result.append(high << 4 | low) }
    return result
  }

  /// 8 x 8, all 100; written by libjpeg through Pillow 11.
  static let grayJPEG = bytes(
    hex: """
      ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304050805050404050a070706080c\
      0a0c0c0b0a0b0b0d0e12100d0e110e0b0b1016101113141515150c0f171816141812141514ffc0000b080008000801011100ffc4\
      00140001000000000000000000000000000000\
      07ffc40014100100000000000000000000000000000000ffda0008010100003f00347fffd9
      """)

  /// 16 x 8, left half 40, right half 200; written by libjpeg through Pillow 11.
  static let halvesJPEG = bytes(
    hex: """
      ffd8ffe000104a46494600010100000100010000ffdb004300020101010101020101010202020202040302020202050404030406\
      0506060605060606070908060709070606080b08090a0a0a0a0a06080b0c0b0a0c090a0a0affc0000b080008001001011100ffc4\
      00150001010000000000000000000000000000090affc40014100100000000000000000000000000000000ffda0008010100003f\
      0027d500ffd9
      """)

  /// 8 x 8 of four printing inks; written by libjpeg through Pillow 11.
  static let cmykJPEG = bytes(
    hex: """
      ffd8ffee000e41646f626500640000000000ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d\
      3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffc000140800080008044311004d110059\
      11004b1100ffc40014000100000000000000000000000000000006ffc40014100100000000000000000000000000000000ffda00\
      0e0443004d0059004b00003f00766c6258ffd9
      """)
}
