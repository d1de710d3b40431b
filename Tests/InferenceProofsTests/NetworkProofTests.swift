import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// Statements about any network: what they say, what they bind, and what of them is refused.
@Suite struct NetworkProofTests {
  @Test func honestProofsAreAccepted() throws {
    for fixture in try [NetworkFixture.stated.get(), NetworkFixture.committed.get()] {
      let proof = try fixture.prove()
      try fixture.verifier.verify(proof)
      #expect(try NetworkProof(encoded: proof.encoded()) == proof)
      #expect(proof.statement.disclosure == fixture.disclosure)
      for (index, values) in try fixture.outputs().enumerated() {
        switch proof.statement.outputs[index] {
        case .stated(let stated): #expect(stated == values)
        case .committed(let commitment):
          #expect(try fixture.commitment(to: values, output: index) == commitment)
        case .hidden: #expect(fixture.disclosure.outputs[index] == .hidden)
        }
      }
    }
  }

  /// At 128 bits, by way of a file, with fresh randomness.
  @Test func provableBits() throws {
    let network = try NetworkFixture.stated.get().network
    let disclosure = TensorDisclosure(
      input: .hidden, outputs: [.committed, .stated, .stated, .stated, .stated, .stated])
    let prover = try NetworkProver(network: network, disclosure: disclosure)
    let verifier = try NetworkVerifier(network: network, disclosure: disclosure)
    #expect(verifier.budget.isSufficient && verifier.budget == prover.budget)
    let input = TestNetworks.pixels(network, seed: 12)
    let proof = try prover.prove(input: input, context: NetworkFixture.context)
    try verifier.verify(NetworkProof(encoded: proof.encoded()))
    #expect(prover.cost.soundnessBits >= 128)
    #expect(abs(prover.cost.proofBytes - proof.bytes.count) < proof.bytes.count / 5)
  }

