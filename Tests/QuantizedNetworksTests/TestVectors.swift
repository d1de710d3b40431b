import Foundation

/// Files under TestVectors/ and Models/, found from this source file.
enum TestVectors {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: path.hasPrefix("/") ? URL(filePath: path) : root.appending(path: path)))
  }

  static func lines(_ path: String) throws -> [String] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The iris models; each is stored once, in Models/.
  static let shipped = ["iris-embedding", "iris-gabor"]
  /// Networks that make iris codes.
  static let codeNetworks = shipped + numbered("random")
  /// Any others.
  static let generalNetworks = numbered("general")

  private static func numbered(_ stem: String) -> [String] {
    (0..<24).map { "\(stem)-" + ($0 < 10 ? "0" : "") + "\($0)" }
  }

  /// Folders with a model and what ONNX Runtime computes: those kept here, or all in the folder that WORLDID_NETWORKS names
  /// (`TestVectors/generate_networks.py --random`).
  static let folders: [String] = {
    guard let folder = ProcessInfo.processInfo.environment["WORLDID_NETWORKS"] else {
      return (codeNetworks + generalNetworks).map { "TestVectors/networks/\($0)" }
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }
  }()

  static func model(_ name: String) throws -> [UInt8] {
    try bytes(
      shipped.contains(name) ? "Models/\(name).onnx" : "TestVectors/networks/\(name)/model.onnx")
  }
}
