import Foundation
import IrisEncoding
import IrisImaging

/// Everything that reads pictures, normalised irises and stored codes, on raw bytes; the first byte chooses one.
///
/// What is decoded keeps its promises about sizes, and says the same again after it was written and read back.
struct ImageTarget: FuzzTarget {
  let name = "images"
  let usesRecords = false
  /// A PNG file shortens its data at most 1032 times, eight pixels a byte; decoders keep a few copies.
  private let bound = CostBound(shapeBytes: 8 << 20, bytesPerByte: 40_000, shapeSeconds: 4)

  let seeds: [[UInt8]]

  init() throws {
    let image = GrayImage(width: 5, height: 4, pixels: (0..<20).map { UInt8($0 * 12) })
    let canvas = ColorCanvas(width: 3, height: 3, fill: .limbus)
    guard let image else { throw Finding("images: a sample has the wrong size") }
    let pictures =
      [
        image.pgmEncoded(), try image.pngEncoded(), try canvas.pngEncoded(), Array("P2 2 2 9 1 2 3 4".utf8),
        Array("P5\n# comment\n2 1 65535\nabcd".utf8), Self.bitmap(bits: 24), Self.bitmap(bits: 8),
        Self.bitmap(bits: 1),
      ] + Self.encodedElsewhere
    // Every picture also behind an orientation.
    let turned = Self.encodedElsewhere.filter { $0.starts(with: [0xFF, 0xD8]) }.map {
      Array($0.prefix(2)) + Self.exif + Array($0.dropFirst(2))
    }
    let network = try ShippedModel.irisGabor
    let iris = NormalizedIris(
      rows: 45, columns: 512, pixels: (0..<(45 * 512)).map { UInt8(truncatingIfNeeded: $0 &* 97 >> 3) })
    guard let iris else { throw Finding("images: a sample has the wrong size") }
    let code = try IrisEncoder(network).encode(iris)
    let small =
      Array("WIIC".utf8) + [1, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 1, count: 16)
    seeds =
      (pictures + turned).map { [0] + $0 } + [[1] + image.pgmEncoded(), [2] + code.bytes, [2] + small]
  }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    guard let choice = input.first else { return }
    let bytes = Array(input.dropFirst())
    try meter.run(name, inputBytes: input.count, bound) { () throws(Finding) in
      switch choice % 3 {
      case 0: try Self.picture(bytes)
      case 1: try Self.iris(bytes)
      default: try Self.code(bytes)
      }
    }
  }

  private static func picture(_ bytes: [UInt8]) throws(Finding) {
    let image: GrayImage
    do {
      image = try GrayImage.decode(bytes)
    } catch {
      guard !error.description.isEmpty else { throw Finding("images: an error without words") }
      return
    }
    guard (1...GrayImage.sideLimit).contains(image.width), (1...GrayImage.sideLimit).contains(image.height),
      image.pixels.count == image.width * image.height, image.pixels.count <= GrayImage.areaLimit
    else { throw Finding("images: a picture of \(image.width) x \(image.height)") }
    // Encoding is not under test: only what is small is written back.
    guard image.pixels.count <= 1 << 16 else { return }
    guard let again = try? GrayImage.decode(image.pgmEncoded()), again == image else {
      throw Finding("images: a picture does not survive PGM")
    }
    guard let file = try? image.pngEncoded(), let again = try? GrayImage.decode(file), again == image else {
      throw Finding("images: a picture does not survive PNG")
    }
  }

  private static func iris(_ bytes: [UInt8]) throws(Finding) {
    guard let iris = try? NormalizedIris(pgm: bytes) else { return }
    guard iris.pixels.count == iris.rows * iris.columns, (0...1).contains(iris.visibleFraction) else {
      throw Finding("images: an iris of \(iris.rows) x \(iris.columns)")
    }
    guard let again = try? NormalizedIris(pgm: iris.pgmEncoded()), again == iris else {
      throw Finding("images: an iris does not survive its own form")
    }
  }

  private static func code(_ bytes: [UInt8]) throws(Finding) {
    guard let code = IrisCode(bytes: bytes) else { return }
    guard code.bytes == bytes else { throw Finding("images: a code has two spellings") }
    guard code.bitCount <= 1 << 15 else { return }
    // Whatever its shape, a code can be compared, and with itself it agrees.
    if let match = try? code.distance(to: code), match.distance != 0 {
      throw Finding("images: a code differs from itself")
    }
    guard code.rotated(by: 3).rotated(by: -3) == code else { throw Finding("images: a rotation loses bits") }
  }

  /// Two rows of a bitmap with a header of 40 bytes.
  private static func bitmap(bits: Int) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let palette = bits <= 8 ? [UInt8](repeating: 90, count: 4 << bits) : []
    let data = [UInt8](repeating: 170, count: (3 * bits + 31) / 32 * 4 * 2)
    let offset = 54 + palette.count
    return Array("BM".utf8) + number(offset + data.count, 4) + number(0, 4) + number(offset, 4)
      + number(40, 4)
      + number(3, 4) + number(2, 4) + number(1, 2) + number(bits, 2) + number(0, 4) + number(data.count, 4)
      + number(2835, 4) + number(2835, 4) + number(0, 4) + number(0, 4) + palette + data
  }

  /// A segment with orientation 6.
  private static let exif: [UInt8] =
    [0xFF, 0xE1, 0, 34] + Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0]
    + [UInt8](repeating: 0, count: 6)

  /// JPEG: gray, colour with chroma at half size, progressive, four inks, restart markers; PNG: 16 bits, palette, transparency.
  private static let encodedElsewhere: [[UInt8]] = ImageSamples.base64.compactMap {
    Data(base64Encoded: $0).map { Array($0) }
  }
}
