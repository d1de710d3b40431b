/// Many codes of one shape, one after the other in memory, to be searched.
public struct IrisGallery: Sendable {
  /// Bits and then mask of every code.
  private(set) var words: [UInt64] = []
  private(set) var wordsPerCode = 0
  private var first: IrisCode?

  public private(set) var count = 0

  public init() {}

  /// Adds a code of the same shape as those before it.
  public mutating func append(_ code: IrisCode) throws(IrisCodeError) {
    if let first, !first.hasShape(of: code) {
      throw .shapesDiffer(first: first.shapeDescription, second: code.shapeDescription)
    }
    first = first ?? code
    wordsPerCode = code.bits.count
    words += code.bits
    words += code.mask
    count += 1
  }

  public mutating func reserveCapacity(_ codes: Int, like code: IrisCode) {
    words.reserveCapacity(codes * 2 * code.bits.count)
  }
}
