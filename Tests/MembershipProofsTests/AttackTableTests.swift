import FiniteFields
import Foundation
import MembershipProofs
import ProofSystem
import Synchronization
import Testing

/// Every claim of the membership statement is taken out by the mutation run; the article on attacks has the same rows.
@Suite struct AttackTableTests {
  @Test func everyClaimIsAMutation() throws {
    let table = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.ci/mutations")
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
    let claims = ClaimNames()
    var hooks = ForgeryHooks<BN254Scalar>()
    hooks.observeClaim = { name, _ in claims.insert(name) }
    _ = try MembershipFixture.prover.get().prove(
      identity: MembershipFixture.attacker, inclusionProof: MembershipFixture.path(3),
      externalNullifier: MembershipFixture.scope, signalHash: MembershipFixture.signal, forging: { _ in },
      claiming: { $0 }, hooks: hooks)
    #expect(claims.names.count > 8)
    for name in claims.names { #expect(rows.contains("== claim \(name)"), "\(name)") }
  }

  private final class ClaimNames: Sendable {
    private let storage = Mutex<Set<String>>([])
    var names: Set<String> { storage.withLock { $0 } }
    func insert(_ name: String) { storage.withLock { _ = $0.insert(name) } }
  }
}
