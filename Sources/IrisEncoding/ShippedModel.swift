import QuantizedNetworks
import ShippedModels

/// The models inside the program.
public enum ShippedModel {
  /// The bytes of `Models/iris-gabor.onnx`.
  public static var irisGaborFile: [UInt8] {
    Array(UnsafeBufferPointer(start: shipped_model_iris_gabor(), count: shipped_model_iris_gabor_size()))
  }

  /// The Gabor filter bank described in `Models/iris-gabor.md`.
  public static let irisGabor: QuantizedNetwork = {
    do {
      return try QuantizedNetwork(onnx: irisGaborFile)
    } catch {
      // Not reachable by any input: the bytes are part of the program, and a test loads them.
      preconditionFailure("the shipped model does not load: \(error)")
    }
  }()
}
