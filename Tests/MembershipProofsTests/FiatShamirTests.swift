import FiniteFields
import MembershipProofs
import ProofSystem
import Synchronization
import Testing

/// Every challenge of a membership proof depends on every part of its statement.
@Suite struct FiatShamirTests {
  typealias Fixture = MembershipFixture

  /// What a verifier draws, the opened columns last.
  final class Log: Sendable {
    private let values = Mutex<[[BN254Scalar]]>([])
    private let indices = Mutex<[Int]>([])

    var challenges: [[BN254Scalar]] { values.withLock { $0 } }
    var columns: [Int] { indices.withLock { $0 } }

    var hooks: ForgeryHooks<BN254Scalar> {
      var hooks = ForgeryHooks<BN254Scalar>()
      hooks.challenge = { _, drawn in
        self.values.withLock { $0.append(drawn) }
        return drawn
      }
      hooks.columns = { drawn in
        self.indices.withLock { $0 = drawn }
        return drawn
      }
      hooks.omittedChecks = Set(ProofCheck.allCases)
      return hooks
    }
  }

  /// All that is drawn for these bytes under a statement, whether or not they prove it.
  private func draw(_ statement: MembershipStatement, _ bytes: [UInt8]) throws -> Log {
    let log = Log()
    do {
      try Fixture.verifier.get().verify(
        MembershipProof(statement: statement, bytes: bytes), hooks: log.hooks)
    } catch ProofError.truncated(section: "authentication path") {
      // Other columns have another path.
    } catch ProofError.trailingBytes {
    }
    return log
  }

  @Test func everyPartChangesEveryChallenge() throws {
    let proof = try Fixture.honest.get()
    let honest = try draw(proof.statement, proof.bytes)
    #expect(honest.challenges.count > 20)
    #expect(try draw(proof.statement, proof.bytes).challenges == honest.challenges)
    let s = proof.statement
    let fields = [s.root, s.nullifierHash, s.signalHash, s.externalNullifier]
    var seen: [[[BN254Scalar]]] = [honest.challenges]
    for (index, name) in ["root", "nullifier hash", "signal hash", "external nullifier"].enumerated() {
      for difference in [BN254Scalar.one, -.one, BN254Scalar(1 << 40)] {
        var changed = fields
        changed[index] += difference
        let other = try draw(
          MembershipStatement(
            root: changed[0], nullifierHash: changed[1], signalHash: changed[2],
            externalNullifier: changed[3]), proof.bytes)
        #expect(other.challenges.count == honest.challenges.count)
        #expect(other.columns != honest.columns, "\(name)")
        for earlier in seen {
          #expect(
            zip(earlier, other.challenges).allSatisfy { Set($0).isDisjoint(with: $1) }, "\(name)")
        }
        seen.append(other.challenges)
      }
    }
    // Two fields that change places are another statement.
    let swapped = MembershipStatement(
      root: s.nullifierHash, nullifierHash: s.root, signalHash: s.signalHash,
      externalNullifier: s.externalNullifier)
    let other = try draw(swapped, proof.bytes)
    #expect(zip(honest.challenges, other.challenges).allSatisfy { Set($0).isDisjoint(with: $1) })
  }
}
