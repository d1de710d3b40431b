/// How alike two codes are where they are most alike.
///
/// Tissue stretches and boundaries are never found quite alike, so that parts of an iris turn by different amounts: each quarter of the second
/// code (right, below, left, above) is compared where it agrees best, within 3 of 256 columns (4 degrees) of the rotation of the whole and
/// never more than 15 (21 degrees) away. Strangers come to agree better by this as well, pairs of one eye far more. Which code is
/// the second hardly matters: a few columns then belong to another quarter.
public struct IrisMatch: Hashable, Sendable {
  /// Smallest share of a code's bits that must be visible in both for a comparison.
  public static let minimumShare = 0.20

  /// Fractional Hamming distance over the bits visible in both, where both agree best, 0...1.
  public let distance: Double
  /// Columns by which the first code was turned to get there, in the mean of the four quarters.
  public let rotation: Int
  /// Bits visible in both codes there.
  public let comparedBits: Int
  /// How far chance goes for these two codes; nil if too few rotations could be compared to tell.
  ///
  /// The standard deviation of (0.5 - distance) sqrt(n / B) over rotations at which the codes cannot be of one eye, with n bits
  /// compared of all B.
  public let spread: Double?
  /// The distance, corrected for the number of bits compared and for how alike these codes are by chance:
  /// 0.5 - (0.5 - distance) sqrt(n / N) min(1, s / spread).
  ///
  /// n are the bits compared, N is the profile's `referenceShare` of all bits. Codes of different eyes are alike by chance with a
  /// deviation that shrinks with sqrt(n); after this one threshold means one false match rate (J. Daugman, "New methods in iris
  /// recognition", IEEE Transactions on Systems, Man and Cybernetics B 37, 2007, section VI). On real eyes this holds from n / N = 0.7 to
  /// 1.35: the mean of impostor scores stays within 0.003.
  ///
  /// The deviation is also larger where a texture has fewer independent features than most: coarse, blurred or rendered irises. Two
  /// codes show it themselves, at the rotations at which they cannot match. s is the profile's `referenceSpread`, the usual deviation;
  /// pairs with a larger one are pulled towards 0.5 in proportion, others are left as they are, so this never makes two eyes more alike.
  public let score: Double
  /// The profile's threshold.
  public let threshold: Double

  /// Whether the two codes count as the same eye.
  public var isSameEye: Bool { score < threshold }

  init(
    disagreeing: Int, compared: Int, rotation: Int, bitCount: Int, spread: Double?, profile: MatchProfile
  ) {
    let distance = Double(disagreeing) / Double(compared)
    self.distance = distance
    self.rotation = rotation
    comparedBits = compared
    self.spread = spread
    threshold = profile.threshold
    let reference = profile.referenceShare * Double(bitCount)
    let pull = spread.map { $0 > profile.referenceSpread ? profile.referenceSpread / $0 : 1 } ?? 1
    score = 0.5 - (0.5 - distance) * (Double(compared) / reference).squareRoot() * pull
  }
}
