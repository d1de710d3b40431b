import Foundation
import GRDB
import IdentityVault
import Testing

/// Whatever happens to the stored bytes: a typed error or the unchanged content, never a trap, never wrong data.
@Suite struct VaultDamageTests {
  /// A small vault, closed, all of it in its main file.
  private func sample() throws -> (test: TestVault, snapshot: VaultSnapshot) {
    let test = try TestVault()
    let vault = try test.create()
    try vault.write { transaction in
      try transaction.addSecret(id: "left", TestVault.secret("the secret"))
      try transaction.add(.template, id: "eye-l", payload: Array(0..<40))
      try transaction.add(.template, id: "eye-r", payload: Array(0..<40))
    }
    return (test, try VaultSnapshot(of: vault))
  }

  private func bytes(_ test: TestVault) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: test.file)))
  }

  /// Puts `bytes` in the place of the vault's file, without companions.
  private func place(_ bytes: [UInt8], _ test: TestVault) throws {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: test.file + suffix) }
    try Data(bytes).write(to: URL(fileURLWithPath: test.file))
  }

  /// True for a typed error, false for the expected content; anything else fails the test.
  private func isRefused(_ test: TestVault, _ expected: VaultSnapshot, _ what: @autoclosure () -> String)
    -> Bool
  {
    do {
      let found = try VaultSnapshot(of: test.open())
      if found != expected { Issue.record("\(what()) changed the content") }
      return false
    } catch is VaultError {
      return true
    } catch {
      Issue.record("\(what()) gave \(error)")
      return true
    }
  }

  @Test func everyFlippedByteOfTheFile() throws {
    let (test, snapshot) = try sample()
    let original = try bytes(test)
    try #require(original.count <= 32 << 10)
    var refused = 0
    var tried = 0
    // Every byte that carries something, and a sample of the empty space between.
    for index in original.indices where original[index] != 0 || index % 61 == 0 {
      var damaged = original
      damaged[index] ^= UInt8(1) << UInt8(index % 8)
      try place(damaged, test)
      if isRefused(test, snapshot, "byte \(index)") { refused += 1 }
      tried += 1
    }
    #expect(tried > 800)
    #expect(refused > tried / 2)
    try place(original, test)
    #expect(try VaultSnapshot(of: test.open()) == snapshot)
  }

  @Test func everyFlippedByteOfTheHeader() throws {
    let (test, snapshot) = try sample()
    let header = try #require(try test.rows("SELECT encoding FROM header").first?[0] as Data?)
    #expect(header.count == 164)
    for index in header.indices {
      var damaged = header
      damaged[index] ^= 1 << UInt8(index % 8)
      try test.tamper("UPDATE header SET encoding = ?", [damaged])
      #expect(vaultError { try test.open() } == .damaged(.header), "byte \(index)")
    }
    for count in 0..<header.count {
      try test.tamper("UPDATE header SET encoding = ?", [Data(header.prefix(count))])
      #expect(vaultError { try test.open() } == .damaged(.header), "\(count) bytes")
    }
    try test.tamper("UPDATE header SET encoding = ?", [header + Data([0])])
    #expect(vaultError { try test.open() } == .damaged(.header))
    try test.tamper("UPDATE header SET encoding = ?", [header])
    #expect(try VaultSnapshot(of: test.open()) == snapshot)
  }

  @Test func everyFlippedByteOfARecord() throws {
    let (test, snapshot) = try sample()
    let vault = try test.open()
    for column in ["locator", "nonce", "tag", "ciphertext"] {
      let rows = try test.rows("SELECT \(column) FROM record ORDER BY sequence")
      let stored = try #require(rows[1][0] as Data?)
      for index in stored.indices {
        var damaged = stored
        damaged[index] ^= 1 << UInt8(index % 8)
        try test.tamper("UPDATE record SET \(column) = ? WHERE sequence = 2", [damaged])
        let error = vaultError { try vault.contents() }
        #expect(
          error == (column == "ciphertext" ? .damaged(.record(kind: .template)) : .damaged(.recordList)),
          "\(column) \(index)")
      }
      try test.tamper("UPDATE record SET \(column) = ? WHERE sequence = 2", [stored])
      #expect(try VaultSnapshot(of: vault) == snapshot)
    }
    // One damaged record does not take the others along.
    try test.tamper("UPDATE record SET ciphertext = zeroblob(length(ciphertext)) WHERE sequence = 2")
    #expect(vaultError { try vault.record(.template, id: "eye-l") } == .damaged(.record(kind: .template)))
    #expect(try vault.record(.template, id: "eye-r")?.payload == Array(0..<40))
  }

  @Test(arguments: [
    "UPDATE record SET kind = 3 WHERE sequence = 1",
    "UPDATE record SET kind = 99 WHERE sequence = 2",
    "UPDATE record SET version = 2 WHERE sequence = 2",
    "UPDATE record SET sequence = 10 WHERE sequence = 1",
    "DELETE FROM record WHERE sequence = 3",
    "DELETE FROM record",
    "INSERT INTO record SELECT 4, locator, kind, version, nonce, tag, ciphertext FROM record WHERE sequence = 3",
    "UPDATE record SET ciphertext = CAST(ciphertext || x'00' AS BLOB) WHERE sequence = 2",
    "UPDATE record SET ciphertext = x'' WHERE sequence = 2",
    "UPDATE record SET nonce = x'' WHERE sequence = 2",
    "UPDATE list SET generation = generation + 1",
    "UPDATE list SET generation = 9223372036854775807",
    "UPDATE list SET authenticator = x''",
    "DELETE FROM list",
    "UPDATE record SET (locator, nonce, tag, ciphertext) = "
      + "(SELECT locator, nonce, tag, ciphertext FROM record AS other WHERE other.sequence = 5 - record.sequence) "
      + "WHERE sequence IN (2, 3)",
  ])
  func rowsChangedBehindItsBack(_ sql: String) throws {
    let (test, _) = try sample()
    let vault = try test.open()
    try test.tamper(sql)
    #expect(vaultError { try vault.contents() } == .damaged(.recordList))
    #expect(vaultError { try vault.secret(id: "left") } == .damaged(.recordList))
    #expect(vaultError { try vault.add(.scan, id: "x", payload: []) } == .damaged(.recordList))
    #expect(vaultError { try test.open() } == .damaged(.recordList))
  }

  /// Both ciphertexts have one length, so the list still fits; the records' own binding must notice.
  @Test func swappedCiphertexts() throws {
    let (test, _) = try sample()
    let rows = try test.rows("SELECT ciphertext FROM record WHERE sequence > 1 ORDER BY sequence DESC")
    for (row, sequence) in zip(rows, [2, 3]) {
      try test.tamper("UPDATE record SET ciphertext = ? WHERE sequence = ?", [row[0] as Data, sequence])
    }
    let vault = try test.open()
    for id in ["eye-l", "eye-r"] {
      #expect(vaultError { try vault.record(.template, id: id) } == .damaged(.record(kind: .template)))
    }
    let secret = try vault.secret(id: "left")
    #expect(secret.withUnsafeBytes { Array($0) } == Array("the secret".utf8))
  }

  @Test(arguments: [
    "DROP TABLE record", "DROP TABLE header", "CREATE TABLE extra (a)", "CREATE INDEX extra ON record (kind)",
    "CREATE TRIGGER extra AFTER INSERT ON record BEGIN DELETE FROM record; END",
    "ALTER TABLE record RENAME TO other; CREATE VIEW record AS SELECT * FROM other",
    "DELETE FROM header",
    "ALTER TABLE record RENAME COLUMN tag TO label",
  ])
  func foreignSchemas(_ sql: String) throws {
    let (test, _) = try sample()
    try test.tamper(sql)
    let error = vaultError { try test.open() }
    #expect(error == .damaged(.file) || error == .damaged(.header))
  }

  /// A whole record list of an earlier time, in a file that has moved on.
  @Test func anOlderStateOfTheTables() throws {
    let (test, _) = try sample()
    let list = try #require(try test.rows("SELECT generation, authenticator FROM list").first)
    let (generation, authenticator): (Int64, Data) = (list[0], list[1])
    let vault = try test.open()
    try vault.add(.spentAction, id: "app", payload: [])
    try test.tamper("UPDATE list SET generation = ?, authenticator = ?", [generation, authenticator])
    #expect(vaultError { try vault.contents() } == .damaged(.recordList))
    // Taking the new row away as well gives the earlier state, whole: this cannot be seen from inside.
    try test.tamper("DELETE FROM record WHERE sequence = 4")
    #expect(try vault.contents().count == 3)
  }

  /// A row or a header of another vault under the same passphrase.
  @Test func partsOfAnotherVault() throws {
    let (test, _) = try sample()
    let (other, _) = try sample()
    let header = try #require(try other.rows("SELECT encoding FROM header").first?[0] as Data?)
    let vault = try test.open()
    try test.tamper("UPDATE header SET encoding = ?", [header])
    #expect(vaultError { try vault.contents() } == .damaged(.header))
    #expect(vaultError { try test.open() } == .damaged(.recordList))
  }

  @Test func everyTruncation() throws {
    let (test, snapshot) = try sample()
    let original = try bytes(test)
    var lengths = Array(stride(from: 0, to: original.count, by: 509))
    lengths += [1, 15, 16, 99, 100, original.count - 1]
    for page in stride(from: 4096, to: original.count, by: 4096) { lengths += [page - 1, page, page + 1] }
    for length in lengths {
      try place(Array(original.prefix(length)), test)
      #expect(isRefused(test, snapshot, "\(length) bytes"), "\(length) bytes")
    }
    try place([UInt8](repeating: 0, count: original.count), test)
    #expect(vaultError { try test.open() } == .damaged(.file))
    try place((0..<original.count).map { _ in UInt8.random(in: 0...255) }, test)
    #expect(vaultError { try test.open() } == .damaged(.file))
    try place(original, test)
    #expect(try VaultSnapshot(of: test.open()) == snapshot)
  }

  /// A damaged write-ahead log can only lose the transactions after the damage, whole ones, never change one.
  @Test func flippedBytesOfTheLog() throws {
    let test = try TestVault()
    let vault = try test.create()
    var states = [try VaultSnapshot(of: vault)]
    for index in 0..<3 {
      try vault.add(.template, id: "\(index)", payload: [UInt8](repeating: UInt8(index), count: 100))
      states.append(try VaultSnapshot(of: vault))
    }
    let main = try bytes(test)
    let log = Array(try Data(contentsOf: URL(fileURLWithPath: test.file + "-wal")))
    let copy = try TestVault()
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: false)
    var outcomes: Set<Int> = []
    for index in stride(from: 0, to: log.count, by: 211) {
      var damaged = log
      damaged[index] ^= 0x10
      try place(main, copy)
      try Data(damaged).write(to: URL(fileURLWithPath: copy.file + "-wal"))
      do {
        let state = try VaultSnapshot(of: copy.open())
        guard let position = states.firstIndex(of: state) else {
          Issue.record("byte \(index) of the log gave a state that never was")
          continue
        }
        outcomes.insert(position)
      } catch is VaultError {
        outcomes.insert(-1)
      }
    }
    #expect(outcomes.count > 1)
  }
}
