import Foundation
import IrisEncoding
import QuantizedNetworks

/// The reader of networks on the bytes of a model file.
///
/// A network that is accepted has the same id when it is read again, and a small one runs on an input of its size.
struct OnnxTarget: FuzzTarget {
  let name = "onnx"
  let usesRecords = false
  private let bound = CostBound(shapeBytes: 64 << 20, bytesPerByte: 4096, shapeSeconds: 4)

  let seeds: [[UInt8]]

  init() throws {
    let vectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("TestVectors/networks")
    let networks = try FileManager.default.contentsOfDirectory(atPath: vectors.path).sorted()
    seeds =
      try networks.filter { $0.hasPrefix("random-") }.map { name in
        Array(try Data(contentsOf: vectors.appendingPathComponent(name + "/model.onnx")))
      } + [ShippedModel.irisGaborFile]
  }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    try meter.run(name, inputBytes: input.count, bound) { () throws(Finding) in try Self.read(input) }
  }

  private static func read(_ bytes: [UInt8]) throws(Finding) {
    let network: QuantizedNetwork
    do {
      network = try QuantizedNetwork(onnx: bytes)
    } catch {
      guard !"\(error)".isEmpty else { throw Finding("onnx: an error without words") }
      return
    }
    guard let again = try? QuantizedNetwork(onnx: bytes), again.id == network.id else {
      throw Finding("onnx: the same file gives two networks")
    }
    guard network.multiplications <= 200_000, network.inputShape.count <= 1 << 16 else { return }
    let pixels = (0..<network.inputShape.count).map { UInt8(truncatingIfNeeded: $0 &* 61 >> 2) }
    do {
      _ = try network.evaluate(pixels)
    } catch {
      throw Finding("onnx: an accepted network refuses its own input: \(error)")
    }
  }
}
