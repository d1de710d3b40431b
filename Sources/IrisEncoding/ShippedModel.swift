import QuantizedNetworks
import ShippedModels

/// The models inside the program; each is described by a card of its name in `Models/`.
public struct ShippedModel: Sendable {
  /// What `--model` calls it.
  public let name: String
  /// The bytes of `Models/NAME.onnx`.
  public let file: [UInt8]
  /// How its codes are judged; the card says what that was measured on.
  public let profile: MatchProfile

  private let loaded: Result<QuantizedNetwork, NetworkError>

  private init(name: String, start: UnsafePointer<UInt8>?, count: Int, profile: MatchProfile) {
    let file = Array(UnsafeBufferPointer(start: start, count: count))
    self.name = name
    self.file = file
    self.profile = profile
    loaded = Result { () throws(NetworkError) in try QuantizedNetwork(onnx: file) }
  }

  /// Throws only if the program itself is damaged.
  public var network: QuantizedNetwork {
    get throws(NetworkError) { try loaded.get() }
  }

  /// A small learned filter bank; trained on irises that belong to nobody.
  public static let embedding = ShippedModel(
    name: "iris-embedding", start: shipped_model_iris_embedding(), count: shipped_model_iris_embedding_size(),
    profile: .irisEmbedding)
  /// Two Gabor filters; nothing in it is learned.
  public static let gabor = ShippedModel(
    name: "iris-gabor", start: shipped_model_iris_gabor(), count: shipped_model_iris_gabor_size(),
    profile: .irisGabor)

  public static let all = [embedding, gabor]
  /// The one that is used where no other is named: the more accurate one on pictures of real eyes.
  public static let preferred = embedding

  /// Nil if no shipped model has this name.
  public static func named(_ name: String) -> ShippedModel? { all.first { $0.name == name } }

  /// The network of `embedding`.
  public static var irisEmbedding: QuantizedNetwork {
    get throws(NetworkError) { try embedding.network }
  }

  /// The bytes of `Models/iris-gabor.onnx`.
  public static var irisGaborFile: [UInt8] { gabor.file }

  /// The network of `gabor`.
  public static var irisGabor: QuantizedNetwork {
    get throws(NetworkError) { try gabor.network }
  }
}

extension MatchProfile {
  /// The profile of a model that ships with this program.
  ///
  /// - Parameter modelID: 64 lower-case hexadecimal digits.
  /// - Returns: nil for any other model: nobody has measured its threshold.
  public static func shipped(modelID: String) -> MatchProfile? {
    ShippedModel.all.first { model in (try? model.network)?.id.hex == modelID }?.profile
  }

  /// For a model that nobody has measured: the numbers of the Gabor filter bank, without a promise.
  public static let unmeasured = MatchProfile(
    threshold: irisGabor.threshold, pairThreshold: irisGabor.pairThreshold,
    referenceShare: irisGabor.referenceShare, referenceSpread: irisGabor.referenceSpread, measurement: nil)
}
