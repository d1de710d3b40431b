/// Whether two persons are the same, from both eyes of each.
///
/// The rule: the mean of the two scores is compared with the profile's `pairThreshold`; with one eye alone, its score with the
/// threshold for one eye. The two irises of a person are independent of each other, so the mean of two impostor scores deviates by a
/// factor sqrt(2) less than one of them, and the same false match rate allows a higher threshold, at which fewer true owners are
/// refused. An eye that cannot be compared in either person counts as missing, not as different.
public struct PairMatch: Hashable, Sendable {
  public let left: IrisMatch?
  public let right: IrisMatch?
  /// The score that decides.
  public let score: Double
  public let threshold: Double

  /// Nil if neither eye was compared.
  public init?(left: IrisMatch?, right: IrisMatch?, profile: MatchProfile) {
    self.left = left
    self.right = right
    switch (left, right) {
    case (.some(let left), .some(let right)):
      score = (left.score + right.score) / 2
      threshold = profile.pairThreshold
    case (.some(let one), nil), (nil, .some(let one)):
      score = one.score
      threshold = profile.threshold
    case (nil, nil): return nil
    }
  }

  /// Whether both belong to one person.
  public var isSamePerson: Bool { score < threshold }
}
