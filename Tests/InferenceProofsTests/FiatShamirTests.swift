import FiniteFields
import InferenceProofs
import ProofSystem
import Synchronization
import Testing

/// Every challenge of an inference proof depends on every part of its statement.
@Suite struct FiatShamirTests {
  typealias K = KoalaBearQuintic

  /// What a verifier draws, the opened columns last.
  final class Log: Sendable {
    private let values = Mutex<[[K]]>([])
    private let indices = Mutex<[Int]>([])

    var challenges: [[K]] { values.withLock { $0 } }
    var columns: [Int] { indices.withLock { $0 } }

    var hooks: ForgeryHooks<K> {
      var hooks = ForgeryHooks<K>()
      hooks.challenge = { _, drawn in
        self.values.withLock { $0.append(drawn) }
        return drawn
      }
      hooks.columns = { drawn in
        self.indices.withLock { $0 = drawn }
        return drawn
      }
      hooks.omittedChecks = Set(ProofCheck.allCases)
      // The model's id must enter by itself: the comparison with the verifier's own is another check.
      hooks.acceptsOtherModels = true
      return hooks
    }
  }

  /// All that is drawn for these bytes under a statement, whether or not they prove it.
  private func draw(_ encoded: [UInt8], _ bytes: [UInt8]) throws -> Log {
    let log = Log()
    do {
      let statement = try InferenceStatement(encoded: encoded)
      try ProofFixture.tiny.get().verifier.verify(
        InferenceProof(statement: statement, bytes: bytes), hooks: log.hooks)
    } catch ProofError.truncated(section: "authentication path") {
      // Other columns have another path.
    } catch ProofError.trailingBytes {
    }
    return log
  }

  /// Model id, both commitments, eye side and context: each byte, in the lowest bit, which keeps numbers canonical.
  @Test func everyPartChangesEveryChallenge() throws {
    let proof = try ProofFixture.tiny.get().prove()
    let encoded = proof.statement.encoded()
    #expect(encoded.count == 137)
    let honest = try draw(encoded, proof.bytes)
    #expect(honest.challenges.count > 20)
    #expect(try draw(encoded, proof.bytes).challenges == honest.challenges)
    for byte in encoded.indices {
      var changed = encoded
      changed[byte] ^= 1
      let other = try draw(changed, proof.bytes)
      #expect(other.challenges.count == honest.challenges.count)
      #expect(other.columns != honest.columns, "byte \(byte)")
      #expect(
        zip(honest.challenges, other.challenges).allSatisfy { Set($0).isDisjoint(with: $1) }, "byte \(byte)")
    }
  }
}
