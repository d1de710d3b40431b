import Foundation
import Testing

/// A registry that is away, or that does not accept what it is shown.
@Suite struct RegistryRefusalTests {
  private func enrollmentState(_ work: Workspace) throws -> String? {
    let list = try expect(0, work.unlock("vault", "list", "--json"))
    return (list.json["enrollment"] as? [String: Any])?["state"] as? String
  }

  @Test func noRegistryThenAnUnknownSensorThenSuccess() throws {
    let work = try Workspace()
    try work.prepare()
    try work.picture(person: 31, number: 0, as: "eye.png")
    try expect(2, work.enroll("eye.png", registry: "http://127.0.0.1:1"))
    try expect(2, work.enroll("eye.png", registry: "no url"))
    #expect(try enrollmentState(work) == nil)
    try expect(2, work.unlock("prove-membership", "--app", "a", "--action", "b", "-o", "x.proof"))
    #expect(!FileManager.default.fileExists(atPath: work.path("x.proof")))

    try expect(0, work.run("sensor", "init", "-o", "stranger.key"))
    let stranger = try RunningRegistry(work, sensor: "stranger.key")
    let refused = try expect(1, work.enroll("eye.png", registry: stranger.url))
    #expect(refused.errors.contains("sensor"))
    #expect(try enrollmentState(work) == nil)
    #expect(stranger.stop() == 0)

    let registry = try RunningRegistry(work)
    try expect(0, work.enroll("eye.png", registry: registry.url))
    #expect(try enrollmentState(work) == "enrolled")
  }

  /// With no patience for old roots, the next enrolment makes a proof stale; a new proof is fresh.
  @Test func aStaleRoot() throws {
    let work = try Workspace()
    try work.prepare()
    try work.prepare(vault: "other")
    try work.picture(person: 32, number: 0, as: "eye.png")
    try work.picture(person: 33, number: 0, as: "other.png")
    let registry = try RunningRegistry(work, options: ["--max-root-age", "0"])
    try expect(0, work.enroll("eye.png", registry: registry.url))
    try expect(0, work.prove("vote", registry: registry.url))
    try expect(0, work.run("verify", "vote.proof", "--registry", registry.url))
    try expect(0, work.enroll("other.png", registry: registry.url, vault: "other"))
    // Ages are whole seconds.
    sleep(2)
    try expect(1, work.run("verify", "vote.proof", "--registry", registry.url))
    try expect(1, work.run("claim", "vote.proof", "--registry", registry.url))
    // Without a registry the proof says what it always said.
    try expect(0, work.run("verify", "vote.proof"))
    try expect(0, work.prove("vote", registry: registry.url))
    try expect(0, work.run("claim", "vote.proof", "--registry", registry.url))

    // Another registry does not know the root at all.
    let database = work.path("registry.sqlite")
    #expect(registry.stop() == 0)
    for name in ["", "-wal", "-shm"] { unlink(database + name) }
    try registry.start()
    try expect(1, work.run("verify", "vote.proof", "--registry", registry.url))
    try expect(1, work.prove("vote", registry: registry.url))
  }
}
