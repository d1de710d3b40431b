/// An integer network, checked to be provable: an iris encoder, a classifier, or any other.
///
/// Whoever holds one knows that every accumulator, rounding and table stays inside the proof's field.
public struct QuantizedNetwork: Hashable, Sendable {
  public let inputShape: TensorShape
  /// Whether convolutions read an occluded pixel (value 0) as 128. The visibility is 0 there either way.
  public let usesInputTable: Bool
  /// In order: a layer reads pixels or the output of layers before it.
  public let hiddenLayers: [HiddenLayer]
  /// At least one.
  public let outputs: [NetworkOutput]

  /// One for each hidden layer.
  public let hiddenTables: [QuotientTable]
  /// One for each output.
  public let outputBounds: [OutputBounds]
  /// The heads of a network that makes iris codes; nil for every other one.
  public let code: CodeHeads?
  /// SHA-256 of the canonical encoding.
  public let id: ModelID

  /// Checks shapes, references, limits and the no-wrap condition of every channel.
  ///
  /// `names` are used in errors: one for each hidden layer, then one for each output.
  public init(
    inputShape: TensorShape, usesInputTable: Bool, hiddenLayers: [HiddenLayer], outputs: [NetworkOutput],
    names: [String] = []
  ) throws(NetworkError) {
    let count = hiddenLayers.count
    func name(_ index: Int) -> String {
      if index < names.count { return names[index] }
      return index < count ? "hidden layer \(index)" : "output '\(outputs[index - count].name)'"
    }
    guard count <= NetworkLimits.hiddenLayers else {
      throw .limitExceeded(
        node: "network", what: "hidden layers", value: count, limit: NetworkLimits.hiddenLayers)
    }
    guard (1...NetworkLimits.outputs).contains(outputs.count) else {
      throw .limitExceeded(
        node: "network", what: "outputs", value: outputs.count, limit: NetworkLimits.outputs)
    }
    var tables: [QuotientTable] = []
    for (index, layer) in hiddenLayers.enumerated() {
      let known = hiddenLayers[..<index]
      try Self.checkSource(layer.convolution, of: name(index), input: inputShape, known: known)
      try Self.checkRequantisation(layer, of: name(index), known: known)
      tables.append(try AccumulatorBounds.hiddenTable(layer, node: name(index)))
    }
    var bounds: [OutputBounds] = []
    for (index, output) in outputs.enumerated() {
      bounds.append(
        try Self.bounds(output, of: name(count + index), input: inputShape, known: hiddenLayers[...]))
      guard !outputs[..<index].contains(where: { $0.rule == output.rule }) else {
        throw .invalid(
          node: name(count + index), reason: "is the same as an earlier output", hint: "put it out once")
      }
    }
    let convolutions = hiddenLayers.map(\.convolution) + outputs.compactMap(\.rule.convolution)
    let work = convolutions.reduce(0) { min($0, NetworkLimits.multiplications + 1) + $1.multiplications }
    guard work <= NetworkLimits.multiplications else {
      throw .limitExceeded(
        node: "network", what: "multiplications", value: work, limit: NetworkLimits.multiplications)
    }
    self.inputShape = inputShape
    self.usesInputTable = usesInputTable
    self.hiddenLayers = hiddenLayers
    self.outputs = outputs
    hiddenTables = tables
    outputBounds = bounds
    code = CodeHeads(outputs, bounds)
    let encoding = CanonicalEncoding(
      inputShape: inputShape, usesInputTable: usesInputTable, hiddenLayers: hiddenLayers, outputs: outputs,
      isCode: code != nil)
    id = ModelID(canonicalEncoding: encoding.bytes)
  }

  /// A network that makes iris codes: a sign head and an optional mask head of its shape.
  ///
  /// `names` are used in errors: one for each hidden layer, then the sign head, then the mask head.
  public init(
    inputShape: TensorShape, usesInputTable: Bool, hiddenLayers: [HiddenLayer], bits: Convolution,
    mask: Convolution?, names: [String] = []
  ) throws(NetworkError) {
    let places =
      names.isEmpty ? hiddenLayers.indices.map { "hidden layer \($0)" } + ["sign head", "mask head"] : names
    if let mask, !CodeHeads.fits(mask, bits) {
      throw .invalid(
        node: places.last ?? "mask head",
        reason: "has the shape \(mask.outputShape), the sign head \(bits.outputShape)",
        hint: "give the mask the shape of the bits, or one channel for all of them")
    }
    let outputs =
      [NetworkOutput(name: "bits", rule: .sign(bits))]
      + (mask.map { [NetworkOutput(name: "mask", rule: .count($0))] } ?? [])
    try self.init(
      inputShape: inputShape, usesInputTable: usesInputTable, hiddenLayers: hiddenLayers, outputs: outputs,
      names: places)
  }

  /// The one byte string that stands for this network.
  public func canonicalEncoding() -> [UInt8] {
    CanonicalEncoding(
      inputShape: inputShape, usesInputTable: usesInputTable, hiddenLayers: hiddenLayers, outputs: outputs,
      isCode: code != nil
    ).bytes
  }

  /// Multiplications of one inference; counts of visible pixels are none.
  public var multiplications: Int {
    let heads = outputs.reduce(0) { sum, output in
      if case .count = output.rule { return sum }
      return sum + (output.rule.convolution?.multiplications ?? 0)
    }
    return hiddenLayers.reduce(heads) { $0 + $1.convolution.multiplications }
  }

  /// Cells that hidden layers and heads with a lookup put out, the counts included: what a proof grows with.
  public var activations: Int {
    let heads = outputs.reduce(0) { sum, output in
      if case .sums = output.rule { return sum }
      return sum + (output.rule.convolution?.outputShape.count ?? 0)
    }
    return hiddenLayers.reduce(heads) { $0 + $1.convolution.outputShape.count }
  }

  /// Shape of an output.
  public func shape(ofOutput index: Int) -> TensorShape {
    switch outputs[index].rule {
    case .activation(let layer): hiddenLayers[layer].convolution.outputShape
    case .sign(let convolution), .count(let convolution), .sums(let convolution): convolution.outputShape
    }
  }

  /// Whether anything counts visible pixels.
  public var readsVisibility: Bool {
    outputs.contains { output in
      if case .count = output.rule { return true }
      return false
    }
  }
}
