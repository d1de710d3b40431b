import Foundation
import GRDB
import IdentityVault
import Testing

/// The format, against a vault that other code has written (`TestVectors/generate_vault.py`).
@Suite struct VaultFormatTests {
  @Test func aVaultOfFormat1() throws {
    let vectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("TestVectors/vault.sql")
    let test = try TestVault()
    try FileManager.default.createDirectory(atPath: test.path, withIntermediateDirectories: false)
    try test.tamper(String(contentsOf: vectors, encoding: .utf8))

    let vault = try test.open("grüne Wellen am Morgen")
    #expect(vault.id == Array(0..<16))
    let secret = try vault.secret(id: "left")
    #expect(secret.withUnsafeBytes { Array($0) } == Array("not_a_real_secret".utf8))
    #expect(try vault.record(.template, id: "left")?.payload == (0..<3).flatMap { _ in Array(0...255) })
    let receipt = try vault.record(.receipt, id: "left")?.value(as: VaultTests.Receipt.self)
    #expect(receipt == VaultTests.Receipt(registry: "http://localhost:8080", leafIndex: 7))
    let contents = try vault.contents()
    #expect(contents.map(\.kind) == [.identity, .template, .receipt, .spentAction])
    #expect(contents.map(\.id) == ["left", "left", "left", "app_10eb12bd96d8f7202892ff25f094c803/été"])
    #expect(contents.map(\.byteCount) == [17, 768, 50, 0])
    #expect(contents.allSatisfy { $0.storedAt == 1_764_000_000 })
    try vault.add(.template, id: "right", payload: [1])
    #expect(try test.open("grüne Wellen am Morgen").contents().count == 5)
  }

  /// What this code writes has the shape of what it reads.
  @Test func rowsHaveTheDocumentedShape() throws {
    let test = try TestVault()
    try test.create().add(.template, id: "a", payload: [1, 2, 3])
    let row = try #require(
      try test.rows(
        "SELECT sequence, kind, version, length(locator), length(nonce), length(tag), length(ciphertext) FROM record"
      ).first)
    let numbers: [Int64] = (0..<7).map { row[$0] }
    #expect(numbers == [1, 3, 1, 32, 24, 16, 14])
    #expect(try test.rows("SELECT generation FROM list").map { $0[0] as Int64 } == [2])
  }
}
