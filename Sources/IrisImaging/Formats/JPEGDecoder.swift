import CTurboJPEG

/// JPEG through libjpeg-turbo's TurboJPEG interface, which reports errors by return value.
enum JPEGDecoder {
  /// Most pixels times scans: a small file with many scans of a large picture would decode for minutes.
  private static let workLimit = 1 << 29
  /// Pixels that a byte can describe at most: a block of 64 takes at least one bit.
  private static let pixelsPerByte = 512

  static func decode(_ bytes: [UInt8]) throws(ImageError) -> GrayImage {
    let markers = JPEGMarkers(bytes)
    switch markers.frame {
    case 0xC0, 0xC1, 0xC2, nil: break
    case 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF:
      throw .unsupported(format: "JPEG", detail: "it is coded arithmetically")
    default: throw .unsupported(format: "JPEG", detail: "it is lossless or hierarchical")
    }
    guard markers.precision == 8 else {
      throw .unsupported(format: "JPEG", detail: "it has \(markers.precision) bits a sample")
    }
    guard let decoder = tjInitDecompress() else {
      throw .malformed(format: "JPEG", detail: "the decoder could not be started")
    }
    defer { tjDestroy(decoder) }
    let length = UInt(bytes.count)
    var width: Int32 = 0
    var height: Int32 = 0
    var subsampling: Int32 = 0
    var colourspace: Int32 = 0
    let header = bytes.withUnsafeBufferPointer {
      tjDecompressHeader3(decoder, $0.baseAddress, length, &width, &height, &subsampling, &colourspace)
    }
    guard header == 0 else { throw failure(decoder, fileLength: bytes.count) }
    try GrayImage.checkDimensions(Int(width), Int(height))
    guard Int(width) * Int(height) <= Self.pixelsPerByte * bytes.count else {
      throw .truncated(format: "JPEG", at: bytes.count)
    }
    guard Int(width) * Int(height) * markers.scans <= Self.workLimit else {
      throw .unsupported(
        format: "JPEG",
        detail: "it has \(markers.scans) scans of \(width) x \(height) pixels, too many to decode")
    }
    let convertible = [TJCS_RGB.rawValue, TJCS_YCbCr.rawValue, TJCS_GRAY.rawValue]
    guard convertible.contains(UInt32(bitPattern: colourspace)) else {
      throw .unsupported(format: "JPEG", detail: "its colours are for printing (CMYK)")
    }
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height))
    // A warning means a damaged or shortened file; too many scans, a small file made to decode for hours.
    let flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
    let decoded = bytes.withUnsafeBufferPointer { source in
      pixels.withUnsafeMutableBufferPointer { target in
        tjDecompress2(
          decoder, source.baseAddress, length, target.baseAddress, width, 0, height,
          Int32(TJPF_GRAY.rawValue), Int32(flags))
      }
    }
    guard decoded == 0 else { throw failure(decoder, fileLength: bytes.count) }
    return GrayImage(width: Int(width), height: Int(height), checked: pixels)
      .upright(orientation: markers.orientation)
  }

  private static func failure(_ decoder: tjhandle, fileLength: Int) -> ImageError {
    let detail = tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "unknown error"
    if detail.contains("Premature end") { return .truncated(format: "JPEG", at: fileLength) }
    return .malformed(format: "JPEG", detail: detail)
  }
}
