/// Why a network, or an input to one, was refused; every case names the place.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// A size lies beyond `NetworkLimits`.
  case limitExceeded(node: String, what: String, value: Int, limit: Int)
  /// A size, an index or a count does not fit the rest of the network.
  case invalid(node: String, reason: String, hint: String)
  /// An accumulator could wrap round in the proof's field, or a lookup table would be too large.
  case outOfBounds(node: String, reason: String, hint: String)
  /// The model file uses something outside the supported set.
  case unsupported(node: String, reason: String, hint: String)
  /// The model file cannot be read.
  case malformed(node: String, reason: String)
  /// The input has the wrong number of pixels.
  case wrongInputSize(expected: Int, actual: Int)

  public var description: String {
    switch self {
    case .limitExceeded(let node, let what, let value, let limit):
      let shown = value == Int.max ? "too many to count" : "\(value)"
      return "\(node): \(what): \(shown), but at most \(limit) are accepted; use a smaller model"
    case .invalid(let node, let reason, let hint),
      .outOfBounds(let node, let reason, let hint),
      .unsupported(let node, let reason, let hint):
      return "\(node): \(reason); \(hint)"
    case .malformed(let node, let reason):
      return "\(node): \(reason); export the model again, the file is damaged or not an ONNX model"
    case .wrongInputSize(let expected, let actual):
      return
        "the input holds \(actual) pixels, but the model reads \(expected); normalise to the model's size"
    }
  }
}
