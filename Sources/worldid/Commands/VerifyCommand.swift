import ArgumentParser
import FiniteFields
import Foundation
import InferenceProofs
import MembershipProofs
import enum ProofSystem.ProofError
import RegistryService

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify a proof of any kind.",
    discussion: """
      A membership proof holds against one root. Without --registry or --root nothing is asked of anyone, and
      it is yours to compare the root that is shown. With --app and --action (and --signal) the proof must be
      for these; otherwise compare the hashes yourself: a valid proof of another action is valid.

      Exit status 0: it holds; 1: it does not, or not for what was asked; 2: it cannot be read.
      """)

  @Argument(
    help: "A file of `prove-membership`, `prove-code` or `prove-inference`.", completion: .file())
  var file: String

  @Option(name: .customLong("registry"), help: "A registry that must accept the proof's root.")
  var registryURL: String?

  @Option(help: "The root that the proof must be against, 64 hexadecimal digits.")
  var root: String?

  @Option(help: "The app that the proof must be for.") var app: String?
  @Option(help: "The action that the proof must be for.") var action: String?
  @Option(help: "The signal that the proof must carry.") var signal: String?

  @Option(
    help: "A file of `sensor attest` that must be of the scan in a proof of `prove-code`.",
    completion: .file())
  var attestation: String?
  @Option(
    help: "The sensor that must have signed it: its public key, 64 hexadecimal digits, or its key file.")
  var sensor: String?

  @Option(help: "What an inference proof must be bound to, 64 hexadecimal digits.") var context: String?
  @Option(name: .customLong("input"), help: "A file with the input that a network's proof must state.")
  var inputPath: String?

  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if registryURL != nil && root != nil { throw ValidationError("give --registry or --root, not both") }
    if let root, BN254Scalar(hex: root) == nil {
      throw ValidationError("--root is 64 hexadecimal digits of a number below the field's order")
    }
    if let context, Hex.decode(context, count: 32) == nil {
      throw ValidationError("--context is 64 hexadecimal digits")
    }
    if sensor != nil && attestation == nil { throw ValidationError("--sensor needs --attestation") }
    if (app == nil) != (action == nil) { throw ValidationError("give --app and --action together") }
  }

  func run() async throws {
    let proof = try ProofFile(path: file)
    var report = proof.report
    var stopwatch = Stopwatch()
    switch proof {
    case .inference(let proof, _):
      try requireNoMembershipOptions(found: "inference")
      try requireContext(proof.statement.context)
      let model = try EyeModel(path: model.path)
      let verifier = try stopwatch.time("plan") { () throws in try InferenceVerifier(network: model.network) }
      try stopwatch.time("verify") { () throws(ProofError) in try verifier.verify(proof) }
      report.add("model", .text(model.name))
      if let attestation {
        let signed = try ScanAttestation(contentsOf: attestation)
        try signed.requireMatch(
          proof.statement, sensor: try sensor.map { try SensorKey.publicKey(named: $0) },
          now: UInt64(max(0, Date().timeIntervalSince1970)))
        report.add("sensor", .text(Hex.encode(signed.sensorID)))
        report.add("capturedAt", .integer(Int(clamping: signed.capturedAt)))
      }
    case .network(let proof, _):
      try requireNoMembershipOptions(found: "network")
      try requireContext(proof.statement.context)
      let model = try EyeModel(path: model.path)
      if let inputPath, proof.statement.input != .stated(try NetworkInput.read(inputPath, for: model)) {
        throw ProofError.statementMismatch(field: "input")
      }
      let verifier = try stopwatch.time("plan") { () throws in
        guard proof.statement.modelID == model.network.id.bytes else {
          throw ProofError.statementMismatch(field: "model")
        }
        return try NetworkVerifier(network: model.network, disclosure: proof.statement.disclosure)
      }
      try stopwatch.time("verify") { () throws(ProofError) in try verifier.verify(proof) }
      report.add("model", .text(model.name))
      report.add("outputNames", .list(model.network.outputs.map { .text($0.name) }))
    case .membership(let proof, _):
      if attestation != nil || context != nil || inputPath != nil {
        throw ProofError.wrongKind(found: "membership", expected: "inference")
      }
      try requireExpected(proof.statement)
      let verifier = try stopwatch.time("plan") { () throws in try MembershipVerifier() }
      try stopwatch.time("verify") { () throws(ProofError) in try verifier.verify(proof) }
      report.add("rootChecked", .text(try await checkRoot(of: proof.statement)))
    }
    report.add("milliseconds", .object(stopwatch.report))
    var answer = Report(["accepted": .flag(true)])
    for (key, value) in report.fields { answer.add(key, value) }
    answer.print(json: output.json)
  }

  private func requireContext(_ proven: [UInt8]) throws(ProofError) {
    if let context, Hex.decode(context, count: 32) != proven { throw .statementMismatch(field: "context") }
  }

  private func requireNoMembershipOptions(found: String) throws(ProofError) {
    guard found == "inference" || attestation == nil else {
      throw .wrongKind(found: found, expected: "inference")
    }
    guard registryURL == nil, root == nil, app == nil, signal == nil else {
      throw .wrongKind(found: found, expected: "membership")
    }
  }

  private func requireExpected(_ statement: MembershipStatement) throws(ProofError) {
    if let app, statement.externalNullifier != FieldHash.externalNullifier(app: app, action: action) {
      throw .statementMismatch(field: "app or action")
    }
    if let signal, statement.signalHash != FieldHash.signalHash(signal) {
      throw .statementMismatch(field: "signal")
    }
  }

  /// How far the root is known to be right; throws when it is known not to be.
  private func checkRoot(of statement: MembershipStatement) async throws -> String {
    if let root {
      guard BN254Scalar(hex: root) == statement.root else {
        throw Failure(
          "the proof is against another root, \(statement.root.hex)", hint: "ask for a proof against yours",
          status: .refused)
      }
      return "equal to the root that was given"
    }
    guard let registryURL else {
      Console.progress(
        "the proof holds against the root shown; whether that is a registry's is yours to check")
      return "no"
    }
    let client = try RegistryClient(url: registryURL)
    let status = try await client.status(ofRoot: statement.root)
    guard status.isAccepted else {
      throw Failure(
        "the proof's root is stale: the registry replaced it \(status.ageSeconds) s ago",
        hint: "ask for a new proof against the latest root", status: .refused)
    }
    return status.isCurrent
      ? "the latest root of \(client.url)"
      : "a root that \(client.url) replaced \(status.ageSeconds) s ago and accepts"
  }
}
