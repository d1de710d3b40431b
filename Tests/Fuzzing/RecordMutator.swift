/// Mutations that keep records of eight bytes whole.
enum RecordMutator {
  /// - Parameter maximum: bytes that the result may have.
  static func mutate(_ input: [UInt8], maximum: Int, _ generator: inout SplitMix) -> [UInt8] {
    let size = Edit.byteCount
    var records = stride(from: 0, to: input.count, by: size).map { start in
      let record = Array(input[start..<min(start + size, input.count)])
      return record + [UInt8](repeating: 0, count: size - record.count)
    }
    if records.isEmpty { records = [[UInt8](repeating: 0, count: size)] }
    let index = generator.next(below: records.count)
    switch generator.next(below: 10) {
    case 0, 1: records.insert(random(&generator), at: generator.next(below: records.count + 1))
    case 2: if records.count > 1 { records.remove(at: index) }
    case 3: records.insert(records[index], at: generator.next(below: records.count + 1))
    case 4: records.swapAt(index, generator.next(below: records.count))
    case 5: records[index] = random(&generator)
    case 6: records[index][0] = UInt8(generator.next(below: 32))
    case 7: records[index][1] = UInt8(generator.next(below: 32))
    case 8:
      let word = interesting(&generator)
      records[index][2] = UInt8(word & 0xFF)
      records[index][3] = UInt8(word >> 8 & 0xFF)
    default:
      let word = interesting(&generator)
      for offset in 0..<4 { records[index][4 + offset] = UInt8(truncatingIfNeeded: word >> (8 * offset)) }
    }
    return Array(records.joined().prefix(maximum))
  }

  private static func random(_ generator: inout SplitMix) -> [UInt8] {
    let word = interesting(&generator)
    let place = interesting(&generator)
    return [UInt8(generator.next(below: 32)), UInt8(generator.next(below: 32))]
      + [UInt8(place & 0xFF), UInt8(place >> 8 & 0xFF)]
      + (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  /// Small numbers, powers of two and their neighbours, and any.
  private static func interesting(_ generator: inout SplitMix) -> Int {
    switch generator.next(below: 4) {
    case 0: generator.next(below: 8)
    case 1: generator.next(below: 256)
    case 2: (1 << generator.next(below: 32)) + generator.next(below: 3) - 1
    default: generator.next(below: 1 << 32)
    }
  }
}
