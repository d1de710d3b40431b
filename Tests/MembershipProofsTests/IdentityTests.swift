import FiniteFields
import MembershipProofs
import Testing

/// Known answers: worldcoin/semaphore-rs and worldcoin/walletkit.
@Suite struct IdentityTests {
  let identity = Identity(secret: Array("not_a_real_secret".utf8))

  @Test func publishedCommitment() {
    #expect(identity.commitment.hex == "000352340ece4a3509b5a053118e289300e9e9677d135ae1a625219a10923a7e")
  }

  @Test func publishedNullifierHash() {
    let scope = FieldHash.externalNullifier(app: "app_id", action: nil)
    #expect(
      identity.nullifierHash(externalNullifier: scope).hex
        == "1359a81e3a42dc1c34786cbefbcc672a3d730510dba7a3be9941b207b0cf52fa")
  }

  @Test func referenceIdentities() throws {
    for vector in try MembershipVectors.load().identities {
      let identity = Identity(secret: bytes(hex: vector.secret))
      #expect(identity.commitment.hex == vector.commitment)
      let scope = FieldHash.externalNullifier(app: vector.app, action: vector.action)
      #expect(scope.hex == vector.externalNullifier)
      #expect(identity.nullifierHash(externalNullifier: scope).hex == vector.nullifierHash)
    }
  }

  @Test func commitmentBindsBothScalars() {
    #expect(identity.commitment == Poseidon.hash(Poseidon.hash(identity.nullifier, identity.trapdoor)))
    #expect(identity.commitment != Poseidon.hash(Poseidon.hash(identity.trapdoor, identity.nullifier)))
  }

  @Test func scopesGiveUnrelatedNames() {
    let one = identity.nullifierHash(externalNullifier: BN254Scalar(1))
    let two = identity.nullifierHash(externalNullifier: BN254Scalar(2))
    #expect(one != two)
    #expect(Identity(secret: [1]).nullifierHash(externalNullifier: BN254Scalar(1)) != one)
  }

  @Test func descriptionHidesTheSecrets() {
    var dumped = ""
    dump(identity, to: &dumped)
    for text in ["\(identity)", String(reflecting: identity), dumped] {
      #expect(!text.contains(identity.trapdoor.hex))
      #expect(!text.contains(identity.nullifier.hex))
    }
    #expect("\(identity)".contains(identity.commitment.hex))
  }
}
