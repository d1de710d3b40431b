// Enrolment over a real socket with real proofs: every check refuses what it is there for.

import Crypto
import FiniteFields
import Foundation
import InferenceProofs
import RegistryService
import Testing

@Suite struct EnrollmentTests {
  let station: ScanStation
  let identity = BN254Scalar(123_456)

  init() throws { station = try ScanStation.shared.get() }

  private func withRegistry(_ body: @Sendable (RunningRegistry) async throws -> Void) async throws {
    try await RunningRegistry.use(sensors: [station.sensorID], models: [station.network], body)
  }

  private func context(_ running: RunningRegistry, _ identity: BN254Scalar? = nil) -> [UInt8] {
    running.registry.information.enrollmentContext(for: identity ?? self.identity)
  }

  /// Tries to enrol and returns the code and status of the refusal.
  private func refusal(
    _ running: RunningRegistry, _ identity: BN254Scalar, _ attestation: ScanAttestation,
    _ proof: InferenceProof
  ) async throws -> (String, Int) {
    do {
      _ = try await running.client.enroll(
        identityCommitment: identity, attestation: attestation, proof: proof)
      return ("accepted", 201)
    } catch RegistryClientError.refused(let status, let code, _, let hint) {
      #expect(!hint.isEmpty)
      return (code, status)
    }
  }

  @Test func anEnrolmentIsAcceptedOnceAndAnsweredAgain() async throws {
    try await withRegistry { running in
      let client = try running.client
      let information = try await client.information()
      #expect(try await client.models().map(\.id.bytes) == [station.network.id.bytes])
      #expect(try await client.models().map(\.codeBits) == [station.network.shape(ofOutput: 0).count])
      let scan = try station.scan(1)
      let attestation = try station.attest(scan, at: running.clock.now)
      let proof = try station.prove(scan, context: information.enrollmentContext(for: identity))

      let receipt = try await client.enroll(
        identityCommitment: identity, attestation: attestation, proof: proof)
      #expect(receipt.newlyEnrolled)
      #expect(receipt.inclusion.leafIndex == 0)
      #expect(receipt.inclusion.isConsistent(depth: 30))
      #expect(try await client.latestRoot().root == receipt.inclusion.root)

      // Someone else joins; the same enrolment again gives the same leaf and a current inclusion proof, even
      // when the attestation has expired in the meantime.
      try await running.registry.store.insertIdentities([BN254Scalar(99)])
      running.clock.advance(by: 1_000_000)
      let again = try await client.enroll(
        identityCommitment: identity, attestation: attestation, proof: proof)
      #expect(!again.newlyEnrolled)
      #expect(again.inclusion.leafIndex == 0)
      #expect(again.inclusion.leafCount == 2)
      #expect(try await client.latestRoot().root == again.inclusion.root)
      #expect(try await running.registry.store.audit().enrollmentCount == 1)

      let body = [UInt8](
        try JSONEncoder().encode(
          EnrollmentRequest(identityCommitment: identity, attestation: attestation, proof: proof)))
      #expect(try await Exchange("POST", running.url + "/v1/enrollments", body: body).status == 200)
    }
  }

  @Test func theSensorMustBeKnownAndItsSignatureValid() async throws {
    try await withRegistry { running in
      let scan = try station.scan(2)
      let proof = try station.prove(scan, context: context(running))
      let stranger = try station.attest(scan, at: running.clock.now, key: Curve25519.Signing.PrivateKey())
      #expect(try await refusal(running, identity, stranger, proof) == ("unknown_sensor", 403))
      let good = try station.attest(scan, at: running.clock.now)
      // The accepted sensor's name on another's signature, a changed time, a changed eye, a flipped bit.
      var flipped = good.signature
      flipped[63] ^= 1
      let forgeries = [
        (good.capturedAt, good.eyeSide, stranger.signature),
        (good.capturedAt - 1, good.eyeSide, good.signature),
        (good.capturedAt, .right, good.signature), (good.capturedAt, good.eyeSide, flipped),
        (good.capturedAt, good.eyeSide, [UInt8](repeating: 0, count: 64)),
      ]
      for (capturedAt, eyeSide, signature) in forgeries {
        let forged = ScanAttestation(
          scanCommitment: scan.commitment, eyeSide: eyeSide, capturedAt: capturedAt,
          sensorID: station.sensorID,
          signature: signature)
        #expect(try await refusal(running, identity, forged, proof) == ("attestation_invalid", 422))
      }
      #expect(try await refusal(running, identity, good, proof) == ("accepted", 201))
    }
  }

  @Test func theScanMustBeFresh() async throws {
    try await withRegistry { running in
      let scan = try station.scan(3)
      let proof = try station.prove(scan, context: context(running))
      let now = running.clock.now
      let configuration = running.registry.configuration
      let old = try station.attest(scan, at: now - configuration.maxAttestationAgeSeconds - 1)
      #expect(try await refusal(running, identity, old, proof) == ("attestation_expired", 422))
      let early = try station.attest(scan, at: now + configuration.maxClockSkewSeconds + 1)
      #expect(try await refusal(running, identity, early, proof) == ("attestation_from_future", 422))
      for time in [0, UInt64.max] {
        let attestation = try station.attest(scan, at: time)
        #expect(try await refusal(running, identity, attestation, proof).1 == 422)
      }
      let oldest = try station.attest(scan, at: now - configuration.maxAttestationAgeSeconds)
      #expect(try await refusal(running, identity, oldest, proof) == ("accepted", 201))
      let other = try station.scan(4)
      let latest = try station.attest(other, at: now + configuration.maxClockSkewSeconds)
      let second = try station.prove(other, context: context(running, BN254Scalar(5)))
      #expect(try await refusal(running, BN254Scalar(5), latest, second) == ("accepted", 201))
    }
  }

