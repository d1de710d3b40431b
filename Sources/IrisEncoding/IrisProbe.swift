import FieldKernels

/// A code with all its rotations laid out once, to be compared with many others.
public struct IrisProbe: Sendable {
  /// Columns of 256 that an eye may be turned by either way: 15, or 21 degrees.
  static let rotationShare = 15
  /// Columns of 256 by which a sector may lie from the rotation of the whole.
  private static let sectorShare = 3
  /// Columns of 256 from which on two codes cannot be of one eye: no head is tilted by 34 degrees.
  private static let farShare = 24
  /// Rotations beyond that at which the spread of chance is measured.
  private static let farCount = 27

  public let code: IrisCode
  public let profile: MatchProfile
  /// Largest rotation tried, in columns of the code.
  public let largestRotation: Int
  let minimumBits: Int
  private let sharesMask: Bool
  /// At all rotations that an eye may have, and at those that none has.
  private var near: TurnedCode
  private var far: TurnedCode

  public init(_ code: IrisCode, profile: MatchProfile = .irisGabor) {
    self.code = code
    self.profile = profile
    largestRotation = (code.columns * Self.rotationShare + 128) / 256
    minimumBits = max(1, Int(Double(code.bitCount) * IrisMatch.minimumShare))
    sharesMask = CodeLayout.sharesMask(code)
    let layout = CodeLayout(code, sharesMask: sharesMask)
    near = TurnedCode(
      code, turns: Array(-largestRotation...largestRotation), reach: Self.reach(code.columns), layout: layout)
    far = TurnedCode(
      code, turns: Self.farTurns(code.columns, beyond: largestRotation), reach: 0, layout: layout)
  }

  /// Columns by which a sector may lie from the rotation of the whole; as many as are counted at most.
  static func reach(_ columns: Int) -> Int {
    min((columns * sectorShare + 128) / 256, Int(WORLDID_MOST_REACH))
  }

  /// Rotations that no eye has.
  private static func farTurns(_ columns: Int, beyond largest: Int) -> [Int] {
    let start = (columns * farShare + 128) / 256
    // Twice `start` stays free: beyond half a turn the rotations come back from the other side.
    let far = (0..<farCount).map { start + (columns - 2 * start) * $0 / farCount }
    return Set(far).filter { $0 > largest && $0 < columns - largest }.sorted()
  }

  /// The match where both codes agree best, with at least a fifth of their bits compared.
  public func match(_ other: IrisCode) throws(IrisCodeError) -> IrisMatch {
    guard code.hasShape(of: other) else {
      throw .shapesDiffer(first: code.shapeDescription, second: other.shapeDescription)
    }
    var single = IrisGallery()
    try single.append(other)
    guard let match = matches(in: single, 0..<1).first ?? nil else {
      throw .tooFewBits(compared: mostCompared(with: single), minimum: minimumBits)
    }
    return match
  }

  /// The most bits that are compared with the first code of a gallery, each quarter where it agrees best.
  private func mostCompared(with gallery: IrisGallery) -> Int {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, let counts = form(for: layout).counts(in: gallery, 0..<1) else {
      return 0
    }
    return best(counts.aligned[...]).compared
  }

  /// The best match of this code with each of a range of codes of a gallery; nil where too few bits are visible in both, or the codes have
  /// another shape. A range beyond the gallery gives none.
  public func matches(in gallery: IrisGallery, _ range: Range<Int>) -> [IrisMatch?] {
    matches(in: gallery, range, onlyAlike: false)
  }

