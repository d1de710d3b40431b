import Foundation
import InferenceProofs
import Testing

/// Every claim of the inference statement is taken out by the mutation run; the article on attacks has the same rows.
@Suite struct AttackTableTests {
  @Test func everyClaimIsAMutation() throws {
    let table = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.ci/mutations")
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
    let fixtures = [ProofFixture.bank, ProofFixture.residual, ProofFixture.ties, ProofFixture.tiny]
    let claims = try fixtures.reduce(into: Set<String>()) {
      $0.formUnion(try $1.get().prover.plan.claimNames)
    }
    let general = try [NetworkFixture.stated, NetworkFixture.committed].reduce(into: claims) {
      $0.formUnion(try $1.get().prover.plan.claimNames)
    }
    #expect(claims.count > 30 && general.count > claims.count)
    for name in general { #expect(rows.contains("== claim \(name)"), "\(name)") }
  }
}
