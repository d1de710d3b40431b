import Foundation
import GRDB
import IdentityVault
import Testing

/// What a vault promises when nobody interferes.
@Suite struct VaultTests {
  struct Receipt: Codable, Equatable {
    let registry: String
    let leafIndex: UInt32
  }

  @Test func everyKindComesBackAfterReopening() throws {
    let test = try TestVault()
    let receipt = Receipt(registry: "http://localhost:8080", leafIndex: 7)
    let secret = try SecretBytes.random(count: 32)
    do {
      let vault = try test.create()
      try vault.write { transaction in
        try transaction.addSecret(id: "left", secret)
        try transaction.add(.scan, id: "left", payload: [UInt8](repeating: 3, count: 40_000))
        try transaction.add(.template, id: "left", payload: [1, 2, 3])
        try transaction.add(.attestation, id: "left", payload: [])
        try transaction.add(.receipt, id: "left", value: receipt)
      }
      try vault.add(.spentAction, id: "app/action", payload: [9])
    }
    let vault = try test.open()
    let stored = try vault.secret(id: "left")
    #expect([stored.isEqual(to: secret)] == [true])
    #expect(try vault.record(.scan, id: "left")?.payload == [UInt8](repeating: 3, count: 40_000))
    #expect(try vault.record(.template, id: "left")?.payload == [1, 2, 3])
    #expect(try vault.record(.attestation, id: "left")?.payload == [])
    #expect(try vault.records(.receipt).map { try $0.value(as: Receipt.self) } == [receipt])
    #expect(try vault.record(.spentAction, id: "app/action")?.payload == [9])
    #expect(try vault.record(.spentAction, id: "app/other") == nil)
    let contents = try vault.contents()
    #expect(contents.map(\.kind) == RecordKind.allCases)
    #expect(contents.map(\.byteCount) == [32, 40_000, 3, 0, 50, 1])
    let now = UInt64(Date().timeIntervalSince1970)
    #expect(contents.allSatisfy { $0.storedAt <= now && $0.storedAt > now - 3600 })
  }

