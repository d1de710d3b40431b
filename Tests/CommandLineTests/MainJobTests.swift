import Foundation
import Testing

/// The main job, over a real socket, as a person and a relying party do it.
@Suite struct MainJobTests {
  @Test func oneEyeIsEnrolledProvenAndCountedOnce() throws {
    let work = try Workspace()
    try work.prepare()
    try work.picture(person: 1, number: 0, as: "first.png")
    try work.picture(person: 1, number: 1, as: "second.png")
    try work.picture(person: 2, number: 0, as: "other.png")
    let registry = try RunningRegistry(work)

    let enrolled = try expect(0, work.enroll("first.png", registry: registry.url))
    #expect(enrolled.text("state") == "enrolled")
    #expect(enrolled.integer("leafIndex") == 0)

    // The same eye is recognised, another eye has no place in this vault; neither reaches the registry.
    let again = try expect(1, work.enroll("second.png", registry: registry.url))
    #expect(again.errors.contains("distance 0."))
    try expect(1, work.enroll("other.png", registry: registry.url))
    let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
    #expect(status.integer("enrolled") == 1)
    let root = try #require(status.text("root"))

    let vote = try expect(0, work.prove("vote", registry: registry.url))
    #expect(vote.text("root") == root)
    try verifyOffline(work, root: root)
    try expect(0, work.run("verify", "vote.proof", "--registry", registry.url))

    try expect(0, work.run("claim", "vote.proof", "--registry", registry.url))
    let second = try expect(1, work.run("claim", "vote.proof", "--registry", registry.url))
    #expect(second.errors.contains("409"))

    // A new proof of the same action shows the same nullifier, a proof of another action another one.
    let repeated = try expect(0, work.prove("vote", registry: registry.url))
    #expect(repeated.text("nullifierHash") == vote.text("nullifierHash"))
    #expect(repeated.errors.contains("warning"))
    try expect(1, work.run("claim", "vote.proof", "--registry", registry.url))
    let comment = try expect(0, work.prove("comment", registry: registry.url))
    #expect(comment.text("nullifierHash") != vote.text("nullifierHash"))
    #expect(comment.text("externalNullifier") != vote.text("externalNullifier"))
    try expect(0, work.run("claim", "comment.proof", "--registry", registry.url))
    #expect(registry.stop() == 0)
  }

  /// Without the registry: what the proof says, and each way in which it can be for something else.
  private func verifyOffline(_ work: Workspace, root: String) throws {
    let verified = try expect(0, work.run("verify", "vote.proof", "--json"))
    let inspected = try expect(0, work.run("inspect", "vote.proof", "--json"))
    for field in ["kind", "root", "nullifierHash", "externalNullifier", "signalHash"] {
      #expect(verified.text(field) == inspected.text(field) && verified.text(field) != nil)
    }
    let zeros = String(repeating: "0", count: 64)
    try expect(0, work.run("verify", "vote.proof", "--root", root, "--app", "app", "--action", "vote"))
    try expect(0, work.run("verify", "vote.proof", "--signal", ""))
    try expect(1, work.run("verify", "vote.proof", "--root", zeros))
    try expect(1, work.run("verify", "vote.proof", "--app", "app", "--action", "comment"))
    try expect(1, work.run("verify", "vote.proof", "--app", "other", "--action", "vote"))
    try expect(1, work.run("verify", "vote.proof", "--signal", "no"))
  }

  /// Standard output carries the proof when no file is named.
  @Test func aProofGoesThroughAPipe() throws {
    let work = try Workspace()
    try work.prepare()
    try work.picture(person: 3, number: 0, as: "eye.png")
    let registry = try RunningRegistry(work)
    try expect(0, work.enroll("eye.png", registry: registry.url))
    // The registry of the enrolment is used when none is named.
    let piped = try expect(
      0, work.unlock("prove-membership", "--app", "a", "--action", "b", "--signal", "0x01"))
    try work.write(piped.output, "piped.proof")
    try expect(0, work.run("verify", "piped.proof", "--app", "a", "--action", "b", "--signal", "0x01"))
  }

  @Test func anInferenceProofStandsAlone() throws {
    let work = try Workspace()
    try work.picture(person: 4, number: 0, as: "eye.png")
    let proven = try expect(0, work.run("prove-code", "eye.png", "-o", "code.proof", "--json"))
    let verified = try expect(0, work.run("verify", "code.proof", "--json"))
    for field in ["modelID", "scanCommitment", "codeCommitment"] {
      #expect(verified.text(field) == proven.text(field) && verified.text(field) != nil)
    }
    // The same iris, normalised by hand, gives a proof of other commitments: blindings are never reused.
    try expect(0, work.run("normalize", "eye.png", "-o", "eye.pgm"))
    let again = try expect(
      0, work.run("prove-code", "--normalized", "eye.pgm", "-o", "again.proof", "--json"))
    #expect(again.text("scanCommitment") != proven.text("scanCommitment"))
    try expect(0, work.run("verify", "again.proof"))
    // It is no membership proof.
    try expect(2, work.run("claim", "code.proof"))
    try expect(2, work.run("verify", "code.proof", "--app", "app", "--action", "vote"))
  }

  /// A flipped byte anywhere is refused with status 1 or 2, never by a trap.
  @Test func damagedProofsAreRefused() throws {
    let work = try Workspace()
    try work.picture(person: 4, number: 1, as: "eye.png")
    try expect(0, work.run("prove-code", "eye.png", "-o", "code.proof"))
    let bytes = try work.bytes("code.proof")
    for position in [0, 9, 12, 13, 60, 150, 1000, bytes.count / 2, bytes.count - 1] {
      var damaged = bytes
      damaged[position] ^= 0x10
      try work.write(damaged, "damaged.proof")
      let outcome = try work.run("verify", "damaged.proof")
      #expect(!outcome.wasSignalled && [1, 2].contains(outcome.status), "byte \(position): \(outcome)")
    }
    for length in [0, 7, 13, 100, bytes.count / 2, bytes.count - 1] {
      try work.write(Array(bytes[..<length]), "damaged.proof")
      let outcome = try work.run("verify", "damaged.proof")
      #expect(!outcome.wasSignalled && [1, 2].contains(outcome.status), "length \(length): \(outcome)")
    }
    try work.write(bytes + [0], "damaged.proof")
    try expect(2, work.run("verify", "damaged.proof"))
  }

  @Test func theDemoRunsAndLeavesNothingBehind() throws {
    let work = try Workspace()
    let temporary = work.path("temporary")
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let outcome = try expect(
      0, Program.run(["demo", "--json"], in: work.folder, environment: ["TMPDIR": temporary]))
    #expect(outcome.json["accepted"] as? Bool == true)
    #expect((outcome.json["steps"] as? [Any])?.count == 12)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
  }

  /// Ctrl-C in the middle: the registry and the folder are gone, too.
  @Test func anInterruptedDemoLeavesNothingBehind() throws {
    let work = try Workspace()
    let temporary = work.path("temporary")
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let demo = try Program.Running(["demo", "--json"], in: work.folder, environment: ["TMPDIR": temporary])
    #expect(demo.reaches("serving at "))
    let line = demo.errors.split(separator: "\n").first { $0.contains("serving at ") } ?? ""
    let url = try #require(line.split(separator: " ").first { $0.hasPrefix("http://") })
    demo.process.send(SIGINT)
    #expect(demo.wait().status == 128 + SIGINT)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
    try expect(2, work.run("registry", "status", "--registry", String(url)))
  }
}
