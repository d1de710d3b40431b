// Many at once: exactly one of those that exclude each other wins, and all others succeed.

import FiniteFields
import RegistryService
import Testing

@Suite struct ConcurrencyTests {
  let scratch: Scratch
  let store: RegistryStore

  init() throws {
    scratch = try Scratch()
    store = try RegistryStore(path: scratch.database, maximumRootAge: 1_000_000) { 1_700_000_000 }
  }

  @Test func oneOfManyClaimsOfANullifierWins() async throws {
    let root = try await store.latestRoot().root
    let wins = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask { [store] in
          (try? await store.claim(Samples.statement(root: root, nullifier: index % 10))) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(wins == 10)
    #expect(try await store.audit().claimCount == 10)
  }

  @Test func distinctEnrolmentsAllSucceedInARow() async throws {
    let indices = try await withThrowingTaskGroup(of: UInt32.self) { group in
      for number in 1...300 {
        group.addTask { [store] in
          #expect(try await store.enroll(Samples.enrollment(identity: number, scan: number)))
          let answer = try await store.inclusion(of: BN254Scalar(number))
          #expect(answer.isConsistent(depth: 30))
          return answer.leafIndex
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(indices.sorted() == Array(0..<300))
    #expect(try await store.audit().problems == [])
  }

  @Test func conflictsInABatchDoNotFailTheirNeighbours() async throws {
    // 20 identities and 20 scans in all 400 combinations: each identity and each scan can win once.
    let accepted = await withTaskGroup(of: (Int, Int)?.self, returning: [(Int, Int)].self) { group in
      for identity in 1...20 {
        for scan in 1...20 {
          group.addTask { [store] in
            do {
              let isNew = try await store.enroll(Samples.enrollment(identity: identity, scan: scan))
              return isNew ? (identity, scan) : nil
            } catch {
              #expect([.scanAlreadyUsed, .identityAlreadyEnrolled].contains(error as? RegistryError))
              return nil
            }
          }
        }
      }
      return await group.reduce(into: []) { if let pair = $1 { $0.append(pair) } }
    }
    #expect(Set(accepted.map(\.0)).count == accepted.count)
    #expect(Set(accepted.map(\.1)).count == accepted.count)
    // Greedy matching leaves no identity and scan that are both free.
    #expect(accepted.count == 20)
    let audit = try await store.audit()
    #expect(audit.problems == [])
    #expect(audit.leafCount == 20)
    #expect(audit.enrollmentCount == 20)
  }

  @Test func theSameEnrolmentManyTimesIsOne() async throws {
    let new = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask { [store] in try await store.enroll(Samples.enrollment(identity: 3, scan: 8)) }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(new == 1)
    #expect(try await store.latestRoot().leafCount == 1)
  }
}
