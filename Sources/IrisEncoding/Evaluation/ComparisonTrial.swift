/// One comparison of two pictures whose eyes are known.
public struct ComparisonTrial: Hashable, Sendable {
  /// The score: smaller is more alike. Infinite when the pictures could not be compared; that never matches.
  public let score: Double
  /// Numbers of the two eyes, from 0 on.
  public let eyes: (first: Int, second: Int)

  public init(score: Double, firstEye: Int, secondEye: Int) {
    self.score = score.isNaN ? .infinity : score
    eyes = (firstEye, secondEye)
  }

  /// Whether both pictures are of one eye.
  public var isGenuine: Bool { eyes.first == eyes.second }

  public static func == (left: ComparisonTrial, right: ComparisonTrial) -> Bool {
    left.score == right.score && left.eyes == right.eyes
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(score)
    hasher.combine(eyes.first)
    hasher.combine(eyes.second)
  }
}
