/// An integer convolution: zeros beyond the first and last row, columns wrapping round.
///
/// acc[o, i, j] = bias[o] + sum over c, dx, dy of w[o, c, dx, dy] * a[c, strideRows * i + dx - paddingTop,
/// (strideColumns * j + dy - paddingLeft) mod columns]; rows outside the input contribute 0 (also for
/// pixels, whose occluded cells read 128).
public struct Convolution: Hashable, Sendable {
  public let source: TensorSource
  public let inputShape: TensorShape
  public let outputShape: TensorShape
  public let kernelRows: Int
  public let kernelColumns: Int
  public let strideRows: Int
  public let strideColumns: Int
  /// Rows of zeros above the first row.
  public let paddingTop: Int
  /// Rows of zeros below the last row.
  public let paddingBottom: Int
  /// Columns repeated from the right end in front of the first column.
  public let paddingLeft: Int
  /// Columns repeated from the left end behind the last column.
  public let paddingRight: Int
  /// [output channel, input channel, kernel row, kernel column], each strictly between -2^15 and 2^15.
  public let weights: [Int32]
  /// One for each output channel.
  public let bias: [Int32]
  let packing = PackingCache()

  /// Checks sizes and weights; the output shape follows from the others. `node` names it in errors.
  public init(
    node: String = "convolution", source: TensorSource, inputShape: TensorShape, outputChannels: Int,
    kernelRows: Int, kernelColumns: Int, strideRows: Int = 1, strideColumns: Int = 1, paddingTop: Int = 0,
    paddingBottom: Int = 0, paddingLeft: Int = 0, paddingRight: Int = 0, weights: [Int32], bias: [Int32]
  ) throws(NetworkError) {
    func invalid(_ reason: String, _ hint: String) -> NetworkError {
      .invalid(node: node, reason: reason, hint: hint)
    }
    let limit = NetworkLimits.tensorCells
    let sizes = [
      inputShape.channels, inputShape.rows, inputShape.columns, outputChannels, kernelRows, kernelColumns,
      strideRows, strideColumns,
    ]
    guard sizes.allSatisfy({ $0 >= 1 }) else {
      throw invalid("a channel count, size or stride is below 1", "give every one of them at least 1")
    }
    let paddings = [paddingTop, paddingBottom, paddingLeft, paddingRight]
    guard paddings.allSatisfy({ $0 >= 0 }) else {
      throw invalid("a padding is negative", "crop the input instead")
    }
    if let largest = (sizes + paddings).max(), largest > limit {
      throw .limitExceeded(node: node, what: "largest size", value: largest, limit: limit)
    }
    guard paddingLeft <= inputShape.columns, paddingRight <= inputShape.columns else {
      throw invalid(
        "the circular padding (\(paddingLeft), \(paddingRight)) is wider than the \(inputShape.columns) columns",
        "pad by at most one whole turn")
    }
    let paddedRows = inputShape.rows + paddingTop + paddingBottom
    let paddedColumns = inputShape.columns + paddingLeft + paddingRight
    let padded = saturatingProduct([inputShape.channels, paddedRows, paddedColumns])
    guard padded <= limit else {
      throw .limitExceeded(node: node, what: "input cells with padding", value: padded, limit: limit)
    }
    guard kernelRows <= paddedRows, kernelColumns <= paddedColumns else {
      throw invalid(
        "the kernel \(kernelRows)x\(kernelColumns) is larger than the padded input \(paddedRows)x\(paddedColumns)",
        "pad more or use a smaller kernel")
    }
    let output = TensorShape(
      channels: outputChannels, rows: (paddedRows - kernelRows) / strideRows + 1,
      columns: (paddedColumns - kernelColumns) / strideColumns + 1)
    guard output.count <= limit else {
      throw .limitExceeded(node: node, what: "output cells", value: output.count, limit: limit)
    }
    let weightCount = saturatingProduct([outputChannels, inputShape.channels, kernelRows, kernelColumns])
    guard weightCount <= NetworkLimits.weights else {
      throw .limitExceeded(node: node, what: "weights", value: weightCount, limit: NetworkLimits.weights)
    }
    guard weights.count == weightCount else {
      throw invalid("\(weights.count) weights are given, the shape needs \(weightCount)", "give all of them")
    }
    guard bias.count == outputChannels else {
      throw invalid("\(bias.count) biases for \(outputChannels) channels", "give one a channel")
    }
    if let position = weights.firstIndex(where: { $0.magnitude >= UInt32(NetworkLimits.weightMagnitude) }) {
      throw .outOfBounds(
        node: node, reason: "weight \(position) is \(weights[position])",
        hint: "keep weights strictly between -2^15 and 2^15")
    }
    self.source = source
    self.inputShape = inputShape
    self.outputShape = output
    self.kernelRows = kernelRows
    self.kernelColumns = kernelColumns
    self.strideRows = strideRows
    self.strideColumns = strideColumns
    self.paddingTop = paddingTop
    self.paddingBottom = paddingBottom
    self.paddingLeft = paddingLeft
    self.paddingRight = paddingRight
    self.weights = weights
    self.bias = bias
  }

  /// Weights of one output channel.
  public var weightsPerChannel: Int { inputShape.channels * kernelRows * kernelColumns }

  /// Multiplications of one run, those by a zero weight or a padded cell included.
  public var multiplications: Int { saturatingProduct([outputShape.count, weightsPerChannel]) }
}
