/// A code with all its rotations laid out once, to be compared with many others.
public struct IrisProbe: Sendable {
  /// Columns of 256 that an eye may be turned by either way: 15, or 21 degrees.
  static let rotationShare = 15
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
  private let form: TurnedCode

  public init(_ code: IrisCode, profile: MatchProfile = .irisGabor) {
    self.code = code
    self.profile = profile
    largestRotation = (code.columns * Self.rotationShare + 128) / 256
    minimumBits = max(1, Int(Double(code.bitCount) * IrisMatch.minimumShare))
    sharesMask = CodeLayout.sharesMask(code)
    form = TurnedCode(
      code, turns: Self.turns(code.columns, largestRotation),
      layout: CodeLayout(code, sharesMask: sharesMask))
  }

  /// First all rotations that an eye may have, then those that none has.
  private static func turns(_ columns: Int, _ largest: Int) -> [Int] {
    let start = (columns * farShare + 128) / 256
    // Twice `start` stays free: beyond half a turn the rotations come back from the other side.
    let far = (0..<farCount).map { start + (columns - 2 * start) * $0 / farCount }
    return Array(-largest...largest) + Set(far).filter { $0 > largest && $0 < columns - largest }.sorted()
  }

  /// The best match over all rotations that compare enough bits.
  public func match(_ other: IrisCode) throws(IrisCodeError) -> IrisMatch {
    guard code.hasShape(of: other) else {
      throw .shapesDiffer(first: code.shapeDescription, second: other.shapeDescription)
    }
    var single = IrisGallery()
    try single.append(other)
    let gallery = fitted(single)
    guard let layout = gallery.layout else { throw .tooFewBits(compared: 0, minimum: minimumBits) }
    let counts = form(for: layout).counts(in: gallery, 0..<1)[...]
    let best = self.best(counts)
    guard let match = match(counts, best) else {
      throw .tooFewBits(compared: best.compared, minimum: minimumBits)
    }
    return match
  }

  /// The best match of this code with each of a range of codes of a gallery; nil where too few bits are visible in both, or the codes have
  /// another shape. A range beyond the gallery gives none.
  public func matches(in gallery: IrisGallery, _ range: Range<Int>) -> [IrisMatch?] {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else {
      return [IrisMatch?](repeating: nil, count: range.count)
    }
    let form = form(for: layout)
    let turns = form.turns.count
    var matches: [IrisMatch?] = []
    matches.reserveCapacity(range.count)
    // As many at a time as have their counts in the cache.
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let part = start..<min(start + 64, range.upperBound)
      let counts = form.counts(in: gallery, part)
      guard counts.count == part.count * turns else { return [] }
      for place in 0..<part.count {
        let own = counts[(place * turns)..<((place + 1) * turns)]
        matches.append(match(own, best(own)))
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

  /// The turned forms in a gallery's layout.
  func form(for layout: CodeLayout, _ turns: [Int]? = nil) -> TurnedCode {
    if turns == nil, layout == form.layout { return form }
    return TurnedCode(code, turns: turns ?? form.turns, layout: layout)
  }

  /// The gallery, with a mask for every channel if this code needs one.
  func fitted(_ gallery: IrisGallery) -> IrisGallery {
    gallery.layout?.sharesMask == true && !sharesMask ? gallery.expanded(for: code) : gallery
  }

  struct Best {
    var differing = 1
    var compared = 0
    var rotation = 0
  }

  /// Smallest distance of all rotations that an eye may have and that compare enough bits, else the most bits compared.
  func best(_ counts: ArraySlice<TurnedCode.Count>) -> Best {
    var best = Best()
    for (index, count) in counts.prefix(2 * largestRotation + 1).enumerated() {
      let (differing, compared) = (Int(count.differing), Int(count.compared))
      let better =
        compared >= minimumBits && best.compared >= minimumBits
        ? differing * best.compared < best.differing * compared : compared > best.compared
      if better {
        best = Best(differing: differing, compared: compared, rotation: index - largestRotation)
      }
    }
    return best
  }

  /// Nil if too few bits were compared.
  func match(_ counts: ArraySlice<TurnedCode.Count>, _ best: Best) -> IrisMatch? {
    guard best.compared >= minimumBits else { return nil }
    return IrisMatch(
      disagreeing: best.differing, compared: best.compared, rotation: best.rotation,
      bitCount: code.bitCount, spread: spread(counts.dropFirst(2 * largestRotation + 1)), profile: profile)
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
