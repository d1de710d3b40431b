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
  /// Three looks. The first reads half of the rows of every code at every other rotation, and passes on what could still match; the second
  /// compares all rows at all rotations, and the third is the full comparison, which also measures how far chance goes. The first
  /// look can lose a match: `worldid evaluate` counts the matches that are lost. The second cannot: what the third adds makes no two codes
  /// more alike.
  ///
  /// - Parameters:
  ///   - threads: threads to search on; 0 for one a core.
  ///   - isExhaustive: compares every code in full instead.
  public func search(_ gallery: IrisGallery, threads: Int = 0, isExhaustive: Bool = false) -> [Hit] {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else { return [] }
    let firstLook = isExhaustive ? nil : FirstLook(self, layout)
    let near = form(for: layout, Array(-largestRotation...largestRotation))
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
        for part in firstLook?.passed(gallery, range).flatMap({ alike(in: gallery, $0, near) }) ?? [range] {
          for (index, match) in zip(part, matches(in: gallery, part)) {
            if let match, match.isSameEye { hits.append(Hit(index: index, match: match)) }
          }
        }
      }
      if !hits.isEmpty { found.withLock { $0 += hits } }
    }
    return found.withLock { $0 }.sorted { ($0.match.score, $0.index) < ($1.match.score, $1.index) }
  }

  /// How many codes of a gallery the first look passes on.
  package func firstLookCount(_ gallery: IrisGallery) -> Int {
    let gallery = fitted(gallery)
    guard let layout = gallery.layout, layout.hasShape(of: code) else { return 0 }
    return FirstLook(self, layout).passed(gallery, 0..<gallery.count).reduce(0) { $0 + $1.count }
  }

  /// The codes of a range that match unless chance goes far, each a range of its own.
  private func alike(in gallery: IrisGallery, _ range: Range<Int>, _ near: TurnedCode) -> [Range<Int>] {
    let counts = near.counts(in: gallery, range)
    let turns = near.turns.count
    return range.filter { place in
      let own = counts.dropFirst((place - range.lowerBound) * turns).prefix(turns)
      return match(own, best(own))?.isSameEye ?? false
    }.map { $0..<($0 + 1) }
  }
}

/// A look at half of a code that tells most strangers.
private struct FirstLook: Sendable {
  private let form: TurnedCode
  /// Least square of n - 2 differing bits that is passed on, over the n bits compared; and what that is where n is least.
  private let leastSquare: Double
  private let leastLead: Int
  /// Bits below which a code is passed on unseen.
  private let fewBits: UInt32

  init(_ probe: IrisProbe, _ layout: CodeLayout) {
    let largest = probe.largestRotation
    form = probe.form(for: layout, Array(stride(from: -largest, through: largest, by: 2)))
    let sampleRows = layout.rows == 1 ? 1 : (layout.rows + 1) / 2
    let sampleBits = Double(sampleRows * layout.columns * layout.channels)
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
    // change alike. Bits on which two pictures agree are steadier than most: of the 2,094 matching pairs of the development halves (f about
    // 0.25) none came below 0.77 of the lead that the threshold asks for, half of the rows included. This asks for 0.72 there, and of
    // models whose bits change faster than was measured for no more than all bits alike would keep.
    let kept = share <= 0.3 ? 1 - 4.5 * share * share : 1 - 2 * share
    let least = (0.5 - probe.profile.threshold) * kept
    // (0.5 - d) sqrt(n / N) >= least, both sides times 2 sqrt(n N): a root for every count would cost more than counting.
    leastSquare = 4 * least * least * probe.profile.referenceShare * sampleBits
    fewBits = UInt32(sampleBits * IrisMatch.minimumShare * 1.25)
    leastLead = least > 0 ? Int((leastSquare * Double(fewBits)).squareRoot()) : Int.min
  }

  /// The codes of a range that may match, as ranges.
  func passed(_ gallery: IrisGallery, _ range: Range<Int>) -> [Range<Int>] {
    let counts = form.counts(in: gallery, range, sample: true)
    let turns = form.turns.count
    guard counts.count == range.count * turns else { return [range] }
    return counts.withUnsafeBufferPointer { counts in
      var passed: [Range<Int>] = []
      for place in range {
        let start = (place - range.lowerBound) * turns
        var mayPass = false
        for turn in start..<(start + turns) { mayPass = mayPass || mayMatch(counts[turn]) }
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

  private func mayMatch(_ count: TurnedCode.Count) -> Bool {
    guard count.compared > fewBits else { return true }
    // Most strangers end here, without a division or a root.
    let lead = Int(count.compared) - 2 * Int(count.differing)
    guard lead >= leastLead else { return false }
    return leastLead < 0 || Double(lead) * Double(lead) >= leastSquare * Double(count.compared)
  }
}
