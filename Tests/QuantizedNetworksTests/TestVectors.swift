import Foundation

/// Files under TestVectors/ and Models/, found from this source file.
enum TestVectors {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: path)))
  }

  static func lines(_ path: String) throws -> [String] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static let networks = ["iris-gabor"] + (0..<24).map { "random-" + ($0 < 10 ? "0" : "") + "\($0)" }

  /// The iris model is stored once, in Models/.
  static func model(_ name: String) throws -> [UInt8] {
    try bytes(name == "iris-gabor" ? "Models/iris-gabor.onnx" : "TestVectors/networks/\(name)/model.onnx")
  }
}
