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

extension MatchProfile {
  /// The profile of a model that ships with this program.
  ///
  /// - Parameter modelID: 64 lower-case hexadecimal digits.
  /// - Returns: nil for any other model: nobody has measured its threshold.
  public static func shipped(modelID: String) -> MatchProfile? {
    modelID == "ab61d12f61d8ca4f67ab74fd7bff254cf6ce48017f2154d9b98425dafec7b52a" ? .irisGabor : nil
  }

  /// For a model that nobody has measured: the numbers of the shipped filter bank, without a promise.
  public static let unmeasured = MatchProfile(
    threshold: irisGabor.threshold, pairThreshold: irisGabor.pairThreshold,
    referenceShare: irisGabor.referenceShare, referenceSpread: irisGabor.referenceSpread, measurement: nil)
}
