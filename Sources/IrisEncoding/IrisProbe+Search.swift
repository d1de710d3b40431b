import Dispatch
import Foundation
import Synchronization

/// Search of one code among very many.
extension IrisProbe {
  /// A code of a gallery that counts as the same eye.
  public struct Hit: Hashable, Sendable {
    /// Number of the code in the gallery.
    public let index: Int
    public let match: IrisMatch
  }

  /// All codes of a gallery that count as the same eye, the most alike first.
  ///
  /// Four looks. The first reads a third of the rows of every code at every other rotation, the second all rows of what could still
  /// match; the third compares all rows at all rotations, and the fourth is the full comparison, which also measures how far chance goes. The
  /// first two can lose a match: `worldid evaluate` counts the matches that are lost. The third cannot: what the fourth adds makes no
  /// two codes more alike.
  ///
  /// - Parameters:
  ///   - threads: threads to search on; 0 for one a core.
  ///   - isExhaustive: compares every code in full instead.
  public func search(_ gallery: IrisGallery, threads: Int = 0, isExhaustive: Bool = false) -> [Hit] {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else { return [] }
    let firstLook = isExhaustive ? nil : FirstLook(self, layout)
    let probe = adapted(to: layout)
    // As many as have their counts in the cache.
    let blockSize = 64
    let blocks = (gallery.count + blockSize - 1) / blockSize
    let next = Atomic<Int>(0)
    let found = Mutex<[Hit]>([])
    let cores = ProcessInfo.processInfo.activeProcessorCount
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads > 0 ? threads : cores, blocks))) { _ in
      var hits: [Hit] = []
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < blocks else { break }
        let range = (block * blockSize)..<min((block + 1) * blockSize, gallery.count)
        for part in firstLook?.passed(gallery, range) ?? [range] {
          for (index, match) in zip(part, probe.matches(in: gallery, part, onlyAlike: firstLook != nil)) {
            if let match, match.isSameEye { hits.append(Hit(index: index, match: match)) }
          }
        }
      }
      if !hits.isEmpty { found.withLock { $0 += hits } }
    }
    return found.withLock { $0 }.sorted { ($0.match.score, $0.index) < ($1.match.score, $1.index) }
  }

  /// How many codes of a gallery the first two looks pass on.
  package func firstLookCount(_ gallery: IrisGallery) -> Int {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else { return 0 }
    let look = FirstLook(self, layout)
    return stride(from: 0, to: gallery.count, by: 64).reduce(0) { sum, start in
      look.passed(gallery, start..<min(start + 64, gallery.count)).reduce(sum) { $0 + $1.count }
    }
  }
}

/// Looks at every other rotation that tell most strangers: at a third of the rows, and at all rows of those that are left.
private struct FirstLook: Sendable {
  private let form: TurnedCode
  /// Least square of n - 2 differing bits of a third of the rows that is passed on, over the n bits compared, times 256; 0 passes everything on.
  private let leastOfThird: Int
  /// That of all rows.
  private let leastOfAll: Int

  init(_ probe: IrisProbe, _ layout: CodeLayout) {
    let largest = probe.largestRotation
    form = TurnedCode(
      probe.code, turns: Array(stride(from: -largest, through: largest, by: 2)),
      reach: (IrisProbe.reach(layout.columns) + 1) / 2, layout: layout)
    let sampleBits = Double(layout.rowsPerPart * layout.columns * layout.channels)
    // The share f of bits that a turn by one column changes; without visible bits nothing can be said.
    let (code, turned) = (probe.code, probe.code.rotated(by: 1))
    var (changed, visible) = (0, 0)
    for word in code.bits.indices {
      let both = code.mask[word] & turned.mask[word]
      visible += both.nonzeroBitCount
      changed += ((code.bits[word] ^ turned.bits[word]) & both).nonzeroBitCount
    }
    let share = visible > 0 ? min(Double(changed) / Double(visible), 0.5) : 0.5
    // A pair that is looked at one column beside its best rotation keeps 1 - 2 f of what its distance lies below one half if all bits
    // change alike. Bits on which two pictures agree are steadier than most: of the 2,117 matching pairs of the development halves (f about
    // 0.25) none came below 0.80 of the lead that the threshold asks for in a third of the rows, nor below 0.85 in all. This asks for
    // 0.75 and 0.80 there, and of models whose bits change faster than was measured for no more than all bits alike would keep.
    let kept = share <= 0.3 ? 1 - 3.2 * share * share : 1 - 2 * share
    let least = max((0.5 - probe.profile.threshold) * kept, 0)
    // (0.5 - d) sqrt(n / N) >= least, both sides times 2 sqrt(n N) and squared: a root for every count would cost more than counting.
    let perBit = 256 * 4 * least * least * probe.profile.referenceShare
    leastOfThird = Int(perBit * 0.88 * sampleBits)
    leastOfAll = Int(perBit * Double(probe.code.bitCount))
  }

  /// The codes of a range that may match, as ranges.
  func passed(_ gallery: IrisGallery, _ range: Range<Int>) -> [Range<Int>] {
    passed(gallery, range, sample: true).flatMap { passed(gallery, $0, sample: false) }
  }

  private func passed(_ gallery: IrisGallery, _ range: Range<Int>, sample: Bool) -> [Range<Int>] {
    guard let counts = form.counts(in: gallery, range, sample: sample) else { return [range] }
    let turns = form.turns.count
    let leastSquare = sample ? leastOfThird : leastOfAll
    return counts.aligned.withUnsafeBufferPointer { counts in
      var passed: [Range<Int>] = []
      for place in range {
        let start = (place - range.lowerBound) * turns
        var mayPass = leastSquare == 0
        for turn in start..<(start + turns) { mayPass = mayPass || mayMatch(counts[turn], leastSquare) }
        guard mayPass else { continue }
        if let last = passed.last, last.upperBound == place {
          passed[passed.count - 1] = last.lowerBound..<(place + 1)
        } else {
          passed.append(place..<(place + 1))
        }
      }
      return passed
    }
  }

  private func mayMatch(_ count: TurnedCode.Count, _ leastSquare: Int) -> Bool {
    let lead = Int(count.compared) - 2 * Int(count.differing)
    return lead > 0 && lead * lead << 8 >= leastSquare * Int(count.compared)
  }
}
