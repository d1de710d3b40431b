/// Operators on byte tensors: the input table, casts and padding.
extension OnnxImporter {
  mutating func cast(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 1...1, attributes: ["to", "saturate"])
    let target = OnnxConstant.ElementType(rawValue: Int32(truncatingIfNeeded: node.integer("to", default: 0)))
    switch (try input(0, of: node), target) {
    case (.bytes(let bytes), .int32?) where !bytes.isPadded,
      (.bytes(let bytes), .int64?) where !bytes.isPadded:
      if bytes.origin == .rawPixels { return .tableIndex }
      if case .activation(let index) = bytes.origin, target == .int32 { return .wideActivation(index) }
    case (.wideActivation(let index), .uint8?):
      return .bytes(OnnxBytes(origin: .activation(index)))
    default: break
    }
    throw node.unsupported(
      "casts something else than the input to a table index or a layer's output between uint8 and int32",
      "leave other casts out")
  }

  mutating func gather(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...2, attributes: ["axis"])
    guard let table = try constant(0, of: node, type: .uint8), table.sizes == [256],
      [0, -1].contains(node.integer("axis", default: 0)), case .tableIndex = try input(1, of: node)
    else {
      throw node.unsupported(
        "does not look up the cast input in a table of 256 uint8", "use Gather for the input table only")
    }
    let visible = Array(1...255)
    switch table.values {
    case [128] + visible: return .bytes(OnnxBytes(origin: .tablePixels))
    case [0] + visible: return .bytes(OnnxBytes(origin: .rawPixels))
    case [0] + [Int](repeating: 1, count: 255): return .bytes(OnnxBytes(origin: .visibility))
    default:
      throw node.unsupported(
        "has another table than the two of occluded pixels",
        "map 0 to 128 and keep the rest, or map 0 to 0 and the rest to 1")
    }
  }

  mutating func pad(_ node: OnnxNode) throws(NetworkError) -> OnnxValue {
    try node.expect(inputs: 2...4, attributes: ["mode"])
    guard case .bytes(var bytes) = try input(0, of: node) else {
      throw node.unsupported("does not pad a uint8 tensor", "pad what a convolution reads")
    }
    let mode = node.text("mode", default: "constant")
    let (begins, ends) = try padSizes(node)
    let wraps = mode == "wrap"
    guard wraps || mode == "constant" else {
      throw node.unsupported(
        "pads in the mode '\(mode.prefix(40))'", "use wrap for columns, constant for rows")
    }
    guard begins[0] + begins[1] + ends[0] + ends[1] == 0 else {
      throw node.unsupported("pads the batch or the channels", "pad rows and columns only")
    }
    if wraps {
      // Wrapping a padded tensor would repeat the padding instead of going on round the circle.
      guard begins[2] + ends[2] == 0, bytes.left + bytes.right == 0 else {
        throw node.unsupported("wraps rows, or columns that are padded", "wrap the columns, once")
      }
      (bytes.left, bytes.right) = (begins[3], ends[3])
      return .bytes(bytes)
    }
    guard begins[3] + ends[3] == 0 else {
      throw node.unsupported("pads columns with a constant", "let columns wrap round")
    }
    if let value = try constant(2, of: node, type: .uint8), value.values != [0] {
      throw node.unsupported("pads rows with something else than 0", "pad with 0")
    }
    bytes.top += begins[2]
    bytes.bottom += ends[2]
    try checkPadding(bytes, node)
    return .bytes(bytes)
  }

  /// Repeated padding must not add up to a number that does not fit.
  func checkPadding(_ bytes: OnnxBytes, _ node: OnnxNode) throws(NetworkError) {
    let rows = max(bytes.top, bytes.bottom)
    guard rows <= NetworkLimits.tensorCells else {
      throw .limitExceeded(
        node: node.label, what: "padded rows", value: rows, limit: NetworkLimits.tensorCells)
    }
  }

  /// Padding before and behind each of [batch, channel, row, column].
  private mutating func padSizes(_ node: OnnxNode) throws(NetworkError) -> (begins: [Int], ends: [Int]) {
    guard let pads = try constant(1, of: node, type: .int64),
      pads.values.allSatisfy({ (0...NetworkLimits.tensorCells).contains($0) })
    else {
      throw node.unsupported("has no constant list of paddings of 0 or more", "store the pads in the model")
    }
    let axes = try constant(3, of: node)?.values ?? [0, 1, 2, 3]
    let places = axes.map { $0 < 0 ? $0 &+ 4 : $0 }
    guard pads.values.count == 2 * places.count, Set(places).count == places.count,
      places.allSatisfy({ (0..<4).contains($0) })
    else {
      throw node.unsupported(
        "has \(pads.values.count) pads for the axes \(axes.prefix(8))", "give two an axis")
    }
    var begins = [0, 0, 0, 0]
    var ends = [0, 0, 0, 0]
    for (index, axis) in places.enumerated() {
      begins[axis] = pads.values[index]
      ends[axis] = pads.values[index + places.count]
    }
    return (begins, ends)
  }
}
