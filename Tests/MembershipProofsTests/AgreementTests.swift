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
    let (end, text) = try ChildProcess.run(
      "/usr/bin/env",
      ["python3", "TestVectors/verifier/compare.py", "TestVectors/proofs", "--jobs", "2"],
      directory: AgreementManifest.folder.deletingLastPathComponent().deletingLastPathComponent().path)
    #expect(end == .exited(0), "\(text)")
    #expect(text.contains(" 0 differences"), "\(text)")
  }
}

/// Whether an interpreter of version 3.8 or later can be run.
private enum Python {
  static let isThere: Bool = {
    let check = try? ChildProcess.run(
      "/usr/bin/env", ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"])
    return check?.end == .exited(0)
  }()
}
