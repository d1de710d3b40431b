import FiniteFields
import MembershipProofs
import Testing

/// The fast permutation that fills the witness passes the values of the plain one through the same S-boxes.
@Suite struct WitnessTests {
  private func sBoxes(_ permute: ((BN254Scalar, BN254Scalar) -> Void) -> Void) -> [[BN254Scalar]] {
    var pairs: [[BN254Scalar]] = []
    permute { pairs.append([$0, $1]) }
    return pairs
  }

  @Test func fastPermutationsRecordTheSameSBoxes() {
    var state = [BN254Scalar.zero, BN254Scalar(31213), BN254Scalar(132)]
    var fast = state
    #expect(
      sBoxes { MembershipRelation.pair.permute(&state, record: $0) }
        == sBoxes { Poseidon.t3.permute(&fast, recordSBoxes: $0) })
    #expect(state == fast)

    state = [BN254Scalar.zero, BN254Scalar(7)]
    fast = state
    #expect(
      sBoxes { MembershipRelation.single.permute(&state, record: $0) }
        == sBoxes { Poseidon.t2.permute(&fast, recordSBoxes: $0) })
    #expect(state == fast)
  }
}
