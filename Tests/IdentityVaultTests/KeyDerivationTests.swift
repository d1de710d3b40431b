import Foundation
import GRDB
import IdentityVault
import Testing

/// What a file may ask of the machine that opens it.
@Suite struct KeyDerivationTests {
  @Test(
    arguments: [
      (1, 64 << 20), (0, 64 << 20), (17, 19 << 20), (.max, 19 << 20), (2, (19 << 20) - 1), (2, 0), (2, 8192),
      (2, (1 << 30) + 1), (2, .max), (5, 1 << 30), (.max, .max), (1 << 63, 2), (1 << 32, 1 << 32),
    ] as [(UInt64, UInt64)])
  func absurdCostsAreRefusedBeforeAnyWork(_ passes: UInt64, _ memoryBytes: UInt64) throws {
    let cost = KeyDerivationCost(passes: passes, memoryBytes: memoryBytes)
    #expect(!cost.isAcceptable)
    let refusal = VaultError.costRefused(passes: passes, memoryBytes: memoryBytes)
    let test = try TestVault()
    #expect(
      vaultError { try Vault.create(at: test.path, passphrase: TestVault.secret("x"), cost: cost) } == refusal
    )

    // A hostile file, with a digest that fits.
    let hostile = try TestVault()
    _ = try hostile.create()
    let stored = try #require(try hostile.rows("SELECT encoding FROM header").first?[0] as Data?)
    var header = Array(stored)
    withUnsafeBytes(of: passes.littleEndian) { header.replaceSubrange(28..<36, with: $0) }
    withUnsafeBytes(of: memoryBytes.littleEndian) { header.replaceSubrange(36..<44, with: $0) }
    header.replaceSubrange(132..<164, with: Sodium.hash(Array(header.prefix(132))))
    try hostile.tamper("UPDATE header SET encoding = ?", [Data(header)])
    #expect(vaultError { try hostile.open() } == refusal)
  }

  /// An acceptable cost that is not the one the vault was made with is authenticated too.
  @Test func aChangedCostOpensNothing() throws {
    let test = try TestVault()
    _ = try test.create()
    let stored = try #require(try test.rows("SELECT encoding FROM header").first?[0] as Data?)
    for (position, what) in [(12, "vault id"), (28, "passes"), (44, "salt"), (60, "nonce"), (84, "key")] {
      var header = Array(stored)
      header[position] ^= 1
      header.replaceSubrange(132..<164, with: Sodium.hash(Array(header.prefix(132))))
      try test.tamper("UPDATE header SET encoding = ?", [Data(header)])
      #expect(vaultError { try test.open() } == .wrongPassphrase, "\(what)")
    }
  }

  @Test func theShippedCostsAreAcceptable() {
    #expect(KeyDerivationCost.standard.isAcceptable)
    #expect(KeyDerivationCost.least.isAcceptable)
    #expect(KeyDerivationCost(passes: 4, memoryBytes: 1 << 30).isAcceptable)
    #expect(KeyDerivationCost.standard.memoryBytes == 268_435_456 && KeyDerivationCost.standard.passes == 3)
  }

  /// The vectors of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
  @Test func xChaCha20Poly1305() throws {
    func bytes(_ hex: String) -> [UInt8] {
      let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
      return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
    let text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      + "sunscreen would be it."
    let key = try SecretBytes(copying: Array(0x80...0x9f))
    let sealed = Sodium.seal(
      try TestVault.secret(text), nonce: Array(0x40...0x57),
      associatedData: bytes("50515253c0c1c2c3c4c5c6c7"), key: key)
    #expect(
      sealed.ciphertext
        == bytes(
          """
          bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39
          ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
          21f9664c97637da9768812f615c68b13b52e
          """))
    #expect(sealed.tag == bytes("c0875924c1c7987947deafd8780acf49"))
  }
}
