import FiniteFields
import MembershipProofs
import ProofSystem
import Testing

@Suite struct MembershipStatementTests {
  let statement = MembershipStatement(
    root: BN254Scalar(-3), nullifierHash: BN254Scalar(2), signalHash: .zero, externalNullifier: BN254Scalar(4)
  )

  @Test func roundTrips() throws {
    let bytes = statement.encoded()
    #expect(bytes.count == 128)
    #expect(bytes[32] == 2)
    #expect(bytes[96] == 4)
    #expect(try MembershipStatement(encoded: bytes) == statement)
  }

  @Test func everyOtherLengthIsRefused() {
    let bytes = statement.encoded()
    for length in 0..<128 {
      #expect(throws: ProofError.truncated(section: "membership statement")) {
        try MembershipStatement(encoded: Array(bytes[..<length]))
      }
    }
    #expect(throws: ProofError.trailingBytes(count: 1)) { try MembershipStatement(encoded: bytes + [0]) }
  }

  /// r added to an element that leaves room for it encodes the same residue a second time.
  @Test(arguments: zip([0, 1, 2, 3], ["root", "nullifier hash", "signal hash", "external nullifier"]))
  func secondEncodingsAreRefused(position: Int, name: String) {
    var bytes = statement.encoded()
    let order = Array(BN254Scalar(-1).canonicalBytes)
    for index in 0..<32 { bytes[32 * position + index] = order[index] }
    // −1 + 1: the order itself.
    bytes[32 * position] += 1
    #expect(throws: ProofError.nonCanonical(section: name)) { try MembershipStatement(encoded: bytes) }
  }

  @Test func everyFieldCounts() throws {
    let bytes = statement.encoded()
    for position in 0..<4 {
      var changed = bytes
      changed[32 * position] ^= 1
      #expect(try MembershipStatement(encoded: changed) != statement)
    }
  }
}
