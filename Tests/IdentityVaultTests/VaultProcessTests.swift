import Foundation
import GRDB
import IdentityVault
import Testing

/// Several users of one vault, and users that die.
@Suite struct VaultProcessTests {
  /// Kill -9 at any moment: everything acknowledged is there, every transaction is there whole or not at all.
  @Test func killedWhileWriting() async throws {
    var total = 0
    for attempt in 0..<20 { total += try await killWhileWriting(attempt) }
    #expect(total > 20)
  }

  /// The number of acknowledged transactions, all of which are there.
  private func killWhileWriting(_ attempt: Int) async throws -> Int {
    let test = try TestVault()
    _ = try test.create()
    let acknowledged = test.directory + "/acknowledged"
    try Data().write(to: URL(fileURLWithPath: acknowledged))
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = test.path as String, acknowledged = acknowledged as String, attempt = attempt as Int] in
      let vault = try Vault.open(at: path, passphrase: TestVault.secret(TestVault.passphrase))
      let log = open(acknowledged, O_WRONLY | O_APPEND)
      Thread.detachNewThread {
        usleep(UInt32(attempt * 4000 + Int.random(in: 0..<4000)))
        kill(getpid(), SIGKILL)
      }
      for number in 0..<100_000 {
        try vault.write { transaction in
          try transaction.addSecret(id: "\(number)", TestVault.secret("secret \(number)"))
          try transaction.add(.scan, id: "\(number)", payload: [UInt8](repeating: 1, count: 6000))
          try transaction.add(.receipt, id: "\(number)", payload: Array("\(number)".utf8))
        }
        var line = Array("\(number)\n".utf8)
        write(log, &line, line.count)
      }
    }
    let numbers = try String(contentsOfFile: acknowledged, encoding: .utf8).split(separator: "\n").compactMap
    { Int($0) }
    let vault = try test.open()
    let contents = try vault.contents()
    #expect(contents.count % 3 == 0)
    let written = contents.count / 3
    #expect(written == numbers.count || written == numbers.count + 1)
    #expect(numbers == Array(0..<numbers.count))
    for number in 0..<written {
      let secret = try vault.secret(id: "\(number)")
      #expect(secret.withUnsafeBytes { Array($0) } == Array("secret \(number)".utf8))
      #expect(try vault.record(.scan, id: "\(number)")?.payload.count == 6000)
      #expect(try vault.record(.receipt, id: "\(number)")?.payload == Array("\(number)".utf8))
    }
    try vault.add(.template, id: "after", payload: [1])
    return numbers.count
  }

  /// Kill -9 during creation: a finished vault, or one that can be created again.
  @Test(arguments: 0..<10) func killedWhileCreating(_ attempt: Int) async throws {
    let test = try TestVault()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = test.path as String, attempt = attempt as Int] in
      Thread.detachNewThread {
        usleep(UInt32(attempt * 6000 + Int.random(in: 0..<6000)))
        kill(getpid(), SIGKILL)
      }
      let vault = try Vault.create(at: path, passphrase: TestVault.secret(TestVault.passphrase), cost: .least)
      withExtendedLifetime(vault) { while true { pause() } }
    }
    do {
      #expect(try test.open().contents().isEmpty)
    } catch {
      #expect([.notFound(path: test.path), .damaged(.file)].contains(error as? VaultError))
      #expect(try test.create().contents().isEmpty)
    }
    try test.open().add(.template, id: "after", payload: [1])
  }

  /// A second writer gets a clear error, or waits; a reader sees the last finished state.
  @Test func twoUsers() throws {
    let test = try TestVault()
    let first = try test.create()
    try first.add(.template, id: "a", payload: [1])
    let impatient = try Vault.open(
      at: test.path, passphrase: TestVault.secret(TestVault.passphrase), waitingForLock: 0.05)
    try first.write { transaction in
      try transaction.add(.template, id: "b", payload: [2])
      #expect(try impatient.records(.template).map(\.payload) == [[1]])
      #expect(vaultError { try impatient.add(.template, id: "c", payload: [3]) } == .busy)
    }
    #expect(try impatient.records(.template).map(\.payload) == [[1], [2]])
    try impatient.add(.template, id: "c", payload: [3])
    #expect(try first.records(.template).map(\.payload) == [[1], [2], [3]])
  }

  /// Each increment reads and writes in one transaction, from processes of their own.
  @Test func countingTogether() async throws {
    let test = try TestVault()
    try test.create().add(.receipt, id: "count", value: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          await #expect(processExitsWith: .success) { [path = test.path as String] in
            let vault = try Vault.open(
              at: path, passphrase: TestVault.secret(TestVault.passphrase), waitingForLock: 60)
            for _ in 0..<40 {
              try vault.write { transaction in
                let count = try transaction.record(.receipt, id: "count")?.value(as: Int.self) ?? -1
                try transaction.replace(.receipt, id: "count", value: count + 1)
              }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try test.open().record(.receipt, id: "count")?.value(as: Int.self) == 120)
  }
}
