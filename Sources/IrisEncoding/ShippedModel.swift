import QuantizedNetworks
import ShippedModels

/// The models inside the program.
public enum ShippedModel {
  /// The bytes of `Models/iris-gabor.onnx`.
  public static var irisGaborFile: [UInt8] {
    Array(UnsafeBufferPointer(start: shipped_model_iris_gabor(), count: shipped_model_iris_gabor_size()))
  }

  /// The Gabor filter bank described in `Models/iris-gabor.md`; throws only if the program itself is damaged.
  public static var irisGabor: QuantizedNetwork {
    get throws(NetworkError) { try loaded.get() }
  }

  private static let loaded = Result { () throws(NetworkError) in try QuantizedNetwork(onnx: irisGaborFile) }
}
