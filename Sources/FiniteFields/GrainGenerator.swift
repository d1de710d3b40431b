/// The self-shrinking Grain generator that the Poseidon paper (eprint 2019/458, appendix E) prescribes for round
/// constants: an 80-bit shift register seeded with the parameters, every second bit gating its successor.
struct GrainGenerator {
  private var register: UInt128
  private let bitsPerElement: Int

  /// Seeds for a prime field and a power map, the case the reference generator encodes as 1 and 0.
  init(bitsPerElement: Int, width: Int, fullRounds: Int, partialRounds: Int) {
    self.bitsPerElement = bitsPerElement
    register = 0
    var count: UInt128 = 0
    let fields = [
      (1, 2), (0, 4), (bitsPerElement, 12), (width, 12), (fullRounds, 10), (partialRounds, 10),
      ((1 << 30) - 1, 30),
    ]
    // Bit k of the register is the k-th bit to leave it; every field enters most significant bit first.
    for (value, length) in fields {
      for bit in (0..<length).reversed() {
        register |= UInt128((value >> bit) & 1) << count
        count += 1
      }
    }
    for _ in 0..<160 { _ = shift() }
  }

  private mutating func shift() -> UInt64 {
    let tap =
      register ^ (register >> 13) ^ (register >> 23) ^ (register >> 38) ^ (register >> 51) ^ (register >> 62)
    let bit = tap & 1
    register = (register >> 1) | (bit << 79)
    return UInt64(truncatingIfNeeded: bit)
  }

  private mutating func nextBit() -> UInt64 {
    while true {
      let gate = shift()
      let bit = shift()
      if gate == 1 { return bit }
    }
  }

  /// The next integer of `bitsPerElement` bits as big-endian bytes, unreduced.
  mutating func nextBytes() -> [UInt8] {
    let count = (bitsPerElement + 7) / 8
    var bytes = [UInt8](repeating: 0, count: count)
    for position in (0..<bitsPerElement).reversed() {
      bytes[count - 1 - position / 8] |= UInt8(nextBit()) << UInt8(position % 8)
    }
    return bytes
  }

  /// The next integer below the BN254 scalar order.
  mutating func nextScalar() -> BN254Scalar {
    while true {
      if let element = BN254Scalar(bigEndian: nextBytes()) { return element }
    }
  }

  /// The next integer below the KoalaBear modulus.
  mutating func nextKoalaBear() -> KoalaBear {
    while true {
      let word = nextBytes().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      if let element = KoalaBear(exactly: word) { return element }
    }
  }
}
