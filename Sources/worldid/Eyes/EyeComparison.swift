import IrisEncoding

/// Whether two codes are of the same eye, in words and figures.
struct EyeComparison {
  let match: IrisMatch

  /// Throws unless both codes come from one model and have enough visible bits in common.
  init(_ first: IrisCode, _ second: IrisCode, profile: MatchProfile) throws(IrisCodeError) {
    match = try first.distance(to: second, profile: profile)
  }

  var isSameEye: Bool { match.isSameEye }

  /// The distance found, for messages.
  var words: String {
    "distance \(Self.decimals(match.distance)) over \(match.comparedBits) bits, which scores "
      + "\(Self.decimals(match.score)); the same eye scores below \(match.threshold)"
  }

  /// `distance` is the share of compared bits that differ; `score`, which decides, is the distance corrected
  /// for their number and for what chance does with these two codes.
  var report: Report {
    Report([
      "sameEye": .flag(isSameEye), "distance": .rounded(match.distance, 4),
      "score": .rounded(match.score, 4), "threshold": .number(match.threshold),
      "rotationColumns": .integer(match.rotation), "comparedBits": .integer(match.comparedBits),
    ])
  }

  private static func decimals(_ number: Double) -> String { "\((number * 1000).rounded() / 1000)" }
}
