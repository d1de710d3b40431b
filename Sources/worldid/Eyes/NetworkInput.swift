import IrisImaging
import QuantizedNetworks

/// The input of any network, from a file.
enum NetworkInput {
  /// A file of exactly the input's bytes, or a gray picture of its rows and columns.
  static func read(_ path: String, for model: EyeModel) throws -> [UInt8] {
    let shape = model.network.inputShape
    let bytes = try Files.read(path, as: "input", limit: GrayImage.fileLimit)
    if bytes.count == shape.count { return bytes }
    let image: GrayImage
    do {
      image = try GrayImage.decode(bytes)
    } catch {
      throw Failure(
        "\(path) has \(bytes.count) bytes and is no picture; the model \(model.name) reads \(shape.count) bytes",
        hint: "write the input as uint8 \(shape), the column running fastest")
    }
    guard shape.channels == 1, image.height == shape.rows, image.width == shape.columns else {
      throw Failure(
        "\(path) is a gray picture of \(image.height) rows and \(image.width) columns, the model \(model.name) "
          + "reads \(shape)",
        hint: "use a picture of that size, or raw bytes")
    }
    return image.pixels
  }
}
