import Foundation
import Testing

/// `kill -9` at any moment, of the registry and of the person's own command: what was acknowledged stays.
@Suite struct CrashTests {
  /// 50 kills in all, each between two requests of a person who claims action after action.
  @Test(arguments: [UInt64(41), 42])
  func aKilledRegistryForgetsNothing(person: UInt64) throws {
    let work = try Workspace()
    try work.prepare()
    try work.picture(person: person, number: 0, as: "eye.png")
    let registry = try RunningRegistry(work)
    let enrolled = try expect(0, work.enroll("eye.png", registry: registry.url))
    try registry.killAndRestart()
    var roots: Set<String> = []
    for attempt in 1..<25 {
      let action = "action-\(attempt)"
      let proven = try expect(0, work.prove(action, registry: registry.url))
      roots.insert(try #require(proven.text("root")))
      // Odd attempts die between proof and claim, even ones between the claim and the next.
      if attempt % 2 == 1 { try registry.killAndRestart() }
      try expect(0, work.run("claim", action + ".proof", "--registry", registry.url))
      if attempt % 2 == 0 { try registry.killAndRestart() }
      let again = try expect(1, work.run("claim", action + ".proof", "--registry", registry.url))
      #expect(again.errors.contains("409"))
    }
    // Every claim is still there after the last kill, and the one leaf never moved.
    try registry.killAndRestart()
    for attempt in stride(from: 1, to: 25, by: 5) {
      try expect(1, work.run("claim", "action-\(attempt).proof", "--registry", registry.url))
    }
    #expect(roots.count == 1)
    #expect(enrolled.integer("leafIndex") == 0)
  }

  /// The registry dies at some moment of an enrolment; repeating the command ends in one leaf a person.
  @Test func aRegistryKilledDuringEnrollments() throws {
    let work = try Workspace()
    let registry = try RunningRegistry(try prepared(work))
    for person in 0..<4 {
      let vault = "vault-\(person)"
      try work.prepare(vault: vault)
      try work.picture(person: 51 + UInt64(person), number: 0, as: "eye.png")
      let enrolling = try Program.Running(arguments(registry, vault: vault), in: work.folder)
      // From before the first request to after the last.
      usleep(UInt32(300_000 + 700_000 * person))
      registry.killAtOnce()
      let first = enrolling.wait()
      #expect([0, 2].contains(first.status) && !first.wasSignalled, "\(first)")
      try registry.start()
      let second = try Program.run(arguments(registry, vault: vault), in: work.folder)
      // Acknowledged before: refused as the same eye. Otherwise finished now.
      #expect(second.status == (first.status == 0 ? 1 : 0), "\(second)")
      let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
      #expect(status.integer("enrolled") == person + 1)
    }
  }

  /// The person's own command dies at some moment; the vault stays whole, and the next attempt finishes.
  @Test func anEnrollmentKilledAtAnyMoment() throws {
    let work = try Workspace()
    let registry = try RunningRegistry(try prepared(work))
    for attempt in 0..<6 {
      let vault = "vault-\(attempt)"
      try work.prepare(vault: vault)
      try work.picture(person: 61 + UInt64(attempt), number: 0, as: "eye.png")
      let enrolling = try Program.Running(arguments(registry, vault: vault), in: work.folder)
      usleep(UInt32(200_000 + 450_000 * attempt))
      enrolling.killAtOnce()
      try expect(0, work.unlock("vault", "list", vault: vault))
      let again = try Program.run(arguments(registry, vault: vault), in: work.folder)
      // Status 1 when the kill came after the end.
      #expect([0, 1].contains(again.status) && !again.wasSignalled, "\(again)")
      try expect(0, work.prove("vote-\(attempt)", registry: registry.url, vault: vault))
      let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
      #expect(status.integer("enrolled") == attempt + 1)
    }
  }

  /// The moment after everything is in the vault and before anything is sent, at both ends.
  @Test func anEnrollmentInterruptedBeforeItIsSent() throws {
    let work = try Workspace()
    let registry = try RunningRegistry(try prepared(work))
    try work.prepare(vault: "vault")
    try work.picture(person: 71, number: 0, as: "eye.png")
    try work.picture(person: 71, number: 1, as: "second.png")
    try work.picture(person: 72, number: 0, as: "other.png")

    let killed = try Program.Running(arguments(registry, vault: "vault"), in: work.folder)
    #expect(killed.reaches("proving"))
    killed.killAtOnce()
    try expectState("pending", work)
    try expect(2, work.unlock("prove-membership", "--app", "a", "--action", "b", "-o", "x.proof"))

    let alone = try Program.Running(arguments(registry, vault: "vault"), in: work.folder)
    #expect(alone.reaches("proving"))
    registry.killAtOnce()
    try expect(2, alone.wait())
    try expectState("pending", work)

    try registry.start()
    // Not the eye that was begun: nothing changes. Another picture of it: finished.
    try expect(1, work.enroll("other.png", registry: registry.url))
    try expectState("pending", work)
    try expect(0, work.enroll("second.png", registry: registry.url))
    try expectState("enrolled", work)
    try expect(0, work.prove("vote", registry: registry.url))
    let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
    #expect(status.integer("enrolled") == 1)
  }

  private func expectState(_ state: String, _ work: Workspace) throws {
    let list = try expect(0, work.unlock("vault", "list", "--json"))
    #expect((list.json["enrollment"] as? [String: Any])?["state"] as? String == state)
  }

  private func prepared(_ work: Workspace) throws -> Workspace {
    try expect(0, work.run("sensor", "init", "-o", "sensor.key"))
    return work
  }

  private func arguments(_ registry: RunningRegistry, vault: String) -> [String] {
    ["enroll", "eye.png", "--eye", "left", "--registry", registry.url, "--sensor", "sensor.key"]
      + Workspace.vaultOptions(vault)
  }
}
