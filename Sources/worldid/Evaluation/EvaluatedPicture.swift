import IrisEncoding
import IrisImaging

/// What became of one picture.
enum EvaluatedPicture: Sendable {
  /// Its code, and the normalised iris that it was made from.
  case encoded(IrisCode, NormalizedIris)
  /// Why it could not be used.
  case refused(String)

  /// Reads one picture, finds the iris and encodes it.
  ///
  /// - Parameter isNormalized: whether the files are normalised irises already.
  init(_ bytes: [UInt8], encoder: IrisEncoder, isNormalized: Bool) {
    do {
      let iris: NormalizedIris
      if isNormalized {
        iris = try NormalizedIris(pgm: bytes)
      } else {
        let image = try GrayImage.decode(bytes)
        iris = NormalizedIris(
          image: image, segmentation: try IrisSegmenter().segment(image), rows: encoder.rows,
          columns: encoder.columns)
      }
      self = .encoded(try encoder.encode(iris), iris)
    } catch {
      self = .refused(Failure(error)?.message ?? "\(error)")
    }
  }

  /// The reason with its numbers left out, so that pictures refused for one cause are counted together.
  static func cause(_ reason: String) -> String {
    var cause = ""
    var inNumber = false
    for character in reason {
      let isDigit = character.isASCII && character.isNumber
      if isDigit && !inNumber { cause.append("N") }
      if !isDigit && !(inNumber && character == ".") { cause.append(character) }
      inNumber = isDigit || (inNumber && character == ".")
    }
    return cause
  }
}
