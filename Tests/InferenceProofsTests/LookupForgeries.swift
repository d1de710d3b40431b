import FiniteFields
import InferenceProofs
import ProofSystem

extension ClaimForgery {
  /// Tuples that are in no table. The multiplicities are adjusted as well as a forger can; the sum of fractions is not zero all the same.
  static let lookups: [ClaimForgery] = [
    .witness("fraction root", "a pixel of 256 (out of the table, multiplicities adjusted)", bank) {
      witness, fixture in
      guard let cell = fixture.pixels.firstIndex(where: { $0 != 0 }) else { return }
      commitPixel(&witness, fixture, cell: cell, pixel: 256, visibility: 1)
      moveCount(
        &witness, fixture, table: InferenceLayout.pixelTable, from: Int(fixture.pixels[cell]), to: 255)
      rehash("scan", &witness, fixture)
    },
    .witness("fraction root", "an occluded pixel taken for visible", bank) { witness, fixture in
      guard let cell = fixture.pixels.firstIndex(of: 0) else { return }
      commitPixel(&witness, fixture, cell: cell, pixel: 0, visibility: 1)
      moveCount(&witness, fixture, table: InferenceLayout.pixelTable, from: 0, to: 1)
    },
    .witness("fraction root", "a code bit of 2", bank) { witness, fixture in
      witness.columns[fixture.layout.bits.outputs][3] = KoalaBear(2)
      rehash("code", &witness, fixture)
    },
    .witness("fraction root", "a code bit against its quotient", bank) { witness, fixture in
      let column = fixture.layout.bits.outputs
      witness.columns[column][4] = .one - witness.columns[column][4]
      rehash("code", &witness, fixture)
    },
    .witness("fraction root", "a mask bit against its count", bank) { witness, fixture in
      guard let mask = fixture.layout.mask else { return }
      witness.columns[mask.column][2] = .one - witness.columns[mask.column][2]
      rehash("code", &witness, fixture)
    },
    .witness("fraction root", "the quotient up, the remainder down: bit 1 for a sum below zero", bank) {
      witness, fixture in
      guard let cell = negativeCell(fixture) else { return }
      let value = signValue(fixture, cell: cell)
      raiseQuotient(&witness, fixture, cell: cell, from: value)
    },
    .witness("fraction root", "quotient and remainder of v + p", bank) { witness, fixture in
      guard let cell = negativeCell(fixture) else { return }
      let bits = fixture.layout.bits
      let value = signValue(fixture, cell: cell)
      let shifted = value + 2_130_706_433
      let mask = 1 << bits.shift - 1
      witness.columns[bits.quotients][cell] = KoalaBear(shifted >> bits.shift)
      moveCount(&witness, fixture, table: bits.table, from: value >> bits.shift, to: 1)
      witness.headRemainders[0][cell] = KoalaBear(shifted & mask)
      moveCount(&witness, fixture, table: bits.remainderTable, from: value & mask, to: shifted & mask)
      setBit(&witness, fixture, cell: cell)
    },
    .witness("fraction root", "acc = 0 taken for positive: (q + 1, r - 2^s)", ties) { witness, fixture in
      raiseQuotient(&witness, fixture, cell: 5, from: signValue(fixture, cell: 5))
    },
    .witness("fraction root", "a negative half tie rounded down: -4 / 8 to -1", ties) { witness, fixture in
      let layer = fixture.layout.hidden[0]
      witness.columns[layer.quotients][2] -= .one
      moveCount(&witness, fixture, table: layer.table, from: 0, to: -1)
      witness.hiddenRemainders[0][2] += KoalaBear(8)
    },
    .witness("fraction root", "a positive half tie rounded down: 4 / 8 to 0", ties) { witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(FalseRun(outputs: { layer, cells in if layer == 0 { cells[5] = 0 } })))
      let layer = fixture.layout.hidden[0]
      witness.columns[layer.quotients][5] = .zero
      moveCount(&witness, fixture, table: layer.table, from: 1, to: 0)
      witness.hiddenRemainders[0][5] += KoalaBear(8)
    },
    .witness("fraction root", "an activation that is not the clamped quotient", residual) {
      witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(FalseRun(outputs: { layer, cells in if layer == 1 { cells[9] ^= 64 } })))
    },
  ]

  /// Moves one count between rows of a table, given by their first entries.
  static func moveCount(
    _ witness: inout InferenceWitness, _ fixture: ProofFixture, table: Int, from old: Int?, to new: Int?
  ) {
    let column = fixture.layout.multiplicities[table]
    let minimum = fixture.layout.tables[table].minimum
    if let old { witness.columns[column][old - minimum] -= .one }
    if let new { witness.columns[column][new - minimum] += .one }
  }

  /// The pictures' boxes here are full, so cells of box and tensor agree.
  static func commitPixel(
    _ witness: inout InferenceWitness, _ fixture: ProofFixture, cell: Int, pixel: Int, visibility: Int
  ) {
    var seen: [Int] = []
    witness = fixture.witness(
      of: fixture.evaluate(
        FalseRun(input: { number, cells in
          cells[cell] = number == 0 ? pixel + 128 * (1 - visibility) : visibility
          if number == 0 { seen = cells }
        })))
    witness.forgedInputs[.pixels] = fixture.layout.input.fill(seen)
    witness.columns[fixture.layout.pixels][cell] = KoalaBear(pixel)
    witness.columns[fixture.layout.visibility][cell] = KoalaBear(visibility)
  }

  /// A cell whose honest bit is 0.
  static func negativeCell(_ fixture: ProofFixture) -> Int? {
    fixture.evaluate(FalseRun()).bits.firstIndex(of: 0)
  }

  /// v = acc + 2^s − 1 of the sign head.
  static func signValue(_ fixture: ProofFixture, cell: Int) -> Int {
    Int(fixture.evaluate(FalseRun()).bitAccumulators[cell]) + 1 << fixture.layout.bits.shift - 1
  }

  /// (q, r) → (1, r − 2^s (1 − q)) in the sign head: the same value over the integers, and the bit 1.
  static func raiseQuotient(
    _ witness: inout InferenceWitness, _ fixture: ProofFixture, cell: Int, from value: Int
  ) {
    let bits = fixture.layout.bits
    witness.columns[bits.quotients][cell] = .one
    moveCount(&witness, fixture, table: bits.table, from: value >> bits.shift, to: 1)
    witness.headRemainders[0][cell] = KoalaBear(value - 1 << bits.shift)
    setBit(&witness, fixture, cell: cell)
  }

  static func setBit(_ witness: inout InferenceWitness, _ fixture: ProofFixture, cell: Int) {
    witness.columns[fixture.layout.bits.outputs][cell] = .one
    rehash("code", &witness, fixture)
  }

  /// The sponge over what is committed now, so that the commitment is not what stops the forgery.
  static func rehash(_ name: String, _ witness: inout InferenceWitness, _ fixture: ProofFixture) {
    let current = witness.columns
    var sponge = FaultySponge(.input, permutation: 999, sBox: 0)
    sponge.run(name, fixture) { current[$0] }
    commit(sponge, name, &witness, fixture)
  }
}
