/// The iris unrolled to a rectangle: rows from pupil to limbus, columns once round the eye.
///
/// Row 0 lies at the pupil. Column c lies at the angle 2 pi c / columns, measured from the right of the
/// picture towards its bottom, and the columns wrap round. A value of 0 means occluded (lid, lash,
/// highlight, outside the picture); visible values are 1...255.
public struct NormalizedIris: Hashable, Sendable, CustomStringConvertible {
  /// The input size of the shipped network.
  public static let defaultRows = 45
  public static let defaultColumns = 512

  public let rows: Int
  public let columns: Int
  /// `rows * columns` values, [row, column].
  public let pixels: [UInt8]

  /// Wraps values that are already in this form; nil unless both sizes are 1...8192 and the count fits.
  public init?(rows: Int, columns: Int, pixels: [UInt8]) {
    guard GrayImage(width: columns, height: rows, pixels: pixels) != nil else { return nil }
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }

  /// For callers in this module that have just made exactly `rows * columns` values.
  init(rows: Int, columns: Int, checked pixels: [UInt8]) {
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }

  /// Reads the form that `pgmEncoded` writes; any PGM with maximum 255 will do, 0 counts as occluded.
  public init(pgm bytes: [UInt8]) throws(ImageError) {
    guard bytes.count <= GrayImage.fileLimit else {
      throw .fileTooLarge(bytes: bytes.count, limit: GrayImage.fileLimit)
    }
    let image = try PGMCodec.decode(bytes)
    rows = image.height
    columns = image.width
    pixels = image.pixels
  }

  /// A binary PGM file, one row of the iris per row of the picture.
  public func pgmEncoded() -> [UInt8] {
    PGMCodec.encode(width: columns, height: rows, pixels: pixels)
  }

  /// The size only: an iris does not belong in logs.
  public var description: String { "normalised iris, \(rows) rows x \(columns) columns" }

  /// The part of the pixels that is not occluded, 0...1.
  public var visibleFraction: Double {
    Double(pixels.count { $0 != 0 }) / Double(max(pixels.count, 1))
  }
}