  @Test func theStatementMustBeAboutThisModelScanEyeRegistryAndIdentity() async throws {
    try await withRegistry { running in
      let scan = try station.scan(5)
      let attestation = try station.attest(scan, at: running.clock.now)
      let here = context(running)
      func code(_ proof: InferenceProof) async throws -> String {
        try await refusal(running, identity, attestation, proof).0
      }
      #expect(try await code(station.prove(scan, context: here, withOtherModel: true)) == "unknown_model")
      #expect(try await code(station.prove(station.scan(6), context: here)) == "scan_commitment_mismatch")
      #expect(try await code(station.prove(scan, eyeSide: .right, context: here)) == "eye_side_mismatch")
      let another = context(running, BN254Scalar(77))
      #expect(try await code(station.prove(scan, context: another)) == "context_mismatch")
      let elsewhere = enrollmentContext(
        registryID: [UInt8](repeating: 1, count: 32), identityCommitment: identity.canonicalBytes)
      #expect(try await code(station.prove(scan, context: elsewhere)) == "context_mismatch")
      #expect(try await running.client.latestRoot().leafCount == 0)
      #expect(try await code(station.prove(scan, context: here)) == "accepted")
    }
  }

  @Test func aProofOfAnotherStatementDoesNotVerifyUnderThisOne() async throws {
    try await withRegistry { running in
      let scan = try station.scan(7)
      let attestation = try station.attest(scan, at: running.clock.now)
      let stolen = try station.prove(scan, context: context(running, BN254Scalar(77)))
      let claimed = try InferenceStatement(
        modelID: stolen.statement.modelID, scanCommitment: scan.commitment,
        codeCommitment: stolen.statement.codeCommitment, eyeSide: .left, context: context(running))
      let forged = InferenceProof(statement: claimed, bytes: stolen.bytes)
      let (code, status) = try await refusal(running, identity, attestation, forged)
      #expect(code == "proof_rejected")
      #expect(status == 422)
    }
  }

  @Test func damagedProofsAreTypedRefusals() async throws {
    try await withRegistry { running in
      let scan = try station.scan(8)
      let attestation = try station.attest(scan, at: running.clock.now)
      let proof = try station.prove(scan, context: context(running))
      var generator = SystemRandomNumberGenerator()
      for round in 0..<40 {
        var bytes = proof.bytes
        switch round % 4 {
        case 0: bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8)
        case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
        case 2: bytes.append(0)
        default: bytes = (0..<Int.random(in: 0..<10_000)).map { _ in UInt8.random(in: .min ... .max) }
        }
        let damaged = InferenceProof(statement: proof.statement, bytes: bytes)
        let (code, status) = try await refusal(running, identity, attestation, damaged)
        #expect(["proof_rejected", "malformed_proof"].contains(code), "\(code)")
        #expect(status == (code == "proof_rejected" ? 422 : 400))
      }
      #expect(try await running.client.latestRoot().leafCount == 0)
      #expect(try await refusal(running, identity, attestation, proof) == ("accepted", 201))
    }
  }

  @Test func aScanAndAnIdentityEnrolOnce() async throws {
    try await withRegistry { running in
      let scan = try station.scan(9)
      let attestation = try station.attest(scan, at: running.clock.now)
      let first = try station.prove(scan, context: context(running))
      #expect(try await refusal(running, identity, attestation, first) == ("accepted", 201))

      let sameScan = try station.prove(scan, context: context(running, BN254Scalar(6)))
      #expect(try await refusal(running, BN254Scalar(6), attestation, sameScan) == ("scan_already_used", 409))

      let other = try station.scan(10)
      let otherAttestation = try station.attest(other, at: running.clock.now)
      let sameIdentity = try station.prove(other, context: context(running))
      #expect(
        try await refusal(running, identity, otherAttestation, sameIdentity)
          == ("identity_already_enrolled", 409))

      let fresh = try station.prove(other, context: context(running, BN254Scalar(6)))
      #expect(try await refusal(running, BN254Scalar(6), otherAttestation, fresh) == ("accepted", 201))
      #expect(try await running.registry.store.audit().problems == [])
    }
  }

  @Test func ofManySimultaneousSubmissionsOneIsNew() async throws {
    try await withRegistry { running in
      let scan = try station.scan(11)
      let attestation = try station.attest(scan, at: running.clock.now)
      let proof = try station.prove(scan, context: context(running))
      let client = try running.client
      let new = try await withThrowingTaskGroup(of: EnrollmentReceipt.self) { group in
        for _ in 0..<12 {
          group.addTask {
            try await client.enroll(identityCommitment: identity, attestation: attestation, proof: proof)
          }
        }
        return try await group.reduce(into: 0) { count, receipt in
          #expect(receipt.inclusion.leafIndex == 0)
          if receipt.newlyEnrolled { count += 1 }
        }
      }
      #expect(new == 1)
      #expect(try await client.latestRoot().leafCount == 1)
    }
  }
}
