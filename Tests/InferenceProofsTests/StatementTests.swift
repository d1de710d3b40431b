import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

@Suite struct StatementTests {
  private func expectRefusal(
    _ fixture: ProofFixture, _ proof: InferenceProof, _ statement: InferenceStatement
  ) {
    #expect(throws: ProofError.self) {
      try fixture.verifier.verify(InferenceProof(statement: statement, bytes: proof.bytes))
    }
  }

  private func statement(
    _ old: InferenceStatement, modelID: [UInt8]? = nil, scan: ScanCommitment? = nil,
    code: CodeCommitment? = nil,
    eyeSide: EyeSide? = nil, context: [UInt8]? = nil
  ) throws(ProofError) -> InferenceStatement {
    try InferenceStatement(
      modelID: modelID ?? old.modelID, scanCommitment: scan ?? old.scanCommitment,
      codeCommitment: code ?? old.codeCommitment, eyeSide: eyeSide ?? old.eyeSide,
      context: context ?? old.context)
  }

  /// The other eye, another person's commitments, each other's commitments, another identity: the proof is for one statement.
  @Test func everyFieldIsBound() throws {
    let fixture = try ProofFixture.bank.get()
    let proof = try fixture.prove()
    let old = proof.statement
    try fixture.verifier.verify(proof)
    expectRefusal(fixture, proof, try statement(old, eyeSide: .right))
    let registry = [UInt8](repeating: 1, count: 32)
    let mine = enrollmentContext(registryID: registry, identityCommitment: [UInt8](repeating: 2, count: 32))
    let yours = enrollmentContext(registryID: registry, identityCommitment: [UInt8](repeating: 3, count: 32))
    #expect(mine != yours)
    expectRefusal(fixture, proof, try statement(old, context: mine))
    expectRefusal(fixture, proof, try statement(old, context: yours))
    for bit in stride(from: 0, to: 256, by: 37) {
      var context = old.context
      context[bit / 8] ^= 1 << UInt8(bit % 8)
      expectRefusal(fixture, proof, try statement(old, context: context))
    }
    let scan = try #require(ScanCommitment(elements: old.codeCommitment.elements))
    let code = try #require(CodeCommitment(elements: old.scanCommitment.elements))
    expectRefusal(fixture, proof, try statement(old, scan: scan))
    expectRefusal(fixture, proof, try statement(old, code: code))
    expectRefusal(fixture, proof, try statement(old, scan: scan, code: code))
    let other = try fixture.prover.prove(
      pixels: TestNetworks.pixels(fixture.network, seed: 8), scanBlinding: ProofFixture.scanBlinding,
      codeBlinding: ProofFixture.codeBlinding, eyeSide: .left, context: ProofFixture.context)
    try fixture.verifier.verify(other)
    expectRefusal(fixture, proof, try statement(old, scan: other.statement.scanCommitment))
    expectRefusal(fixture, proof, try statement(old, code: other.statement.codeCommitment))
    expectRefusal(fixture, proof, other.statement)
    #expect(try statement(old) == old)
  }

  /// Enrolment contexts differ in registry and identity, and nothing can be moved from one to the other.
  @Test func contextsAreInjective() {
    let contexts = [
      enrollmentContext(registryID: [1], identityCommitment: [2, 3]),
      enrollmentContext(registryID: [1, 2], identityCommitment: [3]),
      enrollmentContext(registryID: [1, 2, 3], identityCommitment: []),
      enrollmentContext(registryID: [2], identityCommitment: [2, 3]),
    ]
    #expect(Set(contexts).count == contexts.count)
    #expect(contexts.allSatisfy { $0.count == 32 })
  }

  /// A statement that names another model than the one that was proven: only the comparison of the ids stops it.
  @Test func wrongModel() throws {
    let fixture = try ProofFixture.tiny.get()
    let other = try ProofFixture(TestNetworks.tinyNetwork(weight: 2))
    var lie = InferenceForgery()
    lie.statement = { old in
      try InferenceStatement(
        modelID: other.network.id.bytes, scanCommitment: old.scanCommitment,
        codeCommitment: old.codeCommitment,
        eyeSide: old.eyeSide, context: old.context)
    }
    let forged = try fixture.prove(lie)
    #expect(throws: ProofError.statementMismatch(field: "model")) { try fixture.verifier.verify(forged) }
    var lenient = ForgeryHooks<KoalaBearQuintic>()
    lenient.acceptsOtherModels = true
    try fixture.verifier.verify(forged, hooks: lenient)
    // The verifier of the named model knows its weights and layout, so the argument fails there.
    #expect(throws: ProofError.self) { try other.verifier.verify(forged) }
    // Honest proofs of either are refused by the other.
    #expect(throws: ProofError.statementMismatch(field: "model")) {
      try other.verifier.verify(fixture.prove())
    }
  }

  @Test func everySentValueHasItsOwnPad() throws {
    for fixture in try [ProofFixture.bank.get(), ProofFixture.residual.get()] {
      let plan = fixture.prover.plan
      #expect(Set(plan.maskCells).count == plan.maskCells.count)
      #expect(plan.maskCells.count == plan.messageCount - 2)
      #expect(!plan.maskCells.contains { $0.list == .z || ($0.list != .pad && $0.index == 0) })
      #expect(plan.maskCells.filter { $0.list == .pad }.count == plan.padCount)
    }
  }

  /// The messages of two proofs of one statement have no value in common.
  @Test func twoProofsShareNoMessage() throws {
    let fixture = try ProofFixture.residual.get()
    let count = fixture.prover.plan.messageCount
    func messages(_ seed: UInt8) throws -> [[UInt8]] {
      let bytes = try fixture.prove(seed: seed).bytes
      return (0..<count).map { Array(bytes[32 + 20 * $0..<52 + 20 * $0]) }
    }
    let first = try messages(1)
    #expect(Set(first).count == count)
    #expect(Set(first).isDisjoint(with: try messages(2)))
  }

  @Test func statementsDecodeExactly() throws {
    let statement = try ProofFixture.tiny.get().prove().statement
    let bytes = statement.encoded()
    #expect(bytes.count == 137)
    #expect(try InferenceStatement(encoded: bytes) == statement)
    for length in bytes.indices {
      #expect(throws: ProofError.self) { try InferenceStatement(encoded: Array(bytes[..<length])) }
    }
    #expect(throws: ProofError.trailingBytes(count: 1)) { try InferenceStatement(encoded: bytes + [0]) }
    var wrongSide = bytes
    wrongSide[104] = 2
    #expect(throws: ProofError.self) { try InferenceStatement(encoded: wrongSide) }
    for word in stride(from: 32, to: 104, by: 4) {
      var large = bytes
      for offset in 0..<4 { large[word + offset] = 0xFF }
      #expect(throws: ProofError.self) { try InferenceStatement(encoded: large) }
    }
  }
}
