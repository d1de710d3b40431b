import FieldKernels

/// A code at several rotations, laid out to be compared with a gallery.
struct TurnedCode: Sendable {
  /// Bits that differ among those visible in both codes, and how many these are.
  struct Count: Sendable {
    var differing: UInt32 = 0
    var compared: UInt32 = 0
  }

  /// The counts of some codes of a gallery.
  struct Counts: Sendable {
    /// With every sector where it agrees best, [code, turn].
    let aligned: [Count]
    /// Differing bits plus 2^32 times the compared ones, [code, sector, turn].
    fileprivate let ofSectors: [UInt64]

    subscript(place: Int, turns: Int) -> ArraySlice<Count> {
      aligned[(place * turns)..<((place + 1) * turns)]
    }
  }

  /// Columns by which the code is turned.
  let turns: [Int]
  /// How many of `turns` back or forth a sector may lie from the turn of the whole.
  let reach: Int
  let layout: CodeLayout
  private let words: [UInt64]

  init(_ code: IrisCode, turns: [Int], reach: Int, layout: CodeLayout) {
    self.turns = turns
    self.reach = reach
    self.layout = layout
    words = turns.flatMap { layout.words(of: code.rotated(by: $0)) }
  }

  /// The counts of codes of a gallery of this layout; nil for another layout or a range beyond the gallery.
  ///
  /// - Parameter sample: only every third row, for a first look.
  func counts(in gallery: IrisGallery, _ range: Range<Int>, sample: Bool = false) -> Counts? {
    guard gallery.layout == layout, range.lowerBound >= 0, range.upperBound <= gallery.count else {
      return nil
    }
    let groups = layout.groupsPerPart * (sample ? 1 : layout.parts)
    let ofSectors = [UInt64](
      unsafeUninitializedCapacity: range.count * turns.count * CodeLayout.sectors
    ) { counts, filled in
      words.withUnsafeBufferPointer { probe in
        gallery.words.withUnsafeBufferPointer { stored in
          guard let probe = probe.baseAddress, let stored = stored.baseAddress, let all = counts.baseAddress
          else { return }
          worldid_code_distances(
            probe, turns.count, stored + range.lowerBound * layout.wordsPerCode, range.count, groups,
            layout.planesPerGroup, layout.wordsPerPlane, layout.wordsPerCode, all)
          filled = range.count * turns.count * CodeLayout.sectors
        }
      }
    }
    guard ofSectors.count == range.count * turns.count * CodeLayout.sectors else { return nil }
    var counts = [Count](repeating: Count(), count: range.count * turns.count)
    counts.withUnsafeMutableBytes { counts in
      guard let counts = counts.baseAddress?.assumingMemoryBound(to: UInt32.self) else { return }
      worldid_align_sectors(ofSectors, turns.count, range.count, reach, counts)
    }
    return Counts(aligned: counts, ofSectors: ofSectors)
  }

  /// Columns by which the sectors of one of the codes are turned when the whole is at `turns[turn]`, in the mean of those that compare
  /// anything there: those that the aligned counts are of, of equal ones the nearest to the whole.
  func rotation(_ counts: Counts, place: Int, turn: Int) -> Int {
    var (sum, sectors) = (0, 0)
    for sector in 0..<CodeLayout.sectors {
      let start = (place * CodeLayout.sectors + sector) * turns.count
      var best = (lead: Int.min, compared: 0, turn: turn)
      // From the turn of the whole outwards.
      for step in 0...(2 * reach) {
        let next = turn + (step % 2 == 0 ? step / 2 : -(step + 1) / 2)
        guard turns.indices.contains(next) else { continue }
        let count = counts.ofSectors[start + next]
        let compared = Int(count >> 32)
        let lead = compared - 2 * Int(count & 0xffff_ffff)
        if (lead, compared) > (best.lead, best.compared) { best = (lead, compared, next) }
      }
      guard best.compared > 0 else { continue }
      sum += turns[best.turn]
      sectors += 1
    }
    return sectors == 0 ? turns[turn] : Int((Double(sum) / Double(sectors)).rounded())
  }
}
