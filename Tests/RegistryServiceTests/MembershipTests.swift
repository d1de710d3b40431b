// Verification and claims over a real socket with real proofs.

import FiniteFields
import Foundation
import MembershipProofs
import RegistryService
import Testing

@Suite struct MembershipTests {
  let member: Member

  init() throws { member = try Member.shared.get() }

  private func withMember(_ body: @Sendable (RunningRegistry) async throws -> Void) async throws {
    try await RunningRegistry.use { running in
      try await running.registry.store.insertIdentities(member.leaves)
      try await body(running)
    }
  }

  private func refusal(_ running: RunningRegistry, _ proof: MembershipProof) async throws -> (String, Int) {
    do {
      _ = try await running.client.claim(proof)
      return ("accepted", 201)
    } catch RegistryClientError.refused(let status, let code, _, _) {
      return (code, status)
    }
  }

  @Test func aValidProofIsValidAndNothingIsConsumed() async throws {
    try await withMember { running in
      for _ in 0..<2 {
        let answer = try await running.client.verify(member.proof)
        #expect(answer.valid)
        #expect(answer.reason == nil)
        #expect(answer.statement?.externalNullifier == member.action)
        #expect(answer.statement?.signalHash == FieldHash.signalHash("yes"))
        #expect(answer.statement?.root == member.proof.statement.root)
      }
      #expect(try await running.registry.store.audit().claimCount == 0)
    }
  }

  @Test func anActionIsClaimedOnce() async throws {
    try await withMember { running in
      let receipt = try await running.client.claim(member.proof)
      #expect(receipt.nullifierHash == member.identity.nullifierHash(externalNullifier: member.action))
      #expect(receipt.claimedAt == running.clock.now)
      #expect(try await refusal(running, member.proof) == ("nullifier_already_used", 409))
      // Another signal is no way round.
      #expect(try await refusal(running, member.otherSignalProof) == ("nullifier_already_used", 409))
      #expect(try await refusal(running, member.otherProof) == ("accepted", 201))
      // A consumed nullifier does not make a proof false.
      #expect(try await running.client.verify(member.proof).valid)
    }
  }

  @Test func ofManySimultaneousClaimsOneWins() async throws {
    try await withMember { running in
      let proofs = [member.proof, member.otherSignalProof]
      let codes = try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<20 { group.addTask { try await refusal(running, proofs[index % 2]).0 } }
        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
      #expect(codes == ["accepted": 1, "nullifier_already_used": 19])
    }
  }

  @Test func aRestartForgetsNoClaim() async throws {
    let scratch = try Scratch()
    var configuration = RegistryConfiguration(
      databasePath: scratch.database, acceptedSensors: [], acceptedModels: [])
    configuration.clock = { 1_700_000_000 }
    let request = ProofRequest(member.proof)
    let first = try Registry(configuration: configuration)
    try await first.store.insertIdentities(member.leaves)
    _ = try await first.claim(request, externalNullifier: member.action)
    first.store.close()
    let second = try Registry(configuration: configuration)
    #expect(try await second.verify(request).valid)
    await #expect(throws: RegistryError.nullifierAlreadyUsed(claimedAt: 1_700_000_000)) {
      try await second.claim(request, externalNullifier: member.action)
    }
  }

  @Test func theRootMustBeKnownAndRecent() async throws {
    try await RunningRegistry.use { running in
      #expect(try await running.client.verify(member.proof).reason == "unknown_root")
      #expect(try await refusal(running, member.proof) == ("unknown_root", 422))
      try await running.registry.store.insertIdentities(member.leaves)
      running.clock.advance(by: 1_000_000)
      #expect(try await running.client.verify(member.proof).valid)
      try await running.registry.store.insertIdentities([BN254Scalar(4)])
      running.clock.advance(by: running.registry.configuration.maxRootAgeSeconds)
      #expect(try await running.client.verify(member.proof).valid)
      running.clock.advance(by: 1)
      let answer = try await running.client.verify(member.proof)
      #expect(!answer.valid)
      #expect(answer.reason == "root_expired")
      #expect(answer.statement != nil)
      #expect(try await refusal(running, member.proof) == ("root_expired", 422))
      #expect(try await running.registry.store.audit().claimCount == 0)
    }
  }

  @Test func thePathMustNameTheProofsActionInItsOneSpelling() async throws {
    try await withMember { running in
      let body = [UInt8](try JSONEncoder().encode(ProofRequest(member.proof)))
      func claim(_ action: String) async throws -> Exchange {
        try await Exchange("POST", running.url + "/v1/actions/\(action)/claims", body: body)
      }
      let other = try await claim(member.otherAction.canonicalText)
      #expect(other.status == 422)
      #expect(other.errorCode == "external_nullifier_mismatch")
      let text = member.action.canonicalText
      // The same number plus the modulus fits into 256 bits as well.
      var raised = member.action.bigEndianBytes
      let modulus = (BN254Scalar.zero - .one).bigEndianBytes
      var carry = 1
      for index in (0..<32).reversed() {
        carry += Int(raised[index]) + Int(modulus[index])
        raised[index] = UInt8(carry & 255)
        carry >>= 8
      }
      #expect(carry == 0)
      let raisedText = raised.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      let trimmed = String(text.drop { $0 == "0" })
      for variant in [
        "0x\(text)", text.uppercased(), "0\(text)", trimmed, raisedText, "%30\(text.dropFirst())%20",
        "\(text)%00",
      ] where variant != text {
        let exchange = try await claim(variant)
        #expect(exchange.status == 400, "\(variant)")
        #expect(exchange.errorCode == "noncanonical_value")
      }
      #expect(try await running.registry.store.audit().claimCount == 0)
      #expect(try await claim(text).status == 201)
    }
  }

  @Test func damagedProofsAreTypedRefusals() async throws {
    try await withMember { running in
      let proof = member.proof
      for round in 0..<40 {
        var bytes = proof.bytes
        switch round % 4 {
        case 0: bytes[Int.random(in: 0..<bytes.count)] ^= 1 << UInt8.random(in: 0..<8)
        case 1: bytes.removeLast(Int.random(in: 1...bytes.count))
        case 2: bytes.append(0)
        default: bytes = (0..<Int.random(in: 0..<10_000)).map { _ in UInt8.random(in: .min ... .max) }
        }
        let damaged = MembershipProof(statement: proof.statement, bytes: bytes)
        let (code, status) = try await refusal(running, damaged)
        #expect(["proof_rejected", "malformed_proof"].contains(code), "\(code)")
        #expect(status == (code == "proof_rejected" ? 422 : 400))
        let answer = try await running.client.verify(damaged)
        #expect(!answer.valid)
        #expect(answer.reason == code)
      }
      #expect(try await refusal(running, proof) == ("accepted", 201))
    }
  }

  @Test func anotherStatementsArgumentDoesNotVerify() async throws {
    try await withMember { running in
      let statement = member.proof.statement
      let fresh = MembershipStatement(
        root: statement.root, nullifierHash: statement.nullifierHash + .one, signalHash: statement.signalHash,
        externalNullifier: statement.externalNullifier)
      let resigned = MembershipStatement(
        root: statement.root, nullifierHash: statement.nullifierHash,
        signalHash: member.otherSignalProof.statement.signalHash,
        externalNullifier: statement.externalNullifier)
      for forged in [fresh, resigned] {
        let proof = MembershipProof(statement: forged, bytes: member.proof.bytes)
        #expect(try await refusal(running, proof) == ("proof_rejected", 422))
        let answer = try await running.client.verify(proof)
        #expect(answer.reason == "proof_rejected")
      }
    }
  }
}
