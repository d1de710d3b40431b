import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import Testing

/// The inference proofs of TestVectors/proofs, judged by this verifier; `MembershipProofsTests` runs the one in Python over all.
@Suite struct AgreementTests {
  private static func fixture(_ verifier: String) throws -> ProofFixture {
    switch verifier.split(separator: "-").first {
    case "bank": try ProofFixture.bank.get()
    case "residual": try ProofFixture.residual.get()
    case "ties": try ProofFixture.ties.get()
    default: try ProofFixture.tiny.get()
    }
  }

  @Test func verdictsAreThoseOfTheManifest() throws {
    let manifest = try AgreementManifest(named: "inference")
    for (name, entry) in manifest.verifiers {
      let fixture = try Self.fixture(name)
      let network = try #require(entry.network)
      #expect(
        try Array(Data(contentsOf: AgreementManifest.folder.appending(path: network)))
          == fixture.network.canonicalEncoding())
      let verifier =
        try entry.tableau.map { try InferenceVerifier(network: fixture.network, parameters: $0) }
        ?? fixture.verifier
      for item in manifest.cases where item.verifier == name {
        let bytes = try item.bytes()
        let verdict = AgreementManifest.verdict {
          try verifier.verify(
            InferenceProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: Set(item.omitted)))
        }
        #expect(verdict == item.verdict, "\(item.file): \(item.kind), \(item.what)")
      }
    }
    #expect(manifest.cases.contains { $0.verdict == "accepted" })
  }

  @Test func verdictsOnNetworksAreThoseOfTheManifest() throws {
    let manifest = try AgreementManifest(named: "network")
    for (name, entry) in manifest.verifiers {
      let network = try AgreementNetworks.network(name)
      #expect(
        try Array(Data(contentsOf: AgreementManifest.folder.appending(path: #require(entry.network))))
          == network.canonicalEncoding())
      let disclosures = try #require(entry.disclosures).compactMap { Disclosure(rawValue: UInt8($0)) }
      let disclosure = TensorDisclosure(input: disclosures[0], outputs: Array(disclosures[1...]))
      let verifier =
        try entry.tableau.map {
          try NetworkVerifier(network: network, disclosure: disclosure, parameters: $0)
        } ?? NetworkVerifier(network: network, disclosure: disclosure)
      for item in manifest.cases where item.verifier == name {
        let bytes = try item.bytes()
        let verdict = AgreementManifest.verdict {
          try verifier.verify(
            NetworkProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: Set(item.omitted)))
        }
        #expect(verdict == item.verdict, "\(item.file): \(item.kind), \(item.what)")
      }
    }
    for verdict in ["accepted", "rejected linearTest", "invalidField", "statementMismatch"] {
      #expect(manifest.cases.contains { $0.verdict == verdict })
    }
  }
}
