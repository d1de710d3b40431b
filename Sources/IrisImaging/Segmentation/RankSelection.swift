extension Array where Element == Float {
  /// The value that a sorted copy would have at an index, found digit by digit: the work grows with the count alone.
  func sortedValue(at index: Int) -> Float {
    var rest = map { Self.key($0) }
    var rank = index
    var shift = 32
    for digits in [11, 11, 10] {
      shift -= digits
      var counts = [Int](repeating: 0, count: 1 << digits)
      let mask = UInt32(1 << digits) - 1
      for key in rest { counts[Int((key >> UInt32(shift)) & mask)] += 1 }
      var digit = 0
      while digit + 1 < counts.count, rank >= counts[digit] {
        rank -= counts[digit]
        digit += 1
      }
      rest = rest.filter { Int(($0 >> UInt32(shift)) & mask) == digit }
    }
    return rest.first.map { Float(bitPattern: $0 >> 31 == 1 ? $0 ^ 0x8000_0000 : ~$0) } ?? 0
  }

  /// A number in the order of the values: the bits, with the sign turned and the rest too when negative.
  private static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }
}