  /// The commitment to an input is the same in both kinds of statement.
  @Test func inputCommitmentsAreScanCommitments() throws {
    let bank = try ProofFixture.bank.get()
    let fixture = try NetworkFixture(
      bank.network, TensorDisclosure(input: .committed, outputs: [.hidden, .stated]))
    let proof = try fixture.prove()
    try fixture.verifier.verify(proof)
    #expect(
      try proof.statement.input
        == .committed(
          bank.prover.scanCommitment(pixels: fixture.input, blinding: fixture.blindings.scan)))
  }

  /// Nothing of a statement can be changed after the proof.
  @Test func everyFieldIsBound() throws {
    for fixture in try [NetworkFixture.stated.get(), NetworkFixture.committed.get()] {
      let proof = try fixture.prove()
      let old = proof.statement
      func expectRefusal(_ statement: NetworkStatement) {
        #expect(throws: ProofError.self) {
          try fixture.verifier.verify(NetworkProof(statement: statement, bytes: proof.bytes))
        }
      }
      var context = old.context
      context[31] ^= 128
      expectRefusal(
        try NetworkStatement(
          modelID: old.modelID, context: context, input: old.input, outputs: old.outputs))
      for (index, values) in try fixture.outputs().enumerated() {
        switch old.outputs[index] {
        case .stated:
          expectRefusal(try old.replacing(index, by: .stated(values.altered(0, isBit: true))))
        case .committed(let commitment):
          var elements = commitment.elements
          elements[8] += .one
          expectRefusal(
            try old.replacing(index, by: .committed(#require(CodeCommitment(elements: elements)))))
        case .hidden: expectRefusal(try old.replacing(index, by: .stated(values)))
        }
      }
      if case .stated(var input) = old.input {
        input[3] ^= 1
        expectRefusal(
          try NetworkStatement(
            modelID: old.modelID, context: old.context, input: .stated(input), outputs: old.outputs))
      }
      expectRefusal(
        try NetworkStatement(
          modelID: old.modelID, context: old.context, input: .hidden, outputs: old.outputs))
    }
  }

  /// Every byte of a statement is hashed before the first challenge.
  @Test func everyFieldChangesEveryChallenge() throws {
    for fixture in try [NetworkFixture.stated.get(), NetworkFixture.committed.get()] {
      let proof = try fixture.prove()
      func draw(_ statement: NetworkStatement) -> [[KoalaBearQuintic]] {
        let log = FiatShamirTests.Log()
        var hooks = log.hooks
        hooks.acceptsOtherSums = true
        try? fixture.verifier.verify(NetworkProof(statement: statement, bytes: proof.bytes), hooks: hooks)
        return log.challenges
      }
      let honest = draw(proof.statement)
      #expect(honest.count > 20)
      let encoded = proof.statement.encoded()
      var tried = 0
      for byte in encoded.indices {
        var changed = encoded
        changed[byte] ^= 1
        // Some bytes say how many follow.
        guard let statement = try? NetworkStatement(encoded: changed),
          statement.disclosure == fixture.disclosure
        else { continue }
        let other = draw(statement)
        if other.isEmpty { continue }
        tried += 1
        #expect(zip(honest, other).allSatisfy { Set($0).isDisjoint(with: $1) }, "byte \(byte)")
      }
      #expect(tried > 150)
    }
  }

  @Test func tensorsOfTheWrongShapeAreTypedErrors() throws {
    let fixture = try NetworkFixture.stated.get()
    let proof = try fixture.prove()
    let old = proof.statement
    func expectInvalid(_ name: String, _ statement: NetworkStatement) {
      #expect {
        try fixture.verifier.verify(NetworkProof(statement: statement, bytes: proof.bytes))
      } throws: { error in
        if case .invalidField(name, _)? = error as? ProofError { true } else { false }
      }
    }
    for count in [0, 59, 61] {
      expectInvalid(
        "input",
        try NetworkStatement(
          modelID: old.modelID, context: old.context,
          input: .stated([UInt8](repeating: 1, count: count)), outputs: old.outputs))
    }
    expectInvalid("output 0", try old.replacing(0, by: .stated(.bytes([1]))))
    expectInvalid("output 0", try old.replacing(0, by: .stated(.sums([Int32](repeating: 0, count: 54)))))
    expectInvalid("output 1", try old.replacing(1, by: .stated(.sums([0, 0, 0, 0]))))
    expectInvalid("output 1", try old.replacing(1, by: .stated(.bytes([0, 0, 0, 0, 0]))))
    expectInvalid("output 2", try old.replacing(2, by: .stated(.sums([Int32](repeating: 0, count: 16)))))
    #expect(throws: ProofError.statementMismatch(field: "disclosure")) {
      let committed = try NetworkFixture.committed.get()
      try fixture.verifier.verify(committed.prove())
    }
    for outputs in [[], [.stated], [Disclosure](repeating: .hidden, count: 6)] {
      #expect(throws: ProofError.self) {
        try NetworkVerifier(
          network: fixture.network, disclosure: TensorDisclosure(input: .stated, outputs: outputs))
      }
    }
  }

  @Test func statementsDecodeExactly() throws {
    for fixture in try [NetworkFixture.stated.get(), NetworkFixture.committed.get()] {
      let statement = try fixture.prove().statement
      let bytes = statement.encoded()
      #expect(try NetworkStatement(encoded: bytes) == statement)
      for length in bytes.indices {
        #expect(throws: ProofError.self) { try NetworkStatement(encoded: Array(bytes[..<length])) }
      }
      #expect(throws: ProofError.trailingBytes(count: 1)) { try NetworkStatement(encoded: bytes + [0]) }
      // Any change is another statement or none.
      for index in bytes.indices {
        for mask in [1, 128, 255] as [UInt8] {
          var changed = bytes
          changed[index] ^= mask
          if let other = try? NetworkStatement(encoded: changed) { #expect(other != statement) }
        }
      }
    }
  }

  @Test func flippedAndTruncatedProofsAreRefused() throws {
    let fixture = try NetworkFixture.committed.get()
    let file = try fixture.prove().encoded()
    for index in stride(from: 0, to: file.count, by: 61) {
      var changed = file
      changed[index] ^= 1 << UInt8(index % 8)
      #expect(throws: ProofError.self) { try fixture.verifier.verify(NetworkProof(encoded: changed)) }
    }
    for length in stride(from: 0, to: file.count, by: 997) {
      #expect(throws: ProofError.self) {
        try fixture.verifier.verify(NetworkProof(encoded: Array(file[..<length])))
      }
    }
    #expect(throws: ProofError.self) { try fixture.verifier.verify(NetworkProof(encoded: file + [0])) }
  }

  @Test func networksWithoutACodeHaveNoIrisStatement() throws {
    let network = try NetworkFixture.stated.get().network
    #expect(throws: ProofError.self) { try InferenceProver(network: network) }
    #expect(throws: ProofError.self) { try InferenceVerifier(network: network) }
  }
}
