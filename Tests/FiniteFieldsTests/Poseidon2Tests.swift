import FiniteFields
import Testing

/// Known answers: Plonky3, koala-bear/src/poseidon2.rs, default permutations.
@Suite struct Poseidon2Tests {
  static let input16: [Int] = [
    894_848_333, 1_437_655_012, 1_200_606_629, 1_690_012_884, 71_131_202, 1_749_206_695, 1_717_947_831,
    120_589_055,
    19_776_022, 42_382_981, 1_831_865_506, 724_844_064, 171_220_207, 1_299_207_443, 227_047_920,
    1_783_754_913,
  ]
  static let output16: [UInt32] = [
    1_934_285_469, 604_889_435, 133_449_501, 1_026_180_808, 1_830_659_359, 176_667_110, 1_391_183_747,
    351_743_874,
    1_238_264_085, 1_292_768_839, 2_023_573_270, 1_201_586_780, 1_360_691_759, 1_230_682_461, 748_270_449,
    651_545_025,
  ]
  static let input24: [Int] = [
    886_409_618, 1_327_899_896, 1_902_407_911, 591_953_491, 648_428_576, 1_844_789_031, 1_198_336_108,
    355_597_330,
    1_799_586_834, 59_617_783, 790_334_801, 1_968_791_836, 559_272_107, 31_054_313, 1_042_221_543,
    474_748_436,
    135_686_258, 263_665_994, 1_962_340_735, 1_741_539_604, 2_026_927_696, 449_439_011, 1_131_357_108,
    50_869_465,
  ]
  static let output24: [UInt32] = [
    382_801_106, 82_839_311, 1_503_190_615, 1_987_418_517, 854_076_995, 1_862_291_425, 262_755_189,
    1_050_814_217,
    722_724_562, 741_265_943, 1_026_879_332, 754_316_749, 1_966_025_564, 1_518_878_196, 502_200_188,
    1_368_172_258,
    845_459_257, 1_711_434_837, 724_453_836, 171_032_289, 655_223_446, 1_098_636_135, 407_832_555,
    1_707_498_914,
  ]

  @Test func publishedPermutations() {
    var state = Self.input16.map { KoalaBear($0) }
    Poseidon2.width16.permute(&state)
    #expect(state.map(\.canonical) == Self.output16)
    state = Self.input24.map { KoalaBear($0) }
    Poseidon2.width24.permute(&state)
    #expect(state.map(\.canonical) == Self.output24)
  }

  /// The rounds by dense matrices, from the public parameters.
  private func textbook(
    _ poseidon: Poseidon2, _ input: [KoalaBear]
  ) -> (state: [KoalaBear], outputs: [KoalaBear]) {
    func external(_ state: [KoalaBear]) -> [KoalaBear] {
      poseidon.externalMatrix.map { row in zip(row, state).reduce(.zero) { $0 + $1.0 * $1.1 } }
    }
    var outputs = [KoalaBear]()
    var state = external(input)
    func full(_ constants: [KoalaBear]) {
      state = zip(state, constants).map { ($0 + $1).power(3) }
      outputs += state
      state = external(state)
    }
    for constants in poseidon.initialExternalConstants { full(constants) }
    for constant in poseidon.internalConstants {
      state[0] = (state[0] + constant).power(3)
      outputs.append(state[0])
      let total = state.reduce(.zero, +)
      state = zip(state, poseidon.internalDiagonal).map { $0 * $1 + total }
    }
    for constants in poseidon.terminalExternalConstants { full(constants) }
    return (state, outputs)
  }

  @Test(arguments: [16, 24])
  func fastLayersEqualDenseMatrices(width: Int) {
    let poseidon = width == 16 ? Poseidon2.width16 : Poseidon2.width24
    var source = SplitMix(state: 11)
    for _ in 0..<50 {
      let input = KoalaBear.random(count: poseidon.width, from: &source)
      let expected = textbook(poseidon, input)
      var state = input
      var outputs = [KoalaBear]()
      poseidon.permute(&state) { outputs.append($0) }
      #expect(state == expected.state)
      #expect(outputs == expected.outputs)
      // Without a record, by the kernel where there is one.
      state = input
      poseidon.permute(&state)
      #expect(state == expected.state)
    }
    #expect(textbook(Poseidon2.width24, Self.input24.map { KoalaBear($0) }).outputs.count == 215)
  }

  /// The kernel against the loops in Swift: states and S-boxes, at the ends of the range too.
  @Test(arguments: [16, 24]) func recordedSBoxesAreThoseOfTheLoops(width: Int) {
    let poseidon = width == 16 ? Poseidon2.width16 : Poseidon2.width24
    var source = SplitMix(state: 12)
    for round in 0..<300 {
      var input = KoalaBear.random(count: width, from: &source)
      for slot in 0..<width where round % 3 == 1 && slot % 2 == 0 {
        input[slot] = round % 2 == 0 ? .zero : -.one
      }
      if round == 2 { input = [KoalaBear](repeating: -.one, count: width) }
      var expected = input
      var (inputs, outputs) = ([KoalaBear](), [KoalaBear]())
      poseidon.permute(&expected) { input, output in
        inputs.append(input)
        outputs.append(output)
      }
      var state = input
      var recorded = [KoalaBear](repeating: .zero, count: 2 * poseidon.sBoxCount)
      recorded.withUnsafeMutableBufferPointer { recorded in
        poseidon.permute(
          &state, inputs: .init(rebasing: recorded[..<poseidon.sBoxCount]),
          outputs: .init(rebasing: recorded[poseidon.sBoxCount...]))
      }
      #expect(state == expected)
      #expect(recorded == inputs + outputs)
    }
  }
}
