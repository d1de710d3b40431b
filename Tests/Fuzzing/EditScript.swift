/// A change to a proof file, told in eight bytes: operation, view, index (16 bits), argument (32 bits), little-endian.
struct Edit: Equatable {
  /// Operations by number; numbers are taken modulo their count, so that every record means something. Kept inputs depend on the order.
  enum Operation: UInt8, CaseIterable {
    case flipBit, edgeValue, add, addModulus, swap, copy, remove, insert, truncate, extend
    case splice, spliceView, random, fill, overwrite
  }

  static let byteCount = 8
  var operation: Operation
  var view: UInt8
  var index: UInt16
  var argument: UInt32

  init(_ operation: Operation, view: UInt8 = 0, index: UInt16 = 0, argument: UInt32 = 0) {
    self.operation = operation
    self.view = view
    self.index = index
    self.argument = argument
  }

  /// - Parameter record: eight bytes.
  init(record: ArraySlice<UInt8>) {
    let bytes = Array(record)
    let operations = Operation.allCases
    operation = operations[Int(bytes[0]) % operations.count]
    view = bytes[1]
    index = UInt16(bytes[2]) | UInt16(bytes[3]) << 8
    argument = bytes[4...].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  var record: [UInt8] {
    [operation.rawValue, view]
      + (0..<2).map { UInt8(truncatingIfNeeded: index >> UInt16(8 * $0)) }
      + (0..<4).map { UInt8(truncatingIfNeeded: argument >> UInt32(8 * $0)) }
  }
}

/// A fuzzer's input for a proof: which honest proof to start from, which checks to leave out, and what to change.
///
/// The first record holds the choice, the others are edits.
struct EditScript {
  static let maximumEdits = 64

  /// The honest proof to start from.
  let base: Int
  /// Bit i: leave out check i.
  let omissions: UInt8
  /// Whether the lenient run gets as many further bytes as any set of columns needs, so that it reaches the tests behind the path.
  let isPadded: Bool
  let edits: [Edit]

  init(_ input: [UInt8]) {
    base = Int(input.first ?? 0)
    omissions = input.count > 1 ? input[1] : 0
    isPadded = input.count > 2 && input[2] & 1 == 1
    var edits: [Edit] = []
    var start = Edit.byteCount
    while start + Edit.byteCount <= input.count, edits.count < Self.maximumEdits {
      edits.append(Edit(record: input[start..<start + Edit.byteCount]))
      start += Edit.byteCount
    }
    self.edits = edits
  }

  static func encode(base: UInt8 = 0, omissions: UInt8 = 0, isPadded: Bool = false, _ edits: [Edit])
    -> [UInt8]
  {
    [base, omissions, isPadded ? 1 : 0, 0, 0, 0, 0, 0] + edits.flatMap(\.record)
  }

  /// The proof with all edits made, one after the other.
  ///
  /// - Parameters:
  ///   - proof: an honest file.
  ///   - other: a second one of the same length but for the authentication path, for splices.
  func apply(to proof: [UInt8], other: [UInt8], map: ProofMap) -> [UInt8] {
    edits.reduce(proof) { map.apply($1, to: $0, other: other) }
  }
}
