// kill -9 at any moment loses nothing that was acknowledged.

import Dispatch
import FiniteFields
import Foundation
import MembershipProofs
import RegistryService
import Testing

@Suite struct CrashTests {
  /// 50 processes in a row work on one database; each is killed in the middle of its work. What they had
  /// acknowledged (a line in a file, written after the acknowledgement) must be there afterwards.
  @Test func killingTheProcessLosesNothingAcknowledged() async throws {
    let scratch = try Scratch()
    let database = scratch.database
    let log = scratch.path + "/acknowledged"
    var acknowledgedInAll = 0
    for attempt in 0..<50 {
      try? FileManager.default.removeItem(atPath: log)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [database = database as String, log = log as String, attempt = attempt as Int] in
        try await CrashingWorker.run(database: database, log: log, attempt: attempt)
      }
      let store = try RegistryStore(path: database, maximumRootAge: 1_000_000) { 1_700_000_000 }
      let root = try await store.latestRoot().root
      let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      for number in lines.compactMap({ Int($0) }) {
        let answer = try await store.inclusion(of: BN254Scalar(number))
        #expect(answer.root == root)
        #expect(answer.isConsistent(depth: 30))
        await #expect(throws: RegistryError.nullifierAlreadyUsed(claimedAt: 1_700_000_000)) {
          try await store.claim(Samples.statement(root: root, nullifier: number))
        }
      }
      acknowledgedInAll += lines.count
      if attempt % 10 == 9 { #expect(try await store.audit().problems == []) }
      store.close()
    }
    #expect(acknowledgedInAll > 50)
  }
}

/// The process that gets killed.
enum CrashingWorker {
  static func run(database: String, log: String, attempt: Int) async throws {
    let store = try RegistryStore(path: database, maximumRootAge: 1_000_000) { 1_700_000_000 }
    let file = open(log, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    // Four workers, so that group commits are killed too.
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          for step in 0..<1_000_000 {
            let number = 1 + attempt * 4_000_000 + worker * 1_000_000 + step
            guard (try? await store.enroll(Samples.enrollment(identity: number, scan: number))) == true,
              let root = try? await store.latestRoot().root,
              (try? await store.claim(Samples.statement(root: root, nullifier: number))) != nil
            else { exit(3) }
            let line = "\(number)\n"
            _ = line.withCString { write(file, $0, strlen($0)) }
            if worker == 0, step == 0 {
              DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(.random(in: 0..<20_000))) {
                kill(getpid(), SIGKILL)
              }
            }
          }
        }
      }
    }
  }
}
