import IrisEncoding

/// Persons instead of eyes, where the names of sub-folders tell which two eyes belong together.
extension Evaluation {
  /// Sub-folders whose names differ in a final L or R alone, by person: numbers of the left and the right eye.
  static func persons(_ eyes: [String]) -> [(left: Int, right: Int)] {
    let numbers = Dictionary(uniqueKeysWithValues: eyes.enumerated().map { ($0.element, $0.offset) })
    return eyes.enumerated().compactMap { number, name in
      guard name.last == "L", let right = numbers[name.dropLast() + "R"] else { return nil }
      return (number, right)
    }
  }

  /// All pairs of captures, decided by both eyes; nil unless there are two persons with both.
  ///
  /// A capture is the n-th picture of the left eye together with the n-th of the right one; it is lost when one of the two was refused.
  static func bothEyes(
    _ folder: EyeFolder, pairs: [Pair], refusals: [String?], profile: MatchProfile
  ) -> ComparisonTest? {
    let persons = persons(folder.eyes)
    guard persons.count > 1 else { return nil }
    let pictures = Dictionary(grouping: folder.pictures.indices) { folder.pictures[$0].eye }
    struct Capture {
      let person: Int
      let left: Int
      let right: Int
    }
    var captures: [Capture] = []
    var lost = [Int](repeating: 0, count: persons.count)
    for (person, eyes) in persons.enumerated() {
      let all = Array(zip(pictures[eyes.left] ?? [], pictures[eyes.right] ?? []))
      let kept = all.filter { refusals[$0.0] == nil && refusals[$0.1] == nil }
      captures += kept.map { Capture(person: person, left: $0.0, right: $0.1) }
      lost[person] = all.count * (all.count - 1) / 2 - kept.count * (kept.count - 1) / 2
    }
    struct Key: Hashable {
      let first: Int
      let second: Int
    }
    let matches = Dictionary(
      uniqueKeysWithValues: pairs.map { (Key(first: $0.first, second: $0.second), $0.match) })
    func match(_ first: Int, _ second: Int) -> IrisMatch? {
      matches[Key(first: min(first, second), second: max(first, second))] ?? nil
    }
    var trials: [ComparisonTrial] = []
    for (index, first) in captures.enumerated() {
      for second in captures[(index + 1)...] {
        let decision = PairMatch(
          left: match(first.left, second.left), right: match(first.right, second.right), profile: profile)
        // One eye that cannot be compared leaves the decision to the other, which has a threshold of its own: its score is moved by the
        // difference, so that one threshold serves for all.
        let score = decision.map { $0.score - $0.threshold + profile.pairThreshold } ?? .infinity
        trials.append(ComparisonTrial(score: score, firstEye: first.person, secondEye: second.person))
      }
    }
    return ComparisonTest(trials, lostGenuine: lost)
  }
}
