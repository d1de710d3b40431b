import FiniteFields
import MembershipProofs
import ProofSystem
import Testing

@Suite struct MembershipProofTests {
  typealias Fixture = MembershipFixture

  @Test func honestProofIsAccepted() throws {
    let proof = try Fixture.honest.get()
    try Fixture.verifier.get().verify(proof)
    #expect(proof.statement.root == (try Fixture.tree.get().root))
    #expect(proof.statement.nullifierHash == Fixture.attacker.nullifierHash(externalNullifier: Fixture.scope))
    let decoded = try MembershipProof(encoded: proof.encoded())
    #expect(decoded == proof)
  }

  /// World ID's published nullifier hash for the secret `not_a_real_secret`, app `app_id` and no action.
  @Test func publishedNullifierHash() throws {
    let identity = Identity(secret: Array("not_a_real_secret".utf8))
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: [BN254Scalar(1), identity.commitment])
    let proof = try Fixture.prover.get().prove(
      identity: identity, inclusionProof: tree.inclusionProof(1), expectedRoot: tree.root,
      externalNullifier: FieldHash.externalNullifier(app: "app_id", action: nil), signalHash: Fixture.signal)
    try Fixture.verifier.get().verify(proof)
    #expect(
      proof.statement.nullifierHash.hex == "1359a81e3a42dc1c34786cbefbcc672a3d730510dba7a3be9941b207b0cf52fa")
  }

  @Test(arguments: [0, 1, 2, 3] as [UInt32]) func everyPlaceInTheTree(index: UInt32) throws {
    let identities = (0..<4).map { Identity(secret: [UInt8($0)]) }
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: identities.map(\.commitment))
    let proof = try Fixture.prover.get().prove(
      identity: identities[Int(index)], inclusionProof: tree.inclusionProof(index), expectedRoot: tree.root,
      externalNullifier: Fixture.scope, signalHash: Fixture.signal)
    try Fixture.verifier.get().verify(proof)
    #expect(proof.statement.root == tree.root)
  }

  @Test func budgetReaches128Bits() throws {
    let budget = try Fixture.prover.get().budget
    #expect(budget.bits >= 128)
    #expect(budget == (try Fixture.verifier.get().budget))
  }

  @Test func wrongDepthIsRefused() throws {
    let short = InclusionProof(leafIndex: 0, siblings: [BN254Scalar(1)])
    #expect(throws: ProofError.self) {
      try Fixture.prover.get().prove(
        identity: Fixture.attacker, inclusionProof: short,
        expectedRoot: short.root(leaf: Fixture.attacker.commitment), externalNullifier: .one, signalHash: .one
      )
    }
  }

  /// A registry that hands out a path to a root of its own would mark its member.
  @Test func pathToAnotherRootIsRefused() throws {
    #expect(throws: ProofError.self) {
      try Fixture.prover.get().prove(
        identity: Fixture.attacker,
        inclusionProof: InclusionProof(leafIndex: 3, siblings: Fixture.path(1).siblings),
        expectedRoot: Fixture.tree.get().root, externalNullifier: Fixture.scope, signalHash: Fixture.signal)
    }
  }

  @Test func everyStatementFieldIsBound() throws {
    let proof = try Fixture.honest.get()
    let statement = proof.statement
    let fields = [statement.root, statement.nullifierHash, statement.signalHash, statement.externalNullifier]
    for index in fields.indices {
      var changed = fields
      changed[index] += .one
      let other = MembershipStatement(
        root: changed[0], nullifierHash: changed[1], signalHash: changed[2], externalNullifier: changed[3])
      #expect(throws: ProofError.self) {
        try Fixture.verifier.get().verify(MembershipProof(statement: other, bytes: proof.bytes))
      }
    }
  }

  /// Positions spread over every section; the sweep over every single byte runs on a small statement in ProofSystemTests.
  @Test func flippedBytesAreRejected() throws {
    let encoded = try Fixture.honest.get().encoded()
    let positions =
      Array(0..<160) + Array(stride(from: 160, to: encoded.count, by: 997)) + [encoded.count - 1]
    for position in positions {
      var flipped = encoded
      flipped[position] ^= 1
      #expect(throws: ProofError.self, "byte \(position)") {
        try Fixture.verifier.get().verify(MembershipProof(encoded: flipped))
      }
    }
  }

  @Test func truncatedAndExtendedProofsAreRejected() throws {
    let encoded = try Fixture.honest.get().encoded()
    for length in Array(0..<200) + Array(stride(from: 200, to: encoded.count, by: 1009)) + [encoded.count - 1]
    {
      #expect(throws: ProofError.self, "length \(length)") {
        try Fixture.verifier.get().verify(MembershipProof(encoded: Array(encoded.prefix(length))))
      }
    }
    #expect(throws: ProofError.trailingBytes(count: 1)) {
      try Fixture.verifier.get().verify(MembershipProof(encoded: encoded + [0]))
    }
  }

  @Test func otherVersionsAndKindsAreNamed() throws {
    var encoded = try Fixture.honest.get().encoded()
    encoded[8] = 1
    #expect(throws: ProofError.unsupportedVersion(found: 1, supported: protocolVersion)) {
      try MembershipProof(encoded: encoded)
    }
    encoded[8] = UInt8(protocolVersion)
    encoded[12] = ProofHeader.Kind.inference.rawValue
    #expect(throws: ProofError.wrongKind(found: "inference", expected: "membership")) {
      try MembershipProof(encoded: encoded)
    }
  }

  /// Fresh pads every time: nothing but the public statement repeats.
  @Test func twoProofsShareNoFieldElement() throws {
    let first = try Fixture.honest.get()
    let second = try Fixture.prover.get().prove(
      identity: Fixture.attacker, inclusionProof: Fixture.path(3), expectedRoot: Fixture.tree.get().root,
      externalNullifier: Fixture.scope,
      signalHash: Fixture.signal)
    #expect(first.statement == second.statement)
    func words(_ bytes: [UInt8]) -> Set<[UInt8]> {
      Set(stride(from: 0, to: bytes.count - 31, by: 32).map { Array(bytes[$0..<$0 + 32]) })
    }
    #expect(words(first.bytes).isDisjoint(with: words(second.bytes)))
  }
}
