/// Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with rate 136 bytes, but the original padding 01…80.
enum Keccak256 {
  private static let rate = 136

  static func hash(_ message: [UInt8]) -> [UInt8] {
    var state = [UInt64](repeating: 0, count: 25)
    var padded = message
    padded.append(0x01)
    padded.append(contentsOf: repeatElement(0, count: (rate - padded.count % rate) % rate))
    padded[padded.count - 1] |= 0x80
    for start in stride(from: 0, to: padded.count, by: rate) {
      for lane in 0..<(rate / 8) {
        for byte in 0..<8 {
          state[lane] ^= UInt64(padded[start + 8 * lane + byte]) << UInt64(8 * byte)
        }
      }
      permute(&state)
    }
    return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64(8 * ($0 % 8))) }
  }

  /// Round constants from the degree-8 shift register of FIPS 202, section 3.2.5.
  private static let roundConstants: [UInt64] = {
    var register: UInt16 = 1
    return (0..<24).map { _ in
      var constant: UInt64 = 0
      for power in 0..<7 {
        constant |= UInt64(register & 1) << UInt64((1 << power) - 1)
        register <<= 1
        if register & 0x100 != 0 { register ^= 0x171 }
      }
      return constant
    }
  }()

  /// Keccak-f[1600]; lane x + 5y.
  private static func permute(_ state: inout [UInt64]) {
    var parity = [UInt64](repeating: 0, count: 5)
    for constant in roundConstants {
      // θ
      for x in 0..<5 { parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] }
      for x in 0..<5 {
        let mask = parity[(x + 4) % 5] ^ rotated(parity[(x + 1) % 5], by: 1)
        for y in 0..<5 { state[x + 5 * y] ^= mask }
      }
      // ρ and π walk the lanes other than (0, 0) along one orbit.
      var (x, y) = (1, 0)
      var carried = state[1]
      for step in 0..<24 {
        (x, y) = (y, (2 * x + 3 * y) % 5)
        let lane = state[x + 5 * y]
        state[x + 5 * y] = rotated(carried, by: UInt64((step + 1) * (step + 2) / 2 % 64))
        carried = lane
      }
      // χ
      for row in stride(from: 0, to: 25, by: 5) {
        for x in 0..<5 { parity[x] = state[row + x] }
        for x in 0..<5 { state[row + x] = parity[x] ^ (~parity[(x + 1) % 5] & parity[(x + 2) % 5]) }
      }
      // ι
      state[0] ^= constant
    }
  }

  private static func rotated(_ lane: UInt64, by count: UInt64) -> UInt64 {
    lane << count | lane >> ((64 - count) % 64)
  }
}
