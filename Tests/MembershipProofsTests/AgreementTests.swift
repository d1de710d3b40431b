import ChildProcesses
import FiniteFields
import Foundation
import MembershipProofs
import ProofSystem
import Testing

/// The proofs of TestVectors/proofs, judged by this verifier and by the one in Python.
@Suite struct AgreementTests {
  @Test func verdictsAreThoseOfTheManifest() throws {
    let manifest = try AgreementManifest(named: "membership")
    for (name, entry) in manifest.verifiers {
      let verifier =
        try entry.tableau.map { try MembershipVerifier(parameters: $0) } ?? MembershipVerifier()
      for item in manifest.cases where item.verifier == name {
        let bytes = try item.bytes()
        let verdict = AgreementManifest.verdict {
          try verifier.verify(
            MembershipProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: Set(item.omitted)))
        }
        #expect(verdict == item.verdict, "\(item.file): \(item.kind), \(item.what)")
      }
    }
    #expect(manifest.cases.contains { $0.verdict == "accepted" })
  }

  /// The second verifier was written from the specification; it needs nothing but Python's standard library.
  @Test(.enabled(if: Python.isThere)) func thePythonVerifierAgrees() throws {
    let (end, text) = try Python.run(
      ["TestVectors/verifier/compare.py", "TestVectors/proofs", "--jobs", "2"])
    #expect(end == .exited(0), "\(text)")
    #expect(text.contains(" 0 differences"), "\(text)")
  }

  /// As anyone runs it: a proof file at 128 bits, and the network's encoding if it is about a network.
  @Test(.enabled(if: Python.isThere), arguments: ["membership", "inference", "network"])
  func theScriptTakesProofFiles(name: String) throws {
    let manifest = try AgreementManifest(named: name)
    let (item, entry) = try #require(
      manifest.cases.lazy.compactMap { item in manifest.verifiers[item.verifier].map { (item, $0) } }
        .first { $0.kind == "honest" && $1.parameters == nil })
    let network = entry.network.map { ["--network", "TestVectors/proofs/\($0)"] } ?? []
    let script = "TestVectors/verifier/verify.py"
    let accepted = try Python.run([script, "TestVectors/proofs/\(item.file)"] + network)
    #expect(accepted.end == .exited(0) && accepted.text == "accepted\n", "\(accepted.text)")
    let damaged = FileManager.default.temporaryDirectory.appending(path: "worldid-\(UUID()).proof")
    defer { try? FileManager.default.removeItem(at: damaged) }
    try Data(item.bytes().dropLast()).write(to: damaged)
    let refused = try Python.run([script, damaged.path(percentEncoded: false)] + network)
    #expect(refused.end == .exited(1) && refused.text.hasPrefix("refused: truncated"), "\(refused.text)")
  }
}

extension Python {
  /// Runs a script from the top of the repository.
  fileprivate static func run(_ arguments: [String]) throws -> (end: ChildProcess.End, text: String) {
    try run(
      arguments, in: AgreementManifest.folder.deletingLastPathComponent().deletingLastPathComponent().path)
  }
}