  @Test func aFailedTransactionLeavesNothing() throws {
    struct Refusal: Error {}
    let test = try TestVault()
    let vault = try test.create()
    try vault.add(.template, id: "a", payload: [1])
    let before = try VaultSnapshot(of: vault)
    #expect(throws: Refusal.self) {
      try vault.write { transaction in
        try transaction.addSecret(id: "b", TestVault.secret("b"))
        try transaction.add(.scan, id: "b", payload: [2])
        try transaction.remove(.template, id: "a")
        throw Refusal()
      }
    }
    #expect(
      vaultError {
        try vault.write { transaction in
          try transaction.add(.scan, id: "b", payload: [2])
          try transaction.add(.template, id: "a", payload: [2])
        }
      } == .recordExists(kind: .template, id: "a"))
    #expect(try VaultSnapshot(of: vault) == before)
    #expect(try VaultSnapshot(of: test.open()) == before)
  }

  @Test func aTransactionReadsItsOwnWrites() throws {
    let test = try TestVault()
    let vault = try test.create()
    try vault.write { transaction in
      try transaction.add(.template, id: "a", payload: [1])
      try transaction.add(.template, id: "b", payload: [2])
      try transaction.replace(.template, id: "a", payload: [3])
      #expect(try transaction.records(.template).map(\.payload) == [[2], [3]])
      try transaction.remove(.template, id: "b")
      #expect([transaction.contains(.template, id: "b")] == [false])
    }
    #expect(try vault.records(.template).map(\.payload) == [[3]])
    #expect(
      vaultError { try vault.write { try $0.remove(.template, id: "b") } }
        == .recordNotFound(kind: .template, id: "b"))
    #expect(
      vaultError { try vault.write { try $0.replace(.template, id: "b", payload: []) } }
        == .recordNotFound(kind: .template, id: "b"))
  }

  @Test func creatingNeverOverwrites() throws {
    let test = try TestVault()
    try test.create().add(.template, id: "a", payload: [1])
    #expect(vaultError { try test.create() } == .alreadyExists(path: test.path))
    #expect(try test.open().contents().count == 1)

    let other = try TestVault()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: false)
    try Data("letter".utf8).write(to: URL(fileURLWithPath: other.path + "/letter.txt"))
    #expect(vaultError { try other.create() } == .directoryInUse(path: other.path))

    let third = try TestVault()
    try FileManager.default.createDirectory(atPath: third.path, withIntermediateDirectories: false)
    let foreign = Data(repeating: 0x41, count: 5000)
    try foreign.write(to: URL(fileURLWithPath: third.file))
    #expect(vaultError { try third.create() } == .alreadyExists(path: third.path))
    #expect(try Data(contentsOf: URL(fileURLWithPath: third.file)) == foreign)
  }

  @Test func anInterruptedCreationCanBeRepeated() throws {
    let test = try TestVault()
    try FileManager.default.createDirectory(atPath: test.path, withIntermediateDirectories: false)
    try Data().write(to: URL(fileURLWithPath: test.file))
    try test.tamper("PRAGMA journal_mode = WAL")
    #expect(vaultError { try test.open() } == .damaged(.file))
    try test.create().add(.template, id: "a", payload: [1])
    #expect(try test.open().contents().count == 1)
  }

  @Test func filesAreClosedToOthersAndWritesAreFull() throws {
    let test = try TestVault()
    let vault = try test.create()
    try vault.add(.template, id: "a", payload: [1])
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(test.path) == 0o700)
    for name in try FileManager.default.contentsOfDirectory(atPath: test.path) {
      #expect(try mode(test.path + "/" + name) == 0o600, "\(name)")
    }
    for vault in [vault, try test.open()] {
      #expect(try vault.setting("synchronous") == "2")
      #expect(try vault.setting("journal_mode") == "wal")
      #expect(try vault.setting("secure_delete") == "1")
    }
  }

  @Test func theFileShowsNoContent() throws {
    let test = try TestVault()
    do {
      let vault = try test.create()
      try vault.write { transaction in
        try transaction.addSecret(id: "identity-of-alice", TestVault.secret("needle-secret"))
        try transaction.add(.spentAction, id: "app_needle", payload: Array("needle-payload".utf8))
      }
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: test.file))
    for text in ["needle", "alice", TestVault.passphrase] {
      #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text)")
    }
    #expect(bytes.range(of: Data("WIDVAULT".utf8)) != nil)
  }

  @Test func misuseIsRefused() throws {
    let test = try TestVault()
    let vault = try test.create()
    let long = String(repeating: "é", count: 101)
    #expect(vaultError { try vault.add(.scan, id: "", payload: []) } == .invalidRecordID(byteCount: 0))
    #expect(vaultError { try vault.add(.scan, id: long, payload: []) } == .invalidRecordID(byteCount: 202))
    let large = [UInt8](repeating: 0, count: Vault.maximumPayloadBytes + 1)
    #expect(
      vaultError { try vault.add(.scan, id: "a", payload: large) } == .payloadTooLarge(byteCount: large.count)
    )
    #expect(vaultError { try vault.add(.identity, id: "a", payload: [1]) } == .wrongAccess(kind: .identity))
    #expect(vaultError { try vault.records(.identity) } == .wrongAccess(kind: .identity))
    #expect(vaultError { try vault.secret(id: "a") } == .recordNotFound(kind: .identity, id: "a"))
    #expect(vaultError { try vault.add(.scan, id: "a", value: [Double.nan]) } != nil)
    #expect(try vault.contents().isEmpty)
    try vault.add(.receipt, id: "a", payload: Array(#"{"registry":"secret-value","leafIndex":"x"}"#.utf8))
    let error = vaultError { try vault.record(.receipt, id: "a")?.value(as: Receipt.self) }
    #expect(
      error == .unusablePayload(kind: .receipt, id: "a", reason: "field leafIndex has another type"))
    #expect(error.map { !$0.description.contains("secret-value") } == true)
  }

  @Test func theOnlyKeyIsThePassphrase() throws {
    let test = try TestVault()
    try test.create().add(.template, id: "a", payload: [1])
    for wrong in ["Correct horse battery staple", TestVault.passphrase + " ", "x"] {
      #expect(vaultError { try test.open(wrong) } == .wrongPassphrase)
    }
    #expect(vaultError { try test.open("") } == .emptyPassphrase)
    #expect(
      vaultError { try Vault.create(at: test.directory + "/b", passphrase: TestVault.secret("")) }
        == .emptyPassphrase)
    #expect(try test.open().contents().count == 1)
    #expect(
      vaultError { try Vault.open(at: test.directory + "/b", passphrase: TestVault.secret("x")) }
        == .notFound(path: test.directory + "/b"))
  }

  /// The way the program takes: the standard cost, recorded in the header.
  @Test func theStandardCostIsUsed() throws {
    let test = try TestVault()
    let vault = try Vault.create(at: test.path, passphrase: TestVault.secret(TestVault.passphrase))
    #expect(vault.id.count == 16 && vault.path == test.path)
    let header = try #require(try test.rows("SELECT encoding FROM header").first?[0] as Data?)
    #expect(Array(header[28..<44]) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0])
    #expect(try test.open().id == vault.id)
  }

  @Test func thePassphraseCanBeChanged() throws {
    let test = try TestVault()
    let vault = try test.create()
    try vault.add(.template, id: "a", payload: [1])
    let before = try VaultSnapshot(of: vault)
    let old = try #require(try test.rows("SELECT encoding FROM header").first?[0] as Data?)
    let current = try TestVault.secret(TestVault.passphrase)
    let new = try TestVault.secret("new")
    #expect(vaultError { try vault.changePassphrase(from: new, to: new, cost: .least) } == .wrongPassphrase)
    let empty = try TestVault.secret("")
    #expect(
      vaultError { try vault.changePassphrase(from: current, to: empty, cost: .least) } == .emptyPassphrase)
    #expect(try VaultSnapshot(of: test.open()) == before)
    try vault.changePassphrase(from: current, to: new, cost: .least)
    #expect(try VaultSnapshot(of: vault) == before)
    #expect(vaultError { try test.open() } == .wrongPassphrase)
    #expect(try VaultSnapshot(of: test.open("new")) == before)
    // The key wrapped under the old passphrase is in none of the files, and putting it back shows.
    for name in try FileManager.default.contentsOfDirectory(atPath: test.path) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: test.path + "/" + name))
      #expect(bytes.range(of: old[84..<132]) == nil, "\(name)")
    }
    try test.tamper("UPDATE header SET encoding = ?", [old])
    #expect(vaultError { try test.open() } == .damaged(.recordList))
  }

  @Test func everyMessageSaysWhatToDo() {
    let errors: [VaultError] = [
      .notFound(path: "/p"), .alreadyExists(path: "/p"), .directoryInUse(path: "/p"), .wrongPassphrase,
      .emptyPassphrase, .damaged(.file), .damaged(.header), .damaged(.recordList),
      .damaged(.record(kind: .scan)), .unsupportedFormat(found: 2), .costRefused(passes: 1, memoryBytes: 1),
      .busy, .outOfMemory(bytes: 1), .cryptographyUnavailable, .storage(operation: "o", reason: "r"),
    ]
    #expect(Set(errors.map(\.description)).count == errors.count)
    #expect(errors.allSatisfy { $0.description == "\($0.reason); hint: \($0.hint)" && !$0.hint.isEmpty })
  }
}
