/// A code with all its rotations laid out once, to be compared with many others.
public struct IrisProbe: Sendable {
  /// Columns of 256 that an eye may be turned by either way: 15, or 21 degrees.
  static let rotationShare = 15

  public let code: IrisCode
  /// Largest rotation tried, in columns of the code.
  public let largestRotation: Int
  /// Bits and then mask of every rotation, from -largestRotation on.
  private let words: [UInt64]
  private let minimumBits: Int

  public init(_ code: IrisCode) {
    self.code = code
    largestRotation = (code.columns * Self.rotationShare + 128) / 256
    words = (-largestRotation...largestRotation).flatMap { turn in
      let turned = code.rotated(by: turn)
      return turned.bits + turned.mask
    }
    minimumBits = max(1, Int(Double(code.bitCount) * IrisMatch.minimumShare))
  }

  /// The best match over all rotations that compare enough bits.
  public func match(_ other: IrisCode) throws(IrisCodeError) -> IrisMatch {
    guard code.hasShape(of: other) else {
      throw .shapesDiffer(first: code.shapeDescription, second: other.shapeDescription)
    }
    let counts = words.withUnsafeBufferPointer { probe in
      other.bits.withUnsafeBufferPointer { bits in
        other.mask.withUnsafeBufferPointer { mask in best(probe, bits, mask) }
      }
    }
    guard counts.compared >= minimumBits else {
      throw .tooFewBits(compared: counts.compared, minimum: minimumBits)
    }
    return IrisMatch(
      disagreeing: counts.disagreeing, compared: counts.compared, rotation: counts.rotation,
      bitCount: code.bitCount)
  }

  /// The best match among the codes of a gallery; nil if none can be compared.
  public func nearest(in gallery: IrisGallery) -> (index: Int, match: IrisMatch)? {
    guard gallery.wordsPerCode == code.bits.count else { return nil }
    return words.withUnsafeBufferPointer { probe in
      gallery.words.withUnsafeBufferPointer { stored in
        var nearest: (index: Int, match: IrisMatch)?
        let size = code.bits.count
        for index in 0..<gallery.count {
          let start = index * 2 * size
          let counts = best(
            probe, UnsafeBufferPointer(rebasing: stored[start..<(start + size)]),
            UnsafeBufferPointer(rebasing: stored[(start + size)..<(start + 2 * size)]))
          guard counts.compared >= minimumBits else { continue }
          let match = IrisMatch(
            disagreeing: counts.disagreeing, compared: counts.compared, rotation: counts.rotation,
            bitCount: code.bitCount)
          if nearest.map({ match.score < $0.match.score }) ?? true { nearest = (index, match) }
        }
        return nearest
      }
    }
  }

  private struct Counts {
    var disagreeing = 1
    var compared = 0
    var rotation = 0
  }

  /// Smallest disagreeing / compared of all rotations with enough bits, else the most bits compared.
  private func best(
    _ probe: UnsafeBufferPointer<UInt64>, _ bits: UnsafeBufferPointer<UInt64>,
    _ mask: UnsafeBufferPointer<UInt64>
  ) -> Counts {
    let size = bits.count
    var best = Counts()
    for index in 0...(2 * largestRotation) {
      let start = index * 2 * size
      let counts = Self.count(
        UnsafeBufferPointer(rebasing: probe[start..<(start + size)]),
        UnsafeBufferPointer(rebasing: probe[(start + size)..<(start + 2 * size)]), bits, mask)
      let enough = counts.compared >= minimumBits
      let bestEnough = best.compared >= minimumBits
      let better =
        enough && bestEnough
        ? counts.disagreeing * best.compared < best.disagreeing * counts.compared
        : counts.compared > best.compared
      if better {
        best = Counts(
          disagreeing: counts.disagreeing, compared: counts.compared, rotation: index - largestRotation)
      }
    }
    return best
  }

  /// Counts differing and comparable bits; a plain loop that the compiler vectorises.
  static func count(
    _ firstBits: UnsafeBufferPointer<UInt64>, _ firstMask: UnsafeBufferPointer<UInt64>,
    _ secondBits: UnsafeBufferPointer<UInt64>, _ secondMask: UnsafeBufferPointer<UInt64>
  ) -> (disagreeing: Int, compared: Int) {
    var disagreeing: UInt64 = 0
    var compared: UInt64 = 0
    for index in 0..<secondBits.count {
      let both = firstMask[index] & secondMask[index]
      compared &+= UInt64(truncatingIfNeeded: both.nonzeroBitCount)
      disagreeing &+= UInt64(
        truncatingIfNeeded: ((firstBits[index] ^ secondBits[index]) & both).nonzeroBitCount)
    }
    return (Int(disagreeing), Int(compared))
  }
}

extension IrisCode {
  /// Compares two codes at every rotation of up to 15 of 256 columns either way.
  public func distance(to other: IrisCode) throws(IrisCodeError) -> IrisMatch {
    try IrisProbe(self).match(other)
  }
}
