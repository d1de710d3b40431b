import FiniteFields
import ProofSystem

/// Where the sections of a proof file lie, as runs of equal units: elements, words, digests, columns.
struct ProofMap: Sendable {
  struct View: Sendable {
    let name: String
    /// Open at the end for the last section, whose length depends on the drawn columns.
    let start: Int
    let end: Int?
    /// Bytes of one unit.
    let unit: Int
    /// The characteristic, little-endian, where units are elements of a prime field.
    let modulus: [UInt8]?
  }

  private(set) var views: [View] = []

  /// - Parameters:
  ///   - statementFields: byte counts of the statement's fields, in order.
  ///   - sections: of an argument: the prover's list, in which the opened columns come last.
  ///   - openedColumns: how many.
  init<K: ExtensionField>(
    field: K.Type, headerByteCount: Int, statementFields: [Int], sections: [(name: String, byteCount: Int)],
    openedColumns: Int
  ) {
    let modulus = Self.modulus(of: K.Base.self)
    func add(_ name: String, _ start: Int, _ end: Int?, _ unit: Int, _ modulus: [UInt8]? = nil) {
      guard end.map({ $0 > start }) ?? true else { return }
      views.append(View(name: name, start: start, end: end, unit: unit, modulus: modulus))
    }
    add("header", 0, headerByteCount, 1)
    var position = headerByteCount
    for size in statementFields {
      add("statement", position, position + size, size)
      // Fields of the statement are made of words of the base field, or at least are no worse for being read so.
      if size % K.Base.byteCount == 0 {
        add("statement", position, position + size, K.Base.byteCount, modulus)
      }
      position += size
    }
    let argument = position
    add("root", argument, argument + HashTree.digestByteCount, 1)
    position += HashTree.digestByteCount
    let columnBytes = sections.last?.byteCount ?? 0
    let columns = argument + sections.reduce(0) { $0 + $1.byteCount } - columnBytes
    let nonce = columns - 8
    for (index, section) in sections.dropLast().enumerated() {
      // The first section counts the root, and one of them the nonce, which comes last.
      let end = min(position + section.byteCount - (index == 0 ? HashTree.digestByteCount : 0), nonce)
      add(section.name, position, end, K.byteCount, K.byteCount == K.Base.byteCount ? modulus : nil)
      if K.byteCount != K.Base.byteCount { add(section.name, position, end, K.Base.byteCount, modulus) }
      position = end
    }
    add("nonce", nonce, columns, 8)
    add("nonce", nonce, columns, 1)
    add("columns", columns, columns + columnBytes, columnBytes / max(openedColumns, 1))
    add("columns", columns, columns + columnBytes, K.Base.byteCount, modulus)
    add("path", columns + columnBytes, nil, HashTree.digestByteCount)
    add("path", columns + columnBytes, nil, 1)
    add("file", 0, nil, 1)
  }

  /// p, little-endian, in as many bytes as an element has.
  private static func modulus<F: PrimeField>(of _: F.Type) -> [UInt8] {
    var bytes = (-F.one).canonicalBytes
    // p - 1 is even.
    bytes[0] += 1
    return bytes
  }

