import IrisEncoding

/// Whether two codes are of the same eye, in words and figures.
struct EyeComparison {
  private let match: IrisMatch

  /// Throws unless both codes come from one model and have enough visible bits in common.
  init(_ first: IrisCode, _ second: IrisCode) throws(IrisCodeError) {
    match = try first.distance(to: second)
  }

  var isSameEye: Bool { match.isSameEye }

  /// The distance found, for messages.
  var words: String {
    "distance \((match.score * 1000).rounded() / 1000), the same eye is below \(IrisMatch.threshold)"
  }

  /// `distance` is the score that decides: the Hamming distance corrected for the number of bits compared.
  var report: Report {
    Report([
      "sameEye": .flag(isSameEye), "distance": .rounded(match.score, 4),
      "threshold": .number(IrisMatch.threshold), "hammingDistance": .rounded(match.distance, 4),
      "rotationColumns": .integer(match.rotation), "comparedBits": .integer(match.comparedBits),
    ])
  }
}
