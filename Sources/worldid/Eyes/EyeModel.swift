import Foundation
import IrisEncoding
import IrisImaging
import QuantizedNetworks

/// The network that turns a normalised iris into a code, with a name for people.
struct EyeModel {
  /// Largest model file that is read: 64 MiB.
  static let fileLimit = 64 << 20

  /// The name of a shipped model, or the file's name without its ending.
  let name: String
  let network: QuantizedNetwork

  /// - Parameter path: the name of a shipped model or an ONNX file; nil for the preferred shipped model.
  init(path: String?) throws {
    if let shipped = path == nil ? ShippedModel.preferred : path.flatMap(ShippedModel.named) {
      try self.init(shipped)
    } else {
      try self.init(file: path ?? "")
    }
  }

  init(_ shipped: ShippedModel) throws {
    name = shipped.name
    network = try shipped.network
  }

  private init(file path: String) throws {
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let bytes = try Files.read(path, as: "model", limit: Self.fileLimit)
    do {
      network = try QuantizedNetwork(onnx: bytes)
    } catch {
      let failure = Failure(error)
      throw Failure(
        "the model \(path) is not accepted: \(failure?.message ?? "\(error)")",
        hint: failure?.hint ?? "see `worldid model inspect`")
    }
  }

  /// How its codes are judged.
  var profile: MatchProfile { MatchProfile.shipped(modelID: network.id.hex) ?? .unmeasured }

  /// Says so when the threshold was not measured for this model.
  func warnIfUnmeasured() {
    if MatchProfile.shipped(modelID: network.id.hex) == nil {
      Console.warn(
        "nobody has measured a threshold for the model \(name): that of iris-gabor is used; see `worldid evaluate`"
      )
    }
  }

  /// Rows and columns of the normalised iris it reads; refuses models that do not read one gray channel.
  func inputSize() throws(Failure) -> (rows: Int, columns: Int) {
    let shape = network.inputShape
    guard network.code != nil else {
      throw Failure(
        "the model \(name) puts out \(network.outputs.map(\.name).joined(separator: ", ")), which is no iris code",
        hint: "use a model with the outputs bits and mask, or `worldid prove-inference`")
    }
    guard shape.channels == 1 else {
      throw Failure(
        "the model \(name) reads \(shape.channels) channels, a normalised iris has one",
        hint: "use a model with input shape [1, 1, rows, columns]")
    }
    return (shape.rows, shape.columns)
  }

  /// Refuses a normalised iris of another size than the model reads.
  func requireSize(of iris: NormalizedIris) throws(Failure) {
    let size = try inputSize()
    guard iris.rows == size.rows, iris.columns == size.columns else {
      throw Failure(
        "the normalised iris has \(iris.rows) x \(iris.columns) pixels, the model \(name) reads "
          + "\(size.rows) x \(size.columns)",
        hint: "make it with `worldid normalize` and the same --model")
    }
  }

  /// The code of a normalised iris of the model's size.
  func code(of iris: NormalizedIris) throws -> IrisCode {
    try requireSize(of: iris)
    return try IrisEncoder(network).encode(iris)
  }
}
