import QuantizedNetworks

/// Why an iris could not be encoded or two codes could not be compared.
public enum IrisCodeError: Error, Equatable, CustomStringConvertible {
  /// The normalised iris has another size than the model reads.
  case wrongSize(expected: String, actual: String)
  /// The model reads more than one channel, an iris has one.
  case notAnIrisModel(channels: Int)
  /// The model's outputs are not bits and, at most, a mask of their shape.
  case makesNoCode(outputs: [String])
  /// The codes were made by models of different output shape.
  case shapesDiffer(first: String, second: String)
  /// Too few bits are visible in both codes for a decision.
  case tooFewBits(compared: Int, minimum: Int)
  /// The network refused the input.
  case network(NetworkError)

  public var description: String {
    switch self {
    case .wrongSize(let expected, let actual):
      "the normalised iris is \(actual), the model reads \(expected); normalise to the model's size"
    case .notAnIrisModel(let channels):
      "the model reads \(channels) channels, an iris picture has one; use a model with one input channel"
    case .makesNoCode(let outputs):
      "the model puts out \(outputs.joined(separator: ", ")), which is no iris code; use a model with the outputs "
        + "bits and mask"
    case .shapesDiffer(let first, let second):
      "the codes have the shapes \(first) and \(second); compare codes of one model"
    case .tooFewBits(let compared, let minimum):
      "only \(compared) bits are visible in both eyes, at least \(minimum) are needed; take a picture with the "
        + "eye wide open and without reflections"
    case .network(let error): error.description
    }
  }
}
