// What is stored stays stored, once, and nothing else is.

import FiniteFields
import Foundation
import MembershipProofs
import RegistryService
import Testing

@Suite struct RegistryStoreTests {
  let scratch: Scratch
  let clock = SteppedClock()

  init() throws { scratch = try Scratch() }

  private func open(maximumRootAge: UInt64 = 100, treeDepth: Int = 30) throws -> RegistryStore {
    try RegistryStore(
      path: scratch.database, maximumRootAge: maximumRootAge, treeDepth: treeDepth, clock: clock.reading)
  }

  @Test func writesAreSynchronisedFully() throws {
    #expect(try open().writerSynchronousSetting() == 2)
  }

  @Test func aNewDatabaseIsReadableByItsOwnerOnly() throws {
    let store = try open()
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.database)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    store.close()
  }

  @Test func anEmptyRegistryHasTheKnownEmptyRoot() async throws {
    let root = try await open().latestRoot()
    #expect(root.root.hex == "0918d46bf52d98b034413f4a1a1c41594e7a7a3f6ae08cb43d1a2a230e1959ef")
    #expect(root.leafCount == 0)
    #expect(root.isCurrent)
  }

  @Test func threeLeavesHaveTheKnownRoot() async throws {
    let store = try open(treeDepth: 16)
    #expect(
      try await store.latestRoot().root.hex
        == "2a7c7c9b6ce5880b9f6f228d72bf6a575a526f29c66ecceef8b753d38bba7323")
    try await store.insertIdentities([1, 2, 3].map { BN254Scalar($0) })
    #expect(
      try await store.latestRoot().root.hex
        == "193289951bec3e4a099d9f1b0fb22cf20fe9dc4ea75c253352f22848b08c888b")
  }

  @Test(arguments: [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [13], [5, 8], [3, 1, 7, 2], [8, 5], [12, 1],
  ])
  func theSizeOfBatchesDoesNotMatter(sizes: [Int]) async throws {
    let store = try open()
    var next = 1
    for size in sizes {
      try await store.insertIdentities((next..<next + size).map { BN254Scalar($0) })
      next += size
    }
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: (1..<14).map { BN254Scalar($0) })
    #expect(try await store.latestRoot().root == tree.root)
    #expect(try await store.audit().problems == [])
    for identity in 1..<14 {
      let answer = try await store.inclusion(of: BN254Scalar(identity))
      #expect(try answer.inclusionProof == tree.inclusionProof(UInt32(identity - 1)))
      #expect(answer.isConsistent(depth: 30))
    }
  }

  @Test func restartFindsEverythingAgain() async throws {
    let first = try open()
    #expect(try await first.enroll(Samples.enrollment(identity: 11, scan: 1)))
    try await first.insertIdentities([BN254Scalar(12)])
    let root = try await first.latestRoot()
    _ = try await first.claim(Samples.statement(root: root.root, nullifier: 4))
    let answer = try await first.inclusion(of: BN254Scalar(11))
    first.close()

    let second = try open()
    #expect(second.registryID == first.registryID)
    #expect(try await second.latestRoot() == root)
    #expect(try await second.inclusion(of: BN254Scalar(11)) == answer)
    #expect(try await second.enroll(Samples.enrollment(identity: 11, scan: 1)) == false)
    await #expect(throws: RegistryError.nullifierAlreadyUsed(claimedAt: clock.now)) {
      try await second.claim(Samples.statement(root: root.root, nullifier: 4))
    }
    try await second.insertIdentities([BN254Scalar(13)])
    let audit = try await second.audit()
    #expect(audit.problems == [])
    #expect(audit.leafCount == 3)
    #expect(audit.enrollmentCount == 1)
    #expect(audit.claimCount == 1)
  }

  @Test func registriesHaveDifferentIDs() throws {
    let other = try RegistryStore(
      path: scratch.path + "/other.sqlite", maximumRootAge: 1, clock: clock.reading)
    #expect(try open().registryID != other.registryID)
  }

  @Test func anIdentityAndAScanEnrolOnce() async throws {
    let store = try open()
    #expect(try await store.enroll(Samples.enrollment(identity: 11, scan: 1)))
    #expect(try await store.enroll(Samples.enrollment(identity: 11, scan: 1)) == false)
    await #expect(throws: RegistryError.scanAlreadyUsed) {
      try await store.enroll(Samples.enrollment(identity: 12, scan: 1))
    }
    await #expect(throws: RegistryError.identityAlreadyEnrolled) {
      try await store.enroll(Samples.enrollment(identity: 11, scan: 2))
    }
    await #expect(throws: RegistryError.zeroIdentityCommitment) {
      try await store.enroll(Samples.enrollment(identity: 0, scan: 3))
    }
    #expect(try await store.latestRoot().leafCount == 1)
    // The refused ones left nothing behind that would be in the way later.
    #expect(try await store.enroll(Samples.enrollment(identity: 12, scan: 2)))
    #expect(try await store.inclusion(of: BN254Scalar(12)).leafIndex == 1)
  }

  @Test func insertionOfManyIsAllOrNone() async throws {
    let store = try open()
    try await store.insertIdentities([BN254Scalar(5)])
    await #expect(throws: RegistryError.identityAlreadyEnrolled) {
      try await store.insertIdentities([6, 7, 5].map { BN254Scalar($0) })
    }
    await #expect(throws: RegistryError.identityNotFound) { try await store.inclusion(of: BN254Scalar(6)) }
    #expect(try await store.audit().problems == [])
  }

  @Test func aFullTreeRefusesAndStaysWhole() async throws {
    let store = try open(treeDepth: 3)
    try await store.insertIdentities((1...8).map { BN254Scalar($0) })
    await #expect(throws: RegistryError.registryFull) { try await store.insertIdentities([BN254Scalar(9)]) }
    #expect(try await store.audit().problems == [])
    #expect(try await store.inclusion(of: BN254Scalar(8)).isConsistent(depth: 3))
  }

  @Test func rootsAgeFromTheMomentTheyAreReplaced() async throws {
    let store = try open(maximumRootAge: 100)
    try await store.insertIdentities([BN254Scalar(1)])
    let old = try await store.latestRoot().root
    clock.advance(by: 10_000)
    #expect(try await store.latestRoot().isAccepted)
    _ = try await store.claim(Samples.statement(root: old, nullifier: 1))

    try await store.insertIdentities([BN254Scalar(2)])
    let replacedAt = clock.now
    clock.advance(by: 100)
    let status = try await store.status(ofRoot: old)
    #expect(status.isAccepted)
    #expect(status.ageSeconds == 100)
    #expect(status.supersededAt == replacedAt)
    _ = try await store.claim(Samples.statement(root: old, nullifier: 2))

    clock.advance(by: 1)
    #expect(try await store.status(ofRoot: old).isAccepted == false)
    await #expect(throws: RegistryError.rootExpired(ageSeconds: 101, limit: 100)) {
      try await store.claim(Samples.statement(root: old, nullifier: 3))
    }
    await #expect(throws: RegistryError.unknownRoot) {
      try await store.claim(Samples.statement(root: BN254Scalar(99), nullifier: 3))
    }
    await #expect(throws: RegistryError.rootNotFound) { try await store.status(ofRoot: BN254Scalar(99)) }
    #expect(try await store.audit().claimCount == 2)
  }

  @Test func aNullifierIsConsumedForItsActionOnly() async throws {
    let store = try open()
    let root = try await store.latestRoot().root
    let receipt = try await store.claim(Samples.statement(root: root, nullifier: 1, action: 5))
    #expect(receipt.claimedAt == clock.now)
    _ = try await store.claim(Samples.statement(root: root, nullifier: 1, action: 6))
    await #expect(throws: RegistryError.nullifierAlreadyUsed(claimedAt: clock.now)) {
      try await store.claim(Samples.statement(root: root, nullifier: 1, action: 5))
    }
  }
}
