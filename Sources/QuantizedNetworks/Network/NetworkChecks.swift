/// The checks that tie the parts of a network to each other.
extension QuantizedNetwork {
  /// A convolution reads the pixels or an earlier activation, with the shape that has.
  static func checkSource(
    _ convolution: Convolution, of node: String, input: TensorShape, known: ArraySlice<HiddenLayer>
  ) throws(NetworkError) {
    let shape = try shape(of: convolution.source, of: node, input: input, known: known)
    guard shape == convolution.inputShape else {
      throw .invalid(
        node: node, reason: "reads \(convolution.source) of shape \(shape) as \(convolution.inputShape)",
        hint: "make the shapes agree")
    }
  }

  private static func shape(
    of source: TensorSource, of node: String, input: TensorShape, known: ArraySlice<HiddenLayer>
  ) throws(NetworkError) -> TensorShape {
    switch source {
    case .pixels: return input
    case .visibility:
      throw .unsupported(
        node: node, reason: "reads the visibility", hint: "only a count of visible pixels may do that")
    case .activation(let index):
      guard known.indices.contains(index) else {
        throw .invalid(
          node: node, reason: "reads hidden layer \(index), which does not come before it",
          hint: "order the layers so that each reads earlier ones")
      }
      return known[index].convolution.outputShape
    }
  }

  /// One shift a channel in 0...16, and a residual of the output's shape.
  static func checkRequantisation(
    _ layer: HiddenLayer, of node: String, known: ArraySlice<HiddenLayer>
  ) throws(NetworkError) {
    let output = layer.convolution.outputShape
    guard layer.shifts.count == output.channels else {
      throw .invalid(
        node: node, reason: "\(layer.shifts.count) shifts for \(output.channels) channels",
        hint: "give one a channel")
    }
    if let shift = layer.shifts.first(where: { !(0...NetworkLimits.shift).contains($0) }) {
      throw .outOfBounds(
        node: node, reason: "shift \(shift)", hint: "use shifts of 0...\(NetworkLimits.shift)")
    }
    guard let residual = layer.residual else { return }
    guard case .activation = residual else {
      throw .unsupported(
        node: node, reason: "adds \(residual) as a residual", hint: "only hidden layers may be added")
    }
    let shape = try shape(of: residual, of: node, input: output, known: known)
    guard shape == output else {
      throw .invalid(
        node: node, reason: "adds \(residual) of shape \(shape) to an output of shape \(output)",
        hint: "make the shapes agree")
    }
  }

  /// Checks an output and works out its bounds.
  static func bounds(
    _ output: NetworkOutput, of node: String, input: TensorShape, known: ArraySlice<HiddenLayer>
  ) throws(NetworkError) -> OutputBounds {
    switch output.rule {
    case .sign(let convolution):
      try checkSource(convolution, of: node, input: input, known: known)
      return .sign(try AccumulatorBounds.signTable(convolution, node: node))
    case .count(let convolution):
      return try countBounds(convolution, of: node, input: input)
    case .sums(let convolution):
      try checkSource(convolution, of: node, input: input, known: known)
      return .sums(try AccumulatorBounds.sumRanges(convolution, node: node))
    case .activation(let layer):
      guard known.indices.contains(layer) else {
        throw .invalid(
          node: node, reason: "is hidden layer \(layer), which there is not", hint: "name one of the layers")
      }
      return .activation
    }
  }

  /// A count convolves the visibility with weights of 0 or more and a threshold of at least 1.
  private static func countBounds(
    _ count: Convolution, of node: String, input: TensorShape
  ) throws(NetworkError) -> OutputBounds {
    guard count.source == .visibility else {
      throw .unsupported(
        node: node, reason: "reads \(count.source)", hint: "let a count read the visibility")
    }
    guard count.inputShape == input else {
      throw .invalid(
        node: node, reason: "reads the visibility of shape \(input) as \(count.inputShape)",
        hint: "make the shapes agree")
    }
    guard count.weights.allSatisfy({ $0 >= 0 }) else {
      throw .unsupported(
        node: node, reason: "has a negative weight", hint: "count visible pixels with weights of 0 or more")
    }
    let thresholds = count.bias.map { 1 - Int($0) }
    if let wrong = thresholds.first(where: { $0 < 1 }) {
      throw .outOfBounds(
        node: node, reason: "has the threshold \(wrong) (bias \(1 - wrong))",
        hint: "use a bias of at most 0: nothing visible must give bit 0")
    }
    if let wrong = thresholds.first(where: { $0 > NetworkLimits.tableRows }) {
      throw .limitExceeded(node: node, what: "threshold", value: wrong, limit: NetworkLimits.tableRows)
    }
    let ranges = AccumulatorBounds.ranges(of: count, largestInput: 1)
    let taps = zip(ranges, count.bias).map { $0.upperBound - Int($1) }
    let rows = (thresholds.max() ?? 1) + (zip(taps, thresholds).map { $0 - $1 }.max() ?? 0) + 1
    guard rows <= NetworkLimits.tableRows, (taps.max() ?? 0) < NetworkLimits.tableRows else {
      throw .limitExceeded(
        node: node, what: "rows of the count table", value: max(rows, (taps.max() ?? 0) + 1),
        limit: NetworkLimits.tableRows)
    }
    return .count(taps: taps, thresholds: thresholds)
  }
}
