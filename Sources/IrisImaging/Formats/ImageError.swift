/// Why a file could not be read as a picture, a normalised iris, or could not be written.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The first bytes belong to no format this module reads.
  case unknownFormat
  /// The file is longer than `limit` bytes.
  case fileTooLarge(bytes: Int, limit: Int)
  /// The picture is empty or has a side of more than `limit` pixels.
  case dimensions(width: Int, height: Int, limit: Int)
  /// The picture has more than `limit` pixels.
  case area(width: Int, height: Int, limit: Int)
  /// The file ends before its picture does.
  case truncated(format: String, at: Int)
  /// The file contradicts its own format.
  case malformed(format: String, detail: String)
  /// The file is valid but uses a variant that is not read here.
  case unsupported(format: String, detail: String)
  /// A codec library refused to write.
  case encodingFailed(format: String, detail: String)

  public var description: String {
    switch self {
    case .unknownFormat:
      "not a picture: the file starts like none of PNG, JPEG, BMP, PGM; convert it to one of these"
    case .fileTooLarge(let bytes, let limit):
      "the picture file has \(bytes) bytes, more than the \(limit) that are read; save it smaller"
    case .dimensions(let width, let height, let limit):
      "the picture is \(width) x \(height) pixels; each side must be between 1 and \(limit)"
    case .area(let width, let height, let limit):
      "the picture is \(width) x \(height) pixels, more than \(limit) in all; save it smaller"
    case .truncated(let format, let position):
      "the \(format) file ends early, at byte \(position); copy it again from its source"
    case .malformed(let format, let detail):
      "the \(format) file is damaged: \(detail); copy it again from its source"
    case .unsupported(let format, let detail):
      "this kind of \(format) file is not read: \(detail); convert it to 8-bit gray PNG"
    case .encodingFailed(let format, let detail):
      "the \(format) picture could not be written: \(detail)"
    }
  }
}
