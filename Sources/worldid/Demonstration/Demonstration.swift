import Crypto
import Foundation

/// The main job on rendered eyes: every step is a run of this program as a person would type it.
struct Demonstration {
  private let runner: ProgramRunner
  private var narrator: Narrator
  private let passphrase = Hex.encode(SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) })
  private var registryURL = ""

  private static let vault = ["--vault", "vault", "--passphrase-fd", "0"]

  init(runner: ProgramRunner, json: Bool) {
    self.runner = runner
    narrator = Narrator(json: json)
  }

  mutating func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    narrator.say("The main job of worldid, on an eye that does not exist, in \(runner.cleanUp.folder)")
    try prepare()
    let registry = try startRegistry()
    defer { try? registry.close() }
    try enroll()
    let nullifierHash = try proveAndClaim()
    try proveAnotherAction(after: nullifierHash)
    let total = start.duration(to: clock.now)
    narrator.say(
      "\nOne person is enrolled and was counted once; nobody saw their eye, their code, or which leaf is "
        + "theirs.\nAll of it took \(Int(total.milliseconds.rounded())) ms. Everything is removed now.")
    narrator.finish(duration: total)
  }

  private mutating func prepare() throws {
    try step(
      "Pictures", "Render two pictures of one eye and one of another, as an infrared camera sees them.",
      ["synthesize", "eyes", "--identities", "2", "--images", "2", "--seed", "8"]
    ) { _ in "eyes/0001/1.png, eyes/0001/2.png, eyes/0002/1.png" }
    try step(
      "Compare", "Two pictures of one eye: how many bits of their codes differ?",
      ["match", "eyes/0001/1.png", "eyes/0001/2.png"]
    ) { "the same eye: distance \($0.field("distance") ?? "?")" }
    try step(
      "Sensor", "The camera gets a key with which it signs its scans.",
      ["sensor", "init", "-o", "sensor.key"]
    ) { "public key \($0.field("publicKey") ?? "?")" }
    try step(
      "Vault", "An encrypted store for the person's secrets; its passphrase comes through a pipe.",
      ["vault", "init"] + Self.vault, input: passphrase
    ) { "vault \($0.field("vaultID") ?? "?")" }
  }

  /// Returns what keeps the registry running.
  private mutating func startRegistry() throws -> FileHandle {
    let title = "Registry"
    let command = [
      "registry", "serve", "--port", "0", "--database", "registry.sqlite", "--sensor", "sensor.key",
    ]
    narrator.announce(
      title, "A process of its own; it knows this sensor's public key and the model, nothing of the person.",
      command: command)
    let clock = ContinuousClock()
    let start = clock.now
    let (line, input) = try runner.start(command + ["--stop-with-input"])
    registryURL = line
    narrator.conclude(title, "serving at \(line)", duration: start.duration(to: clock.now))
    return input
  }

  private mutating func enroll() throws {
    let options = ["--eye", "left", "--registry", registryURL, "--sensor", "sensor.key"] + Self.vault
    try step(
      "Enrol",
      "Find the iris, encode it, prove that the code came from this scan by this model; the registry checks.",
      ["enroll", "eyes/0001/1.png"] + options, input: passphrase
    ) {
      "leaf \($0.field("leafIndex") ?? "?") is \($0.field("identityCommitment") ?? "?"); found the iris in "
        + "\($0.milliseconds("segment")), proved in \($0.milliseconds("prove")); the rest is mostly the "
        + "passphrase's key derivation"
    }
    try step(
      "The same eye again", "Another picture of the enrolled eye is recognised and refused.",
      ["enroll", "eyes/0001/2.png"] + options, input: passphrase, expecting: 1
    ) { $0.remark }
  }

  /// Returns the nullifier hash of the first action.
  private mutating func proveAndClaim() throws -> String {
    let scope = ["--app", "demo-app", "--action", "vote"]
    let proof = try step(
      "Prove membership",
      "For the action 'vote': I am one of the enrolled, here is my nullifier for this action.",
      ["prove-membership"] + scope + ["--signal", "yes", "-o", "vote.proof"] + Self.vault, input: passphrase
    ) { "nullifier hash \($0.field("nullifierHash") ?? "?"), proved in \($0.milliseconds("prove"))" }
    let status = try runner.run(["registry", "status", "--registry", registryURL, "--json"])
    try step(
      "Verify offline", "Anyone who knows the registry's root can check the proof; nobody is asked.",
      ["verify", "vote.proof", "--root", status.field("root") ?? ""] + scope + ["--signal", "yes"]
    ) { "it holds, verified in \($0.milliseconds("verify"))" }
    try step(
      "Claim", "The registry verifies the proof and consumes the nullifier, in one transaction.",
      ["claim", "vote.proof", "--registry", registryURL]
    ) { _ in "counted once" }
    try step(
      "Claim again", "The same person, the same action: one person is counted once.",
      ["claim", "vote.proof", "--registry", registryURL], expecting: 1
    ) { $0.remark }
    return proof.field("nullifierHash") ?? ""
  }

  private mutating func proveAnotherAction(after nullifierHash: String) throws {
    let title = "Another action"
    let proof = try step(
      title, "For the action 'comment' the nullifier is another one: nobody can link the two.",
      ["prove-membership", "--app", "demo-app", "--action", "comment", "-o", "comment.proof"] + Self.vault,
      input: passphrase
    ) { "nullifier hash \($0.field("nullifierHash") ?? "?")" }
    guard let other = proof.field("nullifierHash"), other != nullifierHash, !nullifierHash.isEmpty else {
      throw Failure("the nullifiers of two actions are equal", hint: "please report this", status: .refused)
    }
  }

  /// Runs one command; anything but the expected status ends the demo.
  @discardableResult
  private mutating func step(
    _ title: String, _ explanation: String, _ command: [String], input: String = "",
    expecting status: Int32 = 0,
    result: (ProgramRunner.Outcome) -> String
  ) throws -> ProgramRunner.Outcome {
    narrator.announce(title, explanation, command: command)
    let outcome = try runner.run(command + ["--json"], input: input.isEmpty ? "" : input + "\n")
    guard outcome.status == status else {
      throw Failure(
        "the step '\(title)' ended with status \(outcome.status) instead of \(status): \(outcome.remark)",
        hint: "run its command alone", status: .refused)
    }
    narrator.conclude(title, result(outcome), duration: outcome.duration, byteCount: byteCount(of: outcome))
    return outcome
  }

  private func byteCount(of outcome: ProgramRunner.Outcome) -> Int? {
    outcome.number("proofBytes") ?? outcome.number("bytes")
  }
}
