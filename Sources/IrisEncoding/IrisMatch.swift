/// How alike two codes are at the rotation where they are most alike.
public struct IrisMatch: Hashable, Sendable {
  /// Score below which two codes count as the same eye.
  ///
  /// Measured with the shipped model on two public sets, CASIA-Iris 1 and MMU2 (100,000 pairs of different eyes
  /// each): one to three false matches in 10,000 comparisons. Scores of different eyes centre on 0.46 with a
  /// deviation of 0.011, each being the smallest of 31 rotations.
  public static let threshold = 0.41
  /// Share of a code's bits that a score of full weight compares: the median of those two sets.
  public static let referenceShare = 0.60
  /// Smallest share of a code's bits that must be visible in both for a comparison.
  public static let minimumShare = 0.20

  /// Fractional Hamming distance over the bits visible in both, the smallest of all rotations, 0...1.
  public let distance: Double
  /// Columns by which the first code was turned to get there.
  public let rotation: Int
  /// Bits visible in both codes at that rotation.
  public let comparedBits: Int
  /// The distance, pulled towards 0.5 when few bits were compared: 0.5 - (0.5 - distance) sqrt(n / N).
  ///
  /// n are the bits compared, N is `referenceShare` of all bits. Codes of different eyes are alike by chance with a
  /// deviation that shrinks with sqrt(n); after this one threshold means one false match rate (J. Daugman, "New methods
  /// in iris recognition", IEEE Transactions on Systems, Man and Cybernetics B 37, 2007, section VI).
  public let score: Double

  /// Whether the two codes count as the same eye.
  public var isSameEye: Bool { score < Self.threshold }

  init(disagreeing: Int, compared: Int, rotation: Int, bitCount: Int) {
    distance = Double(disagreeing) / Double(compared)
    self.rotation = rotation
    comparedBits = compared
    let reference = Self.referenceShare * Double(bitCount)
    score = 0.5 - (0.5 - distance) * (Double(compared) / reference).squareRoot()
  }
}
