import Foundation
import IrisImaging

/// The signs of presentation attacks in one picture.
struct AttackCues: Sendable {
  let print: PrintCue
  let lens: LensCue

  init(_ image: GrayImage, _ segmentation: IrisSegmentation) {
    print = PrintCue(image: image, limbus: segmentation.limbus)
    lens = LensCue(image: image, segmentation: segmentation)
  }

  var isSuspicious: Bool { print.isSuspicious || lens.isSuspicious }

  /// Refuses a picture that shows the signs of a print or of a printed contact lens.
  ///
  /// Enrolment asks for it; an encoder that only looks does not, and reports the figures.
  ///
  /// - Parameter path: of the picture.
  func requireLiveIris(_ path: String) throws(Failure) {
    if print.isSuspicious { throw printed(path, print.dotPeak, print.dotSpacing, limit: PrintCue.limit) }
    guard lens.isSuspicious else { return }
    if let dots = lens.dotPeak, dots > LensCue.dotLimit {
      throw printed(path, dots, lens.dotSpacing, limit: LensCue.dotLimit)
    }
    throw Failure(
      "\(path): the eye wears a contact lens (edge: figure \(Self.oneDigit(lens.rim)), limit "
        + "\(Self.oneDigit(LensCue.rimLimit))), and the picture does not show whether it is clear",
      hint: "take the contact lenses out, or take a picture in which the eye is larger", status: .refused)
  }

  /// The dots of a lens are dots over the iris alone, which a print that was cut out has, too.
  private func printed(_ path: String, _ figure: Double, _ spacing: Double, limit: Double) -> Failure {
    Failure(
      "\(path): the picture looks like a print, or the eye wears a printed contact lens (dots every "
        + "\(Self.oneDigit(spacing)) pixels, figure \(Int(figure)), limit \(Int(limit)))",
      hint: "take a picture of the eye itself, without contact lenses", status: .refused)
  }

  private static func oneDigit(_ value: Double) -> String {
    value.formatted(.number.precision(.fractionLength(1)))
  }

  var printReport: Report {
    Report([
      "dotPeak": .rounded(print.dotPeak), "limit": .rounded(PrintCue.limit),
      "isSuspicious": .flag(print.isSuspicious),
    ])
  }

  var lensReport: Report {
    Report([
      "dotPeak": lens.dotPeak.map { .rounded($0) } ?? .null, "dotLimit": .rounded(LensCue.dotLimit),
      "rim": .rounded(lens.rim, 2), "rimLimit": .rounded(LensCue.rimLimit),
      "isSuspicious": .flag(lens.isSuspicious),
    ])
  }
}
