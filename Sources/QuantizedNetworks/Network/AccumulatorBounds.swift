/// Static bounds of accumulators, and the tables that keep them from wrapping round in the field.
package enum AccumulatorBounds {
  /// Smallest and largest accumulator of each output channel, for inputs in 0...largestInput.
  ///
  /// 0 is included even where pixels read 128 when occluded, since rows outside the input contribute 0.
  package static func ranges(of convolution: Convolution, largestInput: Int) -> [ClosedRange<Int>] {
    let span = convolution.weightsPerChannel
    return convolution.bias.enumerated().map { channel, bias in
      var low = Int(bias)
      var high = Int(bias)
      for weight in convolution.weights[(channel * span)..<((channel + 1) * span)] {
        if weight > 0 { high += Int(weight) * largestInput } else { low += Int(weight) * largestInput }
      }
      return low...high
    }
  }

  /// Table of a hidden layer, with every channel scaled to the shared shift.
  static func hiddenTable(_ layer: HiddenLayer, node: String) throws(NetworkError) -> QuotientTable {
    let shared = layer.sharedShift
    let residual = layer.residual == nil ? 0 : 255
    let ranges = ranges(of: layer.convolution, largestInput: 255)
    let scaled = zip(ranges, layer.shifts).map { range, shift in
      let rounding = HiddenLayer.rounding(shift: shift)
      let scale = shared - shift
      return ((range.lowerBound + rounding) << scale)...((range.upperBound + residual + rounding) << scale)
    }
    let table = QuotientTable(shift: shared, covering: scaled)
    try check(table, scaled, node: node)
    return table
  }

  /// Table of the sign head, v = acc + 2^S - 1, with the shift that makes both tables smallest together.
  static func signTable(_ convolution: Convolution, node: String) throws(NetworkError) -> QuotientTable {
    let ranges = ranges(of: convolution, largestInput: 255)
    var best: (table: QuotientTable, rows: Int)?
    for shift in 0...NetworkLimits.shift {
      let values = signValues(ranges, shift: shift)
      let table = QuotientTable(shift: shift, covering: values)
      guard (try? check(table, values, node: node)) != nil else { continue }
      let rows = (1 << shift) + table.count
      if best.map({ rows < $0.rows }) ?? true { best = (table, rows) }
    }
    if let best { return best.table }
    // No shift works: report the reason of the largest, which has the smallest quotient table.
    let values = signValues(ranges, shift: NetworkLimits.shift)
    let table = QuotientTable(shift: NetworkLimits.shift, covering: values)
    try check(table, values, node: node)
    return table
  }

  /// Ranges of sums that are an output: 32-bit integers, and in the field no two of a channel are the same element.
  static func sumRanges(_ convolution: Convolution, node: String) throws(NetworkError) -> [ClosedRange<Int>] {
    let ranges = ranges(of: convolution, largestInput: 255)
    for (channel, range) in ranges.enumerated() {
      guard Int32(exactly: range.lowerBound) != nil, Int32(exactly: range.upperBound) != nil,
        range.upperBound - range.lowerBound < NetworkLimits.fieldModulus
      else {
        throw .outOfBounds(
          node: node,
          reason: "channel \(channel): the sums lie in \(range.lowerBound)...\(range.upperBound), "
            + "which is more than 32 bits or \(NetworkLimits.fieldModulus) values",
          hint: "use smaller weights or biases")
      }
    }
    return ranges
  }

  private static func signValues(_ ranges: [ClosedRange<Int>], shift: Int) -> [ClosedRange<Int>] {
    let offset = (1 << shift) - 1
    return ranges.map { ($0.lowerBound + offset)...($0.upperBound + offset) }
  }

  /// Refuses a table that is too large, or a channel of which a value could be spelled in two ways.
  static func check(
    _ table: QuotientTable, _ values: [ClosedRange<Int>], node: String
  ) throws(NetworkError) {
    guard table.fitsTables else {
      throw .outOfBounds(
        node: node, reason: "shift \(table.shift) needs a table of \(table.count) quotients",
        hint:
          "use smaller weights or a larger shift: at most \(NetworkLimits.tableRows) rows and shift \(NetworkLimits.shift)"
      )
    }
    for (channel, range) in values.enumerated() {
      let distance = table.largestDistance(to: range)
      guard distance < NetworkLimits.fieldModulus else {
        throw .outOfBounds(
          node: node,
          reason:
            "channel \(channel): the scaled accumulator lies in \(range.lowerBound)...\(range.upperBound), "
            + "\(distance) away from a value of the table \(table.minimum)...\(table.maximum) at shift \(table.shift), "
            + "and would wrap round at \(NetworkLimits.fieldModulus)",
          hint: "use smaller weights or biases, or shifts that differ less between channels")
      }
    }
  }
}
