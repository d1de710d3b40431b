/// Many codes of one shape, one after the other in memory, to be searched.
public struct IrisGallery: Sendable {
  /// All codes in `layout`.
  private(set) var words: [UInt64] = []
  private(set) var layout: CodeLayout?
  private var first: IrisCode?

  public private(set) var count = 0

  public init() {}

  /// Bytes that the codes take.
  public var byteCount: Int { words.count * 8 }

  /// Adds a code of the same shape as those before it.
  public mutating func append(_ code: IrisCode) throws(IrisCodeError) {
    if let first, !first.hasShape(of: code) {
      throw .shapesDiffer(first: first.shapeDescription, second: code.shapeDescription)
    }
    first = first ?? code
    let shares = CodeLayout.sharesMask(code)
    if let layout, layout.sharesMask, !shares { expand(layout, code) }
    let layout = layout ?? CodeLayout(code, sharesMask: shares)
    self.layout = layout
    words += layout.words(of: code)
    count += 1
  }

  /// Adds the codes that are there, in order, until there are `total`: for measurements.
  package mutating func repeatCodes(until total: Int) {
    guard let layout, count > 0 else { return }
    words.reserveCapacity(total * layout.wordsPerCode)
    var next = 0
    while count < total {
      let start = next * layout.wordsPerCode
      // Word by word: a slice of the array would make every append copy all of it.
      for index in start..<(start + layout.wordsPerCode) { words.append(words[index]) }
      next += 1
      count += 1
    }
  }

  public mutating func reserveCapacity(_ codes: Int, like code: IrisCode) {
    words.reserveCapacity(codes * CodeLayout(code, sharesMask: CodeLayout.sharesMask(code)).wordsPerCode)
  }

  /// The same codes with a mask of its own for every channel.
  private mutating func expand(_ old: CodeLayout, _ code: IrisCode) {
    let new = CodeLayout(code, sharesMask: false)
    var expanded: [UInt64] = []
    expanded.reserveCapacity((count + 1) * new.wordsPerCode)
    let plane = old.wordsPerPlane
    for start in stride(from: 0, to: words.count, by: old.wordsPerGroup) {
      for channel in 0..<old.channels {
        let bits = start + (1 + channel) * plane
        expanded += words[start..<(start + plane)] + words[bits..<(bits + plane)]
      }
    }
    words = expanded
    layout = new
  }

  /// This gallery with a mask for every channel, for a probe that needs one.
  func expanded(for code: IrisCode) -> IrisGallery {
    var copy = self
    if let layout, layout.sharesMask { copy.expand(layout, code) }
    return copy
  }
}
