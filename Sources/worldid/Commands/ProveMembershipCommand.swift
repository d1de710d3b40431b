import ArgumentParser
import FiniteFields
import Foundation
import MembershipProofs
import RegistryService

struct ProveMembershipCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-membership",
    abstract: "Prove to an app that you are one of the enrolled, without saying which one.",
    discussion: """
      For each action of each app there is one nullifier hash, always the same for you and linked to nothing
      else: who sees two proofs of one action knows that they are from one person, who sees proofs of two
      actions does not.

      The root of the proof is public, so a registry that gave each member another root would link every proof
      to its member: the root is fetched without naming you first, and with --root you fix it to the one that
      others see (`worldid registry status`). The proof goes to the file of -o, or to standard output when
      that is no terminal.
      """)

  @Option(help: "The app's identifier.")
  var app: String

  @Option(help: "The action's name within the app.")
  var action: String

  @Option(help: "What you say with the proof; 0x and hexadecimal digits stand for bytes.")
  var signal = ""

  @Option(
    name: .customLong("registry"),
    help: "Where to fetch the inclusion proof; without it the registry of the enrolment.")
  var registryURL: String?

  @Option(help: "The root to prove against, 64 hexadecimal digits; without it the registry's latest.")
  var root: String?

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The proof file to write.", completion: .file())
  var path: String?

  @OptionGroup var vault: VaultOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let root, BN254Scalar(hex: root) == nil {
      throw ValidationError("--root is 64 hexadecimal digits of a number below the field's order")
    }
    if path == nil && !output.json && Console.outputIsTerminal {
      throw ValidationError("the proof is binary and standard output is a terminal: name a file with -o")
    }
  }

  func run() async throws {
    let records = EnrollmentRecords(try vault.unlock())
    let enrollment = try records.acknowledgedEnrollment()
    let identity = try records.identity()
    let client = try RegistryClient(url: registryURL ?? enrollment.registryURL)
    guard Hex.encode(try await client.information().registryID.bytes) == enrollment.registryID else {
      throw Failure(
        "the registry at \(client.url) is not the one in which this vault is enrolled",
        hint: "name that one with --registry (it was \(enrollment.registryURL))", status: .refused)
    }
    let inclusion = try await inclusion(of: identity.commitment, client: client)

    var stopwatch = Stopwatch()
    let externalNullifier = FieldHash.externalNullifier(app: app, action: action)
    let prover = try stopwatch.time("plan") { () throws in try MembershipProver() }
    let proof = try stopwatch.time("prove") {
      try prover.prove(
        identity: identity, inclusionProof: inclusion.inclusionProof, expectedRoot: inclusion.root,
        externalNullifier: externalNullifier,
        signalHash: FieldHash.signalHash(signal))
    }
    let spent = SpentAction(
      app: app, action: action, signal: signal, nullifierHash: proof.statement.nullifierHash.hex,
      registryID: enrollment.registryID)
    let earlier: Date? = try records.spend(spent, externalNullifier: externalNullifier)
    if let earlier {
      Console.warn(
        "this action was proven before, on \(earlier.formatted(.iso8601)): it can be claimed only once, and "
          + "both proofs show the same nullifier hash")
    }
    try write(proof, stopwatch: stopwatch)
  }

  /// A path to the root that everybody else sees. Another enrolment may move the root between the requests, so
  /// a difference is looked at again before it counts.
  private func inclusion(of commitment: BN254Scalar, client: RegistryClient) async throws -> InclusionAnswer {
    for _ in 0..<5 {
      let expected: BN254Scalar
      if let root = root.flatMap({ BN254Scalar(hex: $0) }) {
        expected = root
      } else {
        expected = try await client.latestRoot().root
      }
      let inclusion = try await client.inclusionProof(of: commitment)
      if inclusion.root == expected { return inclusion }
    }
    throw Failure(
      "the registry at \(client.url) gives a path to another root than the one expected",
      hint: "compare `worldid registry status` with others before you trust it", status: .refused)
  }

  private func write(_ proof: MembershipProof, stopwatch: Stopwatch) throws {
    let bytes = proof.encoded()
    guard path != nil || output.json else {
      Console.write(bytes)
      return
    }
    var report = ProofFile.membership(proof, byteCount: bytes.count).report
    report.add("app", .text(app))
    report.add("action", .text(action))
    report.add("signal", .text(signal))
    report.add("milliseconds", .object(stopwatch.report))
    if let path {
      try Files.write(bytes, to: path, isPrivate: false)
      report.add("output", .text(path))
    } else {
      report.add("proof", .text(Data(bytes).base64EncodedString()))
    }
    report.print(json: output.json)
  }
}
