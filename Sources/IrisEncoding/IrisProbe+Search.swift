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
  /// Two looks. The first reads half of the rows of every code at every other rotation, and passes on what could still match; the second is
  /// the full comparison. The first look can lose a match: `worldid evaluate` counts the matches that are lost.
  ///
  /// - Parameters:
  ///   - threads: threads to search on; 0 for one a core.
  ///   - isExhaustive: compares every code in full instead.
  public func search(_ gallery: IrisGallery, threads: Int = 0, isExhaustive: Bool = false) -> [Hit] {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else { return [] }
    let firstLook = isExhaustive ? nil : FirstLook(self, layout)
    let blockSize = 256
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
          for (index, match) in zip(part, matches(in: gallery, part)) {
            if let match, match.isSameEye { hits.append(Hit(index: index, match: match)) }
          }
        }
      }
      if !hits.isEmpty { found.withLock { $0 += hits } }
    }
    return found.withLock { $0 }.sorted { ($0.match.score, $0.index) < ($1.match.score, $1.index) }
  }
}

/// A look at half of a code that tells most strangers.
private struct FirstLook: Sendable {
  private let form: TurnedCode
  private let sampleBits: Double
  private let referenceShare: Double
  /// Least (0.5 - distance) sqrt(n / N) that is passed on.
  private let least: Double
  /// Bits below which a code is passed on unseen.
  private let fewBits: UInt32

  init(_ probe: IrisProbe, _ layout: CodeLayout) {
    let largest = probe.largestRotation
    form = probe.form(for: layout, Array(stride(from: -largest, through: largest, by: 2)))
    let sampleRows = layout.rows == 1 ? 1 : (layout.rows + 1) / 2
    sampleBits = Double(sampleRows * layout.columns * layout.channels)
    referenceShare = probe.profile.referenceShare
    // The share f of bits that a turn by one column changes; without visible bits nothing can be said.
    let (code, turned) = (probe.code, probe.code.rotated(by: 1))
    var (changed, visible) = (0, 0)
    for word in code.bits.indices {
      let both = code.mask[word] & turned.mask[word]
      visible += both.nonzeroBitCount
      changed += ((code.bits[word] ^ turned.bits[word]) & both).nonzeroBitCount
    }
    let share = visible > 0 ? min(Double(changed) / Double(visible), 0.5) : 0.5
    // A pair that is looked at one column beside its best rotation keeps at least 1 - 2 f of what its distance lies below one half if
    // all bits change alike. Bits on which two pictures agree are steadier than most: of 2,050 pairs of the development halves (f about
    // 0.25) that match at all, none kept less than 0.77, half of the rows included. This asks for 0.67, and of a model whose bits change
    // as they like, for nothing.
    least = (0.5 - probe.profile.threshold) * (1 - 16 / 3 * share * share)
    fewBits = UInt32(sampleBits * IrisMatch.minimumShare * 1.25)
  }

  /// The codes of a range that may match, as ranges.
  func passed(_ gallery: IrisGallery, _ range: Range<Int>) -> [Range<Int>] {
    let counts = form.counts(in: gallery, range, sample: true)
    var passed: [Range<Int>] = []
    for place in range.indices {
      let start = (place - range.lowerBound) * form.turns.count
      guard counts[start..<(start + form.turns.count)].contains(where: mayMatch) else { continue }
      if let last = passed.last, last.upperBound == place {
        passed[passed.count - 1] = last.lowerBound..<(place + 1)
      } else {
        passed.append(place..<(place + 1))
      }
    }
    return passed
  }

  /// (0.5 - d) sqrt(n / N) >= least; n is the number of bits compared in the sample, N its share of the reference.
  private func mayMatch(_ count: TurnedCode.Count) -> Bool {
    guard count.compared > fewBits else { return true }
    let compared = Double(count.compared)
    let lead = compared - 2 * Double(count.differing)
    // With d = differing / n, both sides times 2 sqrt(n N); a square root for every count would cost more than counting.
    guard least > 0 else { return true }
    return lead > 0 && lead * lead >= 4 * least * least * compared * referenceShare * sampleBits
  }
}
