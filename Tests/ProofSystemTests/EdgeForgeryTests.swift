import FiniteFields
import ProofSystem
import Testing

/// Lies at the edges of the argument: in some columns only, in what is left unread, in an empty opening.
@Suite struct EdgeForgeryTests {
  typealias K = KoalaBearQuintic

  /// A row that is a word of the code but for some columns: each column is tested, not only the first one that is opened.
  @Test(arguments: [(0, 8), (3, 8), (7, 8)]) func errorsInSomeColumns(part: Int, parts: Int) throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let length = shape.parameters.length
    var hooks = ForgeryHooks<K>()
    hooks.codewords = { code in
      for index in part * length / parts..<(part + 1) * length / parts { code[index] += .one }
    }
    let proof = try relation.prove(witness, shape: shape, hooks: hooks)
    #expect(throws: ProofError.rejected(.proximityTest)) {
      try Argument(relation, shape: shape).verify(proof)
    }
    var lenient = ForgeryHooks<K>()
    lenient.omittedChecks = [.proximityTest]
    try Argument(relation, shape: shape).verify(proof, hooks: lenient)
  }

  /// A mask row of the length of other rows: the columns do not agree with the short Vg that is sent.
  @Test(arguments: 0..<2) func longMaskRow(row: Int) throws {
    let (relation, witness) = EngineForgeryTests.honest()
    let shape = try EngineForgeryTests.shape.get()
    let start = (shape.layout.extensionDataRowCount + row) * shape.parameters.rowLength
    let last = start + shape.parameters.rowLength - 1
    var hooks = ForgeryHooks<K>()
    hooks.rows = { _, rows in rows[last] += .one }
    let proof = try relation.prove(witness, shape: shape, hooks: hooks)
    // G is among the combined rows, where this is no error.
    #expect(throws: ProofError.rejected(.maskTest)) { try Argument(relation, shape: shape).verify(proof) }
  }

  /// A relation that says less than the shape was planned for: the messages that it leaves unread are an error.
  struct Talkative: Relation {
    let count: Int
    var columns: [ColumnShape] { [ColumnShape(name: "cells", length: 64, variables: 6)] }
    func absorb(into transcript: inout Transcript) {}
    func run(_ channel: MaskedChannel<K>, witness: Void?) throws(ProofError) {
      for _ in 0..<count { _ = try channel.send("nothing") { .zero } }
    }
  }

  @Test func unreadMessagesAreRefused() throws {
    let shape = try ArgumentShape<K>(Talkative(count: 60))
    let zeros = [UInt8](repeating: 0, count: shape.fixedByteCount)
    for count in [0, 1, 59] {
      #expect(throws: ProofError.trailingBytes(count: 60 - count)) {
        try Argument(Talkative(count: count), shape: shape).verify(zeros)
      }
    }
    #expect(throws: ProofError.truncated(section: "messages")) {
      try Argument(Talkative(count: 70), shape: shape).verify(zeros)
    }
    #expect(throws: ProofError.rejected(.grinding)) {
      try Argument(Talkative(count: 60), shape: shape).verify(zeros)
    }
  }

  /// No leaf leads to no root.
  @Test func emptyOpeningsHaveNoRoot() {
    for leafCount in [1, 2, 8] {
      #expect(HashTree.root(leaves: [], indices: [], leafCount: leafCount, proof: []) == nil)
    }
    let digest = [UInt8](repeating: 7, count: 32)
    #expect(HashTree.root(leaves: digest, indices: [], leafCount: 1, proof: []) == nil)
    #expect(HashTree.root(leaves: [], indices: [0], leafCount: 1, proof: []) == nil)
    #expect(HashTree.root(leaves: digest, indices: [0], leafCount: 1, proof: []) == digest)
  }
}
