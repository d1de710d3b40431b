/// One result of a network.
public struct NetworkOutput: Hashable, Sendable {
  public enum Rule: Hashable, Sendable {
    /// bit = acc > 0.
    case sign(Convolution)
    /// A convolution of the visibility with bias 1 - threshold: bit = acc > 0, that is count >= threshold.
    case count(Convolution)
    /// The accumulators themselves, 32-bit integers (the scores of a classifier).
    case sums(Convolution)
    /// The output of a hidden layer, bytes.
    case activation(Int)

    /// Nil for a hidden layer's output.
    public var convolution: Convolution? {
      switch self {
      case .sign(let convolution), .count(let convolution), .sums(let convolution): convolution
      case .activation: nil
      }
    }
  }

  /// Part of the model id, except in the heads of an iris code: who trusts a model trusts what its outputs are called.
  public let name: String
  public let rule: Rule

  public init(name: String, rule: Rule) {
    self.name = name
    self.rule = rule
  }
}

/// The values of one output, [channel, row, column].
public enum OutputTensor: Hashable, Sendable {
  /// Bits (0 or 1) or the bytes of a hidden layer.
  case bytes([UInt8])
  case sums([Int32])

  public var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .sums(let sums): sums.count
    }
  }
}

/// What the static bounds say of an output.
public enum OutputBounds: Hashable, Sendable {
  /// v = acc + 2^S - 1 = 2^S q + r, bit = q >= 1; S makes 2^S plus the number of quotients smallest.
  case sign(QuotientTable)
  /// For each channel the largest count (the sum of its weights) and the count at which its bit becomes 1, at least 1.
  case count(taps: [Int], thresholds: [Int])
  /// For each channel the range of its accumulators; narrower than the proof's field, so that a sum has one answer there.
  case sums([ClosedRange<Int>])
  case activation
}

/// The two heads of a network that makes iris codes: bits = acc > 0, and which of them count.
public struct CodeHeads: Hashable, Sendable {
  public let bits: Convolution
  /// Nil when all bits count.
  public let mask: Convolution?
  public let signTable: QuotientTable
  /// Largest count any mask channel can reach: the sum of its weights; 0 without a mask head.
  public let maskTaps: Int
  /// For each mask channel the count at which its bit becomes 1, at least 1.
  public let maskThresholds: [Int]

  /// Nil unless the outputs are a sign head and, at most, a count of the same rows and columns, with as many channels or one.
  init?(_ outputs: [NetworkOutput], _ bounds: [OutputBounds]) {
    guard case .sign(let bits)? = outputs.first?.rule, case .sign(let table)? = bounds.first else {
      return nil
    }
    self.bits = bits
    signTable = table
    guard outputs.count > 1 else {
      (mask, maskTaps, maskThresholds) = (nil, 0, [])
      return
    }
    guard outputs.count == 2, case .count(let mask) = outputs[1].rule, Self.fits(mask, bits),
      case .count(let taps, let thresholds) = bounds[1]
    else { return nil }
    self.mask = mask
    maskTaps = taps.max() ?? 0
    maskThresholds = thresholds
  }

  static func fits(_ mask: Convolution, _ bits: Convolution) -> Bool {
    let (shape, code) = (mask.outputShape, bits.outputShape)
    return shape.rows == code.rows && shape.columns == code.columns
      && (shape.channels == code.channels || shape.channels == 1)
  }
}