  /// One edit. Positions come from the honest layout and are cut to what is left, so that earlier edits may have moved everything.
  func apply(_ edit: Edit, to file: [UInt8], other: [UInt8]) -> [UInt8] {
    let view = views[Int(edit.view) % views.count]
    var file = file
    let end = min(view.end ?? file.count, file.count)
    let start = min(view.start, end)
    let unit = view.unit
    let count = (end - start) / unit
    let argument = Int(edit.argument)
    guard count > 0 || [.truncate, .extend, .insert].contains(edit.operation) else { return file }
    let index = count > 0 ? Int(edit.index) % count : 0
    let range = start + index * unit..<min(start + (index + 1) * unit, file.count)
    func place(_ number: Int) -> Range<Int> {
      let first = start + number % max(count, 1) * unit
      return first..<min(first + unit, file.count)
    }
    switch edit.operation {
    case .flipBit: file[range.lowerBound + argument / 8 % range.count] ^= 1 << UInt8(argument % 8)
    case .edgeValue: file.replaceSubrange(range, with: Self.edge(argument, unit: range.count, view.modulus))
    case .add: file.replaceSubrange(range, with: Self.sum(file[range], argument, view.modulus))
    case .addModulus: file.replaceSubrange(range, with: Self.unreduced(file[range], view.modulus))
    case .swap:
      let partner = place(argument)
      let (left, right) = (Array(file[range]), Array(file[partner]))
      guard left.count == right.count else { return file }
      file.replaceSubrange(range, with: right)
      file.replaceSubrange(partner, with: left)
    case .copy:
      let source = Array(file[place(argument)])
      guard source.count == range.count else { return file }
      file.replaceSubrange(range, with: source)
    case .remove:
      file.removeSubrange(range.lowerBound..<min(range.lowerBound + (1 + argument % 4) * unit, end))
    case .insert:
      file.insert(contentsOf: file[range].prefix(unit), at: range.lowerBound)
    case .truncate: file.removeSubrange(min(range.lowerBound + argument % (unit + 1), file.count)...)
    case .extend:
      // Up to 4 MB, which no file may have; mostly little.
      let length = argument >> 24 & 15 == 15 ? argument & 0x3FFFFF : argument & 0xFF
      file.append(contentsOf: [UInt8](repeating: UInt8(truncatingIfNeeded: edit.index), count: length))
    case .splice:
      let length = (1 + argument % 64) * unit
      let last = min(range.lowerBound + length, end, other.count)
      if last > range.lowerBound {
        file.replaceSubrange(range.lowerBound..<last, with: other[range.lowerBound..<last])
      }
    case .spliceView:
      let last = min(end, other.count)
      if last > start { file.replaceSubrange(start..<last, with: other[start..<last]) }
    case .random:
      var generator = SplitMix(state: UInt64(argument))
      file.replaceSubrange(range, with: range.map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    case .fill:
      let last = min(range.lowerBound + (1 + argument >> 8 % 256) * unit, end)
      for position in range.lowerBound..<last { file[position] = UInt8(truncatingIfNeeded: argument) }
    case .overwrite:
      for offset in 0..<4 where range.lowerBound + offset < file.count {
        file[range.lowerBound + offset] = UInt8(truncatingIfNeeded: argument >> (8 * offset))
      }
    }
    return file
  }

  /// 0, 1, p - 1, p, p + 1, all ones, a power of two: low bits of `choice` say which.
  private static func edge(_ choice: Int, unit: Int, _ modulus: [UInt8]?) -> [UInt8] {
    var value = [UInt8](repeating: 0, count: unit)
    let modulus = modulus?.count == unit ? modulus : nil
    switch choice % 7 {
    case 1: value[0] = 1
    case 2:
      value = modulus ?? [UInt8](repeating: 0xFF, count: unit)
      value[0] &= 0xFE
    case 3: value = modulus ?? [UInt8](repeating: 0x7F, count: unit)
    case 4:
      value = modulus ?? value
      value[0] &+= 1
    case 5: value = [UInt8](repeating: 0xFF, count: unit)
    case 6: value[choice / 7 / 8 % unit] = 1 << UInt8(choice / 7 % 8)
    default: break
    }
    return value
  }

  /// value + delta, modulo p where units are elements, so that the result is canonical again.
  private static func sum(_ value: ArraySlice<UInt8>, _ delta: Int, _ modulus: [UInt8]?) -> [UInt8] {
    var result = Array(value)
    var carry = max(delta, 1)
    for position in result.indices {
      carry += Int(result[position])
      result[position] = UInt8(truncatingIfNeeded: carry)
      carry >>= 8
    }
    guard let modulus, modulus.count == result.count, !isLess(result, modulus) else { return result }
    return difference(result, modulus)
  }

  /// value + p: another spelling of the same number.
  private static func unreduced(_ value: ArraySlice<UInt8>, _ modulus: [UInt8]?) -> [UInt8] {
    var result = Array(value)
    guard let modulus, modulus.count == result.count else { return result.map { ~$0 } }
    var carry = 0
    for position in result.indices {
      carry += Int(result[position]) + Int(modulus[position])
      result[position] = UInt8(truncatingIfNeeded: carry)
      carry >>= 8
    }
    return result
  }

  private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    for (a, b) in zip(left.reversed(), right.reversed()) where a != b { return a < b }
    return false
  }

  private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var borrow = 0
    return zip(left, right).map { a, b in
      let digit = Int(a) - Int(b) - borrow
      borrow = digit < 0 ? 1 : 0
      return UInt8(truncatingIfNeeded: digit)
    }
  }
}

/// A repeatable source of 64-bit words (Steele, Lea, Flood 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}
