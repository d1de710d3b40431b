import Foundation

/// A constant integer tensor of a model file, its sizes and byte length verified.
struct OnnxConstant {
  /// Numbers of the published schema (`TensorProto.DataType`).
  enum ElementType: Int32 {
    case uint8 = 2
    case int8 = 3
    case int32 = 6
    case int64 = 7
    case bool = 9
  }

  let sizes: [Int]
  let type: ElementType
  let values: [Int]

  /// `node` is named in errors.
  init(_ tensor: OnnxTensorProto, node: String) throws(NetworkError) {
    func malformed(_ reason: String) -> NetworkError {
      .malformed(node: node, reason: "tensor '\(tensor.name)' \(reason)")
    }
    guard let type = ElementType(rawValue: tensor.dataType), type != .bool else {
      throw .unsupported(
        node: node, reason: "tensor '\(tensor.name)' has the element type \(tensor.dataType)",
        hint: "use uint8, int8, int32 or int64")
    }
    guard tensor.dataLocation == 0 else {
      throw .unsupported(
        node: node, reason: "tensor '\(tensor.name)' keeps its values in another file",
        hint: "save the model as one file")
    }
    guard tensor.dims.count <= 4 else {
      throw malformed("has \(tensor.dims.count) dimensions, at most 4 are used")
    }
    let sizes = tensor.dims.map { Int($0) }
    let count = saturatingProduct(sizes)
    guard count <= NetworkLimits.weights else {
      throw .limitExceeded(
        node: node, what: "values of tensor '\(tensor.name)'", value: count, limit: NetworkLimits.weights)
    }
    self.sizes = sizes
    self.type = type
    if !tensor.rawData.isEmpty || count == 0 {
      let width = type == .int64 ? 8 : type == .int32 ? 4 : 1
      guard tensor.rawData.count == count * width else {
        throw malformed("holds \(tensor.rawData.count) bytes where its sizes need \(count * width)")
      }
      values = Self.decode([UInt8](tensor.rawData), type)
      return
    }
    let listed = type == .int64 ? tensor.int64Data.map { Int($0) } : tensor.int32Data.map { Int($0) }
    guard listed.count == count else {
      throw malformed("holds \(listed.count) values where its sizes need \(count)")
    }
    let range = type == .uint8 ? 0...255 : type == .int8 ? -128...127 : Int.min...Int.max
    guard listed.allSatisfy(range.contains) else { throw malformed("has a value outside its element type") }
    values = listed
  }

  private static func decode(_ bytes: [UInt8], _ type: ElementType) -> [Int] {
    switch type {
    case .uint8, .bool: return bytes.map { Int($0) }
    case .int8: return bytes.map { Int(Int8(bitPattern: $0)) }
    case .int32: return words(bytes, 4).map { Int(Int32(truncatingIfNeeded: $0)) }
    case .int64: return words(bytes, 8).map { Int(truncatingIfNeeded: $0) }
    }
  }

  private static func words(_ bytes: [UInt8], _ width: Int) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: width).map { start in
      (0..<width).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
  }

  /// One value for each channel, if it broadcasts so: a single value, or sizes [1, channels, 1, 1].
  func perChannel(_ channels: Int) -> [Int]? {
    if values.count == 1 { return [Int](repeating: values[0], count: channels) }
    let padded = [Int](repeating: 1, count: 4 - sizes.count) + sizes
    return padded == [1, channels, 1, 1] ? values : nil
  }
}
