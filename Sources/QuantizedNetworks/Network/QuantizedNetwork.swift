/// An integer network with a sign head and an optional mask head, checked to be provable.
///
/// Whoever holds one knows that every accumulator, rounding and table stays inside the proof's field.
public struct QuantizedNetwork: Hashable, Sendable {
  public let inputShape: TensorShape
  /// Whether convolutions read an occluded pixel (value 0) as 128. The visibility is 0 there either way.
  public let usesInputTable: Bool
  /// In order: a layer reads pixels or the output of layers before it.
  public let hiddenLayers: [HiddenLayer]
  /// The sign head: bit = acc > 0.
  public let bits: Convolution
  /// The mask head over the visibility: bit = acc > 0 with bias 1 - threshold, so bit = count >= threshold.
  public let mask: Convolution?

  /// One for each hidden layer.
  public let hiddenTables: [QuotientTable]
  /// v = acc + 2^S - 1 = 2^S q + r, bit = q >= 1; S makes 2^S plus the number of quotients smallest.
  public let signTable: QuotientTable
  /// Largest count any mask channel can reach: the sum of its weights; 0 without a mask head.
  public let maskTaps: Int
  /// For each mask channel the count at which its bit becomes 1, at least 1.
  public let maskThresholds: [Int]
  /// SHA-256 of the canonical encoding.
  public let id: ModelID

  /// Checks shapes, references, limits and the no-wrap condition of every channel.
  ///
  /// `names` are used in errors: one for each hidden layer, then the sign head, then the mask head.
  public init(
    inputShape: TensorShape, usesInputTable: Bool, hiddenLayers: [HiddenLayer], bits: Convolution,
    mask: Convolution?, names: [String] = []
  ) throws(NetworkError) {
    let count = hiddenLayers.count
    func name(_ index: Int) -> String {
      if index < names.count { return names[index] }
      return index < count ? "hidden layer \(index)" : index == count ? "sign head" : "mask head"
    }
    guard count <= NetworkLimits.hiddenLayers else {
      throw .limitExceeded(
        node: "network", what: "hidden layers", value: count, limit: NetworkLimits.hiddenLayers)
    }
    var work = bits.multiplications + (mask?.multiplications ?? 0)
    var tables: [QuotientTable] = []
    for (index, layer) in hiddenLayers.enumerated() {
      let known = hiddenLayers[..<index]
      try Self.checkSource(layer.convolution, of: name(index), input: inputShape, known: known)
      try Self.checkRequantisation(layer, of: name(index), known: known)
      tables.append(try AccumulatorBounds.hiddenTable(layer, node: name(index)))
      work = min(work, NetworkLimits.multiplications + 1) + layer.convolution.multiplications
    }
    try Self.checkSource(bits, of: name(count), input: inputShape, known: hiddenLayers[...])
    signTable = try AccumulatorBounds.signTable(bits, node: name(count))
    (maskTaps, maskThresholds) = try Self.checkMask(mask, of: name(count + 1), input: inputShape, bits: bits)
    guard work <= NetworkLimits.multiplications else {
      throw .limitExceeded(
        node: "network", what: "multiplications", value: work, limit: NetworkLimits.multiplications)
    }
    self.inputShape = inputShape
    self.usesInputTable = usesInputTable
    self.hiddenLayers = hiddenLayers
    self.bits = bits
    self.mask = mask
    hiddenTables = tables
    let encoding = CanonicalEncoding(
      inputShape: inputShape, usesInputTable: usesInputTable, hiddenLayers: hiddenLayers, bits: bits,
      mask: mask)
    id = ModelID(canonicalEncoding: encoding.bytes)
  }

  /// The one byte string that stands for this network.
  public func canonicalEncoding() -> [UInt8] {
    CanonicalEncoding(
      inputShape: inputShape, usesInputTable: usesInputTable, hiddenLayers: hiddenLayers, bits: bits,
      mask: mask
    ).bytes
  }

  /// Multiplications of one inference, the mask head not counted.
  public var multiplications: Int {
    hiddenLayers.reduce(bits.multiplications) { $0 + $1.convolution.multiplications }
  }
}
