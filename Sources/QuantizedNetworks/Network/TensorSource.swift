/// What a convolution reads.
public enum TensorSource: Hashable, Sendable, CustomStringConvertible {
  /// The pixels: after the input table (0 becomes 128) if the network uses it, else as they are.
  case pixels
  /// The visibility of each pixel: 1 where the pixel is not 0, else 0. Only the mask head reads it.
  case visibility
  /// The output of a hidden layer, by its index.
  case activation(Int)

  public var description: String {
    switch self {
    case .pixels: "the pixels"
    case .visibility: "the visibility"
    case .activation(let index): "hidden layer \(index)"
    }
  }
}
