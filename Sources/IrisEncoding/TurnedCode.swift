import FieldKernels

/// A code at several rotations, laid out to be compared with a gallery.
struct TurnedCode: Sendable {
  /// Bits that differ among those visible in both codes, and how many these are.
  struct Count: Sendable {
    var differing: UInt32 = 0
    var compared: UInt32 = 0
  }

  /// Columns by which the code is turned.
  let turns: [Int]
  let layout: CodeLayout
  private let words: [UInt64]

  init(_ code: IrisCode, turns: [Int], layout: CodeLayout) {
    self.turns = turns
    self.layout = layout
    words = turns.flatMap { layout.words(of: code.rotated(by: $0)) }
  }

  /// The counts of codes of a gallery of this layout: [code, turn].
  ///
  /// - Parameter sample: only every other row, for a first look.
  func counts(in gallery: IrisGallery, _ range: Range<Int>, sample: Bool = false) -> [Count] {
    guard gallery.layout == layout, range.lowerBound >= 0, range.upperBound <= gallery.count else {
      return []
    }
    var counts = [Count](repeating: Count(), count: range.count * turns.count)
    let groups = layout.groupsPerHalf * (sample ? 1 : layout.halves)
    counts.withUnsafeMutableBytes { counts in
      guard let counts = counts.baseAddress?.assumingMemoryBound(to: UInt32.self) else { return }
      words.withUnsafeBufferPointer { probe in
        gallery.words.withUnsafeBufferPointer { stored in
          guard let probe = probe.baseAddress, let stored = stored.baseAddress else { return }
          worldid_code_distances(
            probe, turns.count, stored + range.lowerBound * layout.wordsPerCode, range.count, groups,
            layout.planesPerGroup, layout.wordsPerPlane, layout.wordsPerCode, counts)
        }
      }
    }
    return counts
  }
}
