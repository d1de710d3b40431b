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
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "TestVectors/verifier/compare.py", "TestVectors/proofs", "--jobs", "2"]
    process.currentDirectoryURL = AgreementManifest.folder.deletingLastPathComponent()
      .deletingLastPathComponent()
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains(" 0 differences"), "\(text)")
  }
}

/// Whether an interpreter of version 3.8 or later can be run.
private enum Python {
  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"]
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return false
    }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
