import Foundation

/// A node of the graph with what error messages need.
struct OnnxNode {
  let proto: OnnxNodeProto
  /// How errors name it.
  let label: String

  init(_ proto: OnnxNodeProto, index: Int) {
    self.proto = proto
    let name = proto.name.isEmpty ? "node \(index)" : "node '\(proto.name.prefix(80))'"
    label = "\(name) (\(proto.opType.prefix(40)))"
  }

  func unsupported(_ reason: String, _ hint: String) -> NetworkError {
    .unsupported(node: label, reason: reason, hint: hint)
  }

  /// Name of an input, nil when it is left out.
  func inputName(_ index: Int) -> String? {
    guard index < proto.input.count, !proto.input[index].isEmpty else { return nil }
    return proto.input[index]
  }

  /// Refuses inputs and attributes beyond the expected ones: they would change the meaning.
  func expect(inputs: ClosedRange<Int>, attributes: Set<String> = []) throws(NetworkError) {
    guard inputs.contains(proto.input.count), proto.output.count == 1 else {
      throw unsupported(
        "has \(proto.input.count) inputs and \(proto.output.count) outputs",
        "use \(inputs.lowerBound)...\(inputs.upperBound) inputs and one output")
    }
    var seen: Set<String> = []
    for attribute in proto.attribute {
      guard attributes.contains(attribute.name), seen.insert(attribute.name).inserted else {
        throw unsupported("has the attribute '\(attribute.name.prefix(40))'", "leave it out or give it once")
      }
    }
  }

  func attribute(_ name: String) -> OnnxAttributeProto? { proto.attribute.first { $0.name == name } }

  func integer(_ name: String, default value: Int) -> Int { attribute(name).map { Int($0.i) } ?? value }

  func text(_ name: String, default value: String) -> String {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? value
  }

  /// A list of integers of the given length, none of them beyond what sizes can be.
  func integers(_ name: String, count: Int, default value: Int) throws(NetworkError) -> [Int] {
    guard let attribute = attribute(name) else { return [Int](repeating: value, count: count) }
    let list = attribute.ints.map { Int($0) }
    guard list.count == count, list.allSatisfy({ (0...NetworkLimits.tensorCells).contains($0) }) else {
      throw unsupported("has the '\(name)' \(list.prefix(8))", "give \(count) sizes")
    }
    return list
  }
}
