/// A convolution, an optional residual, and the requantisation with ReLU that makes its output bytes.
///
/// y = clamp((acc + 2^(s-1)) >> s, 0, 255) with acc = convolution (+ residual) and the channel's shift s;
/// a shift of 0 rounds nothing: y = clamp(acc, 0, 255).
public struct HiddenLayer: Hashable, Sendable {
  public let convolution: Convolution
  /// An earlier activation of the output's shape, added to the accumulator.
  public let residual: TensorSource?
  /// One for each output channel, 0...16.
  public let shifts: [Int]

  public init(convolution: Convolution, residual: TensorSource? = nil, shifts: [Int]) {
    self.convolution = convolution
    self.residual = residual
    self.shifts = shifts
  }

  /// Shift of the layer's shared table: the largest of its channels.
  public var sharedShift: Int { shifts.max() ?? 0 }

  /// Rounding constant of a channel: 2^(s-1), or 0 when nothing is shifted.
  public static func rounding(shift: Int) -> Int { shift > 0 ? 1 << (shift - 1) : 0 }
}
