import CPNG

/// PNG through libpng's simplified interface, which reports errors by return value.
enum PNGCodec {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func decode(_ bytes: [UInt8]) throws(ImageError) -> GrayImage {
    try checkChunks(bytes)
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // The library keeps the pointer until the picture is read, so both calls happen inside one scope.
    let result: Result<GrayImage, ImageError> = bytes.withUnsafeBytes { buffer in
      guard png_image_begin_read_from_memory(&image, buffer.baseAddress, buffer.count) != 0 else {
        return .failure(.malformed(format: "PNG", detail: message(of: image)))
      }
      return readPixels(&image)
    }
    return try result.get()
  }

  private static func readPixels(_ image: inout png_image) -> Result<GrayImage, ImageError> {
    let width = Int(image.width)
    let height = Int(image.height)
    do { try GrayImage.checkDimensions(width, height) } catch { return .failure(error) }
    let colour = image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR)
    let alpha = image.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA)
    image.format = colour | alpha
    // Without this a 16-bit file with no gamma chunk counts as linear light and is brightened.
    image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let channels = (colour == 0 ? 1 : 3) + (alpha == 0 ? 0 : 1)
    var samples = [UInt8](repeating: 0, count: width * height * channels)
    let read = samples.withUnsafeMutableBytes {
      png_image_finish_read(&image, nil, $0.baseAddress, png_int_32(width * channels), nil)
    }
    guard read != 0 else { return .failure(.malformed(format: "PNG", detail: message(of: image))) }
    let pixels = gray(samples, channels: channels)
    return .success(GrayImage(width: width, height: height, checked: pixels))
  }

  /// One gray value per pixel: luma of colour, laid over white where it is transparent.
  private static func gray(_ samples: [UInt8], channels: Int) -> [UInt8] {
    if channels == 1 { return samples }
    let count = samples.count / channels
    return [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
      for index in 0..<count {
        let first = index * channels
        var value = samples[first]
        if channels >= 3 {
          value = GrayImage.luma(red: value, green: samples[first + 1], blue: samples[first + 2])
        }
        if channels == 2 || channels == 4 {
          let alpha = UInt32(samples[first + channels - 1])
          value = UInt8((UInt32(value) * alpha + 255 * (255 - alpha) + 127) / 255)
        }
        output.initializeElement(at: index, to: value)
      }
      initialized = count
    }
  }

  /// Times that deflate (RFC 1951) can shorten data at most: 258 bytes in two bits.
  private static let greatestCompression = 1032

  /// Walks the chunk lengths, so that a file cut anywhere before its end chunk is refused; the library
  /// itself stops at the last pixel. It also bounds the size before the library sees the header, by the limits and by what the compressed
  /// data can hold at all, and refuses animations, of which the library would show the first picture.
  private static func checkChunks(_ bytes: [UInt8]) throws(ImageError) {
    var position = signature.count
    var compressed = 0
    var rawSize = 0
    while true {
      guard bytes.count - position >= 12 else { throw .truncated(format: "PNG", at: bytes.count) }
      let length = bigEndian(bytes, position)
      guard length <= bytes.count - position - 12 else { throw .truncated(format: "PNG", at: bytes.count) }
      let type = bytes[(position + 4)..<(position + 8)]
      if position == signature.count {
        guard type.elementsEqual("IHDR".utf8), length == 13 else {
          throw .malformed(format: "PNG", detail: "it does not begin with a header chunk")
        }
        let (width, height) = (bigEndian(bytes, position + 8), bigEndian(bytes, position + 12))
        try GrayImage.checkDimensions(width, height)
        let channels = [1, 0, 3, 1, 2, 0, 4]
        let kind = Int(bytes[position + 17])
        let bits = Int(bytes[position + 16]) * (kind < channels.count ? channels[kind] : 0)
        rawSize = height * (1 + (width * bits + 7) / 8)
      }
      if type.elementsEqual("acTL".utf8), length == 8, bigEndian(bytes, position + 8) > 1 {
        throw .unsupported(format: "PNG", detail: "it is an animation")
      }
      if type.elementsEqual("IDAT".utf8) { compressed += length }
      if type.elementsEqual("IEND".utf8) {
        guard rawSize <= compressed * greatestCompression else {
          throw .malformed(format: "PNG", detail: "it holds too little data for its size")
        }
        return
      }
      position += 12 + length
    }
  }

  private static func bigEndian(_ bytes: [UInt8], _ at: Int) -> Int {
    bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Encodes 8-bit gray (`channels` 1) or RGB (3) samples.
  static func encode(width: Int, height: Int, samples: [UInt8], channels: Int) throws(ImageError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = png_uint_32(channels == 1 ? 0 : PNG_FORMAT_FLAG_COLOR)
    defer { png_image_free(&image) }
    // Stored (incompressible) data costs five bytes a block and one filter byte a row; twice that is ample.
    let raw = samples.count + height
    var size = raw + raw / 8 + 4096
    var file = [UInt8](repeating: 0, count: size)
    let stride = png_int_32(width * channels)
    let written = samples.withUnsafeBytes { source in
      file.withUnsafeMutableBytes { target in
        png_image_write_to_memory(&image, target.baseAddress, &size, 0, source.baseAddress, stride, nil)
      }
    }
    guard written != 0 else { throw .encodingFailed(format: "PNG", detail: message(of: image)) }
    return [UInt8](file.prefix(size))
  }
}