  /// - Parameter onlyAlike: nil also for codes that do not count as the same eye, without asking how far chance goes for them: what that
  ///   adds makes no two codes more alike.
  func matches(in gallery: IrisGallery, _ range: Range<Int>, onlyAlike: Bool) -> [IrisMatch?] {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else {
      return [IrisMatch?](repeating: nil, count: range.count)
    }
    let (near, far) = (form(for: layout), farForm(for: layout))
    var matches: [IrisMatch?] = []
    matches.reserveCapacity(range.count)
    // As many at a time as have their counts in the cache.
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let part = start..<min(start + 64, range.upperBound)
      guard let counts = near.counts(in: gallery, part) else { return [] }
      let chances = onlyAlike ? nil : far.counts(in: gallery, part)
      for place in part {
        let best = best(counts[place - start, near.turns.count])
        if onlyAlike, match(best)?.isSameEye != true {
          matches.append(nil)
          continue
        }
        let rotation = near.rotation(counts, place: place - start, turn: best.turn)
        let chance =
          chances.map { $0[place - start, far.turns.count] }
          ?? far.counts(in: gallery, place..<(place + 1))?.aligned[...] ?? []
        matches.append(match(best, rotation: rotation, far: chance))
      }
    }
    return matches
  }

  /// The best match among the codes of a gallery; nil if none can be compared.
  public func nearest(in gallery: IrisGallery) -> (index: Int, match: IrisMatch)? {
    var nearest: (index: Int, match: IrisMatch)?
    for (index, match) in matches(in: gallery, 0..<gallery.count).enumerated() {
      guard let match else { continue }
      if nearest.map({ match.score < $0.match.score }) ?? true { nearest = (index, match) }
    }
    return nearest
  }

  /// The forms at all rotations that an eye may have, in a gallery's layout.
  func form(for layout: CodeLayout) -> TurnedCode {
    if layout == near.layout { return near }
    return TurnedCode(code, turns: near.turns, reach: near.reach, layout: layout)
  }

  /// This probe with its forms in a gallery's layout, to be made once for many comparisons.
  func adapted(to layout: CodeLayout) -> IrisProbe {
    var copy = self
    (copy.near, copy.far) = (form(for: layout), farForm(for: layout))
    return copy
  }

  private func farForm(for layout: CodeLayout) -> TurnedCode {
    if layout == far.layout { return far }
    return TurnedCode(code, turns: far.turns, reach: 0, layout: layout)
  }

  /// The gallery, with a mask for every channel if this code needs one.
  func fitted(_ gallery: IrisGallery) -> IrisGallery {
    gallery.layout?.sharesMask == true && !sharesMask ? gallery.expanded(for: code) : gallery
  }

  struct Best {
    var differing = 1
    var compared = 0
    /// Number of the rotation.
    var turn = 0

    /// Bits that agree beyond chance, over the square root of those compared.
    var agreement: Double { Double(compared - 2 * differing) / Double(max(compared, 1)).squareRoot() }
  }

  /// The rotation of most agreement among those that compare enough bits, else the one that compares most.
  ///
  /// Most agreement is the greatest lead over chance for the bits compared, (0.5 - distance) sqrt(n): what the score is made of.
  func best(_ counts: ArraySlice<TurnedCode.Count>) -> Best {
    var best = Best()
    for (index, count) in counts.enumerated() {
      let next = Best(
        differing: Int(count.differing), compared: Int(count.compared), turn: index)
      let isBetter =
        next.compared >= minimumBits && best.compared >= minimumBits
        ? next.agreement > best.agreement : next.compared > best.compared
      if isBetter { best = next }
    }
    return best
  }

  /// Nil if too few bits were compared.
  ///
  /// - Parameter far: the counts at rotations that no eye has; without them nothing is known of chance.
  func match(_ best: Best, rotation: Int = 0, far: ArraySlice<TurnedCode.Count> = []) -> IrisMatch? {
    guard best.compared >= minimumBits else { return nil }
    return IrisMatch(
      disagreeing: best.differing, compared: best.compared, rotation: rotation,
      bitCount: code.bitCount, spread: spread(far), profile: profile)
  }

  /// Nil if fewer than eight rotations compare enough bits.
  private func spread(_ far: ArraySlice<TurnedCode.Count>) -> Double? {
    let values = far.filter { $0.compared >= minimumBits }.map { count in
      (0.5 - Double(count.differing) / Double(count.compared))
        * (Double(count.compared) / Double(code.bitCount)).squareRoot()
    }
    guard values.count >= 8 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }
}

extension IrisCode {
  /// Compares two codes at every rotation of up to 15 of 256 columns either way.
  public func distance(
    to other: IrisCode, profile: MatchProfile = .irisGabor
  ) throws(IrisCodeError) -> IrisMatch {
    try IrisProbe(self, profile: profile).match(other)
  }
}

extension CodeLayout {
  func hasShape(of code: IrisCode) -> Bool {
    rows == code.rows && columns == code.columns && channels == code.channels
  }
}
