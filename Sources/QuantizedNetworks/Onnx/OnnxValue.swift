/// What a name in the graph stands for, in the terms of an integer network.
enum OnnxValue {
  /// A byte tensor, possibly padded, ready to be convolved.
  case bytes(OnnxBytes)
  /// The input cast to a type that can index a table.
  case tableIndex
  /// 32-bit sums: convolutions, constants and a residual.
  case sum(OnnxSum)
  /// Sums divided by a power of two a channel, not yet clipped.
  case quotient(OnnxSum, shifts: [Int])
  /// The output of a hidden layer as 32-bit integers.
  case wideActivation(Int)
  /// Sums compared with zero.
  case positive(OnnxSum)
  case constant(OnnxConstant)
}

/// A byte tensor and the padding added to it.
struct OnnxBytes: Hashable {
  enum Origin: Hashable {
    case rawPixels
    /// Pixels after the table that maps 0 to 128.
    case tablePixels
    case visibility
    case activation(Int)
  }

  var origin: Origin
  var top = 0
  var bottom = 0
  var left = 0
  var right = 0

  var isPadded: Bool { top + bottom + left + right > 0 }
}

/// Sums of one shape: at most one convolution (several of one geometry are folded), constants, a residual.
struct OnnxSum {
  struct Geometry: Hashable {
    let bytes: OnnxBytes
    let inputShape: TensorShape
    let kernelRows: Int
    let kernelColumns: Int
    let strideRows: Int
    let strideColumns: Int
  }

  var geometry: Geometry?
  let shape: TensorShape
  /// [output, input, kernel row, kernel column], empty without a convolution.
  var weights: [Int]
  /// One for each channel.
  var constants: [Int]
  /// Hidden layer added to it.
  var residual: Int?
}
