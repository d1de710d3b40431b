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
        node: node, reason: "reads the visibility", hint: "only the mask head may do that")
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

  /// The mask head counts visible pixels; returns the largest count and the thresholds.
  static func checkMask(
    _ mask: Convolution?, of node: String, input: TensorShape, bits: Convolution
  ) throws(NetworkError) -> (taps: Int, thresholds: [Int]) {
    guard let mask else { return (0, []) }
    guard mask.source == .visibility else {
      throw .unsupported(
        node: node, reason: "reads \(mask.source)", hint: "let the mask head read the visibility")
    }
    guard mask.inputShape == input else {
      throw .invalid(
        node: node, reason: "reads the visibility of shape \(input) as \(mask.inputShape)",
        hint: "make the shapes agree")
    }
    let (shape, code) = (mask.outputShape, bits.outputShape)
    guard shape.rows == code.rows, shape.columns == code.columns,
      shape.channels == code.channels || shape.channels == 1
    else {
      throw .invalid(
        node: node, reason: "has the shape \(shape), the sign head \(code)",
        hint: "give the mask the shape of the bits, or one channel for all of them")
    }
    guard mask.weights.allSatisfy({ $0 >= 0 }) else {
      throw .unsupported(
        node: node, reason: "has a negative weight", hint: "count visible pixels with weights of 0 or more")
    }
    let thresholds = mask.bias.map { 1 - Int($0) }
    if let wrong = thresholds.first(where: { $0 < 1 }) {
      throw .outOfBounds(
        node: node, reason: "has the threshold \(wrong) (bias \(1 - wrong))",
        hint: "use a bias of at most 0: nothing visible must give mask bit 0")
    }
    if let wrong = thresholds.first(where: { $0 > NetworkLimits.tableRows }) {
      throw .limitExceeded(node: node, what: "threshold", value: wrong, limit: NetworkLimits.tableRows)
    }
    let ranges = AccumulatorBounds.ranges(of: mask, largestInput: 1)
    let taps = zip(ranges, mask.bias).map { $0.upperBound - Int($1) }
    let rows = (thresholds.max() ?? 1) + (zip(taps, thresholds).map { $0 - $1 }.max() ?? 0) + 1
    guard rows <= NetworkLimits.tableRows, (taps.max() ?? 0) < NetworkLimits.tableRows else {
      throw .limitExceeded(
        node: node, what: "rows of the count table", value: max(rows, (taps.max() ?? 0) + 1),
        limit: NetworkLimits.tableRows)
    }
    return (taps.max() ?? 0, thresholds)
  }
}
