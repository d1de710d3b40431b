import Foundation
import GRDB

/// A consistent view of the vault, and in `Vault.write` the records to be written with it: all or none.
///
/// It begins by checking the authenticator of the record list, so what it reads is what was written, complete
/// and in its place. It cannot outlive the closure it is handed to.
public struct VaultTransaction: ~Copyable {
  private let table: VaultTable
  private let keys: VaultKeys
  private let generation: Int64
  private var entries: [StoredEntry]
  private var isChanged = false
  private var failure: VaultError?

  /// Opens the view on a database that holds a finished vault.
  init(table: VaultTable, keys: VaultKeys) throws {
    let header = try table.header()
    let list = try table.list()
    let entries = try table.entries()
    guard try VaultHeader(encoded: header).vaultID == keys.vaultID else { throw VaultError.damaged(.header) }
    guard
      Sodium.areEqual(
        list.authenticator,
        keys.authenticateList(header: header, generation: list.generation, entries: entries))
    else { throw VaultError.damaged(.recordList) }
    self.table = table
    self.keys = keys
    self.generation = list.generation
    self.entries = entries
  }

  /// Begins the view on tables that were created in this very transaction.
  init(creating table: VaultTable, keys: VaultKeys) {
    self.table = table
    self.keys = keys
    generation = 0
    entries = []
    isChanged = true
  }

  /// Writes the new authenticator; a change that failed half-way fails the whole transaction.
  func finish() throws {
    if let failure { throw failure }
    guard isChanged else { return }
    let header = try table.header()
    try table.replaceList(
      generation: generation &+ 1,
      authenticator: keys.authenticateList(header: header, generation: generation &+ 1, entries: entries))
  }

  // MARK: Reading

  /// The table of contents, in the order of writing.
  public func contents() throws(VaultError) -> [VaultEntry] {
    var contents: [VaultEntry] = []
    for entry in entries {
      let content = try open(entry, kind: try kind(of: entry))
      contents.append(
        VaultEntry(
          kind: content.kind, id: content.id, storedAt: content.storedAt, byteCount: content.payload.count))
    }
    return contents
  }

  /// All records of a kind, in the order of writing.
  public func records(_ kind: RecordKind) throws(VaultError) -> [VaultRecord] {
    guard !kind.holdsSecret else { throw .wrongAccess(kind: kind) }
    var records: [VaultRecord] = []
    for entry in entries where entry.kind == Int64(kind.rawValue) {
      records.append(try open(entry, kind: kind).record())
    }
    return records
  }

  /// One record, or nil when there is none of this kind and id.
  public func record(_ kind: RecordKind, id: String) throws(VaultError) -> VaultRecord? {
    guard !kind.holdsSecret else { throw .wrongAccess(kind: kind) }
    guard let position = position(kind, id: id) else { return nil }
    return try open(entries[position], kind: kind).record()
  }

  /// The identity secret of this id, in guarded memory.
  ///
  /// - Throws: `VaultError.recordNotFound` when there is none.
  public func secret(id: String) throws(VaultError) -> SecretBytes {
    guard let position = position(.identity, id: id) else {
      throw .recordNotFound(kind: .identity, id: id)
    }
    let content = try open(entries[position], kind: .identity)
    return try content.payload.copy()
  }

  /// True when there is a record of this kind and id.
  public func contains(_ kind: RecordKind, id: String) -> Bool { position(kind, id: id) != nil }

  // MARK: Writing

  /// Adds a record.
  ///
  /// - Throws: `VaultError.recordExists` when the kind already has this id.
  public mutating func add(_ kind: RecordKind, id: String, payload: [UInt8]) throws(VaultError) {
    guard !kind.holdsSecret else { throw .wrongAccess(kind: kind) }
    guard !contains(kind, id: id) else { throw .recordExists(kind: kind, id: id) }
    let content = try content(kind, id: id, payload: payload)
    try insert(content)
  }

  /// Adds a record whose payload is the value's JSON.
  public mutating func add(_ kind: RecordKind, id: String, value: some Encodable) throws(VaultError) {
    try add(kind, id: id, payload: VaultRecord.payload(of: value, kind: kind, id: id))
  }

  /// Adds an identity secret.
  public mutating func addSecret(id: String, _ secret: borrowing SecretBytes) throws(VaultError) {
    guard !contains(.identity, id: id) else { throw .recordExists(kind: .identity, id: id) }
    try insert(RecordContent(kind: .identity, id: id, storedAt: Self.now, payload: secret.copy()))
  }

  /// Replaces a record; it moves to the end of the order.
  ///
  /// - Throws: `VaultError.recordNotFound` when there is none of this kind and id.
  public mutating func replace(_ kind: RecordKind, id: String, payload: [UInt8]) throws(VaultError) {
    guard !kind.holdsSecret else { throw .wrongAccess(kind: kind) }
    let content = try content(kind, id: id, payload: payload)
    try remove(kind, id: id)
    try insert(content)
  }

  /// Replaces a record by the value's JSON.
  public mutating func replace(_ kind: RecordKind, id: String, value: some Encodable) throws(VaultError) {
    try replace(kind, id: id, payload: VaultRecord.payload(of: value, kind: kind, id: id))
  }

  /// Removes a record, secrets included; its pages are overwritten.
  ///
  /// - Throws: `VaultError.recordNotFound` when there is none of this kind and id.
  public mutating func remove(_ kind: RecordKind, id: String) throws(VaultError) {
    guard let position = position(kind, id: id) else { throw .recordNotFound(kind: kind, id: id) }
    let entry = entries.remove(at: position)
    try change("remove a record") { table in try table.delete(sequence: entry.sequence) }
  }

  /// The stored header, which the list's authenticator covers.
  func vaultHeader() throws(VaultError) -> VaultHeader {
    try VaultError.mapping("read the header") { try VaultHeader(encoded: table.header()) }
  }

  /// Puts a header with a newly wrapped data key in the place of `old`.
  ///
  /// - Throws: `VaultError.busy` when another process has replaced it in the meantime.
  mutating func replaceHeader(_ old: VaultHeader, by new: VaultHeader) throws(VaultError) {
    guard try vaultHeader() == old else { throw .busy }
    try change("change the passphrase") { table in try table.replaceHeader(new) }
  }

  // MARK: Inner workings

  private static var now: UInt64 { UInt64(max(0, Date().timeIntervalSince1970)) }

  private func content(
    _ kind: RecordKind, id: String, payload: [UInt8]
  ) throws(VaultError) -> RecordContent {
    guard payload.count <= Vault.maximumPayloadBytes else { throw .payloadTooLarge(byteCount: payload.count) }
    return try RecordContent(
      kind: kind, id: id, storedAt: Self.now, payload: SecretBytes(copying: payload))
  }

  private mutating func insert(_ content: borrowing RecordContent) throws(VaultError) {
    let last = entries.last?.sequence ?? 0
    guard last < Int64.max else { throw .damaged(.recordList) }
    let keys = keys
    let entry = try change("write a record") { table in
      let sealed = try keys.seal(content, sequence: last + 1)
      try table.insert(sealed.entry, ciphertext: sealed.ciphertext)
      return sealed.entry
    }
    entries.append(entry)
  }

  /// After a failed change nothing of this transaction may be committed, even when the caller goes on.
  private mutating func change<Result>(
    _ operation: String, _ body: (VaultTable) throws -> Result
  ) throws(VaultError) -> Result {
    isChanged = true
    do {
      let table = table
      return try VaultError.mapping(operation) { try body(table) }
    } catch {
      failure = error
      throw error
    }
  }

  private func position(_ kind: RecordKind, id: String) -> Int? {
    let locator = keys.locator(kind: kind, id: id)
    return entries.firstIndex { $0.locator == locator }
  }

  private func kind(of entry: StoredEntry) throws(VaultError) -> RecordKind {
    guard let kind = UInt8(exactly: entry.kind).flatMap(RecordKind.init(rawValue:)) else {
      throw .unsupportedFormat(found: UInt32(clamping: entry.kind))
    }
    return kind
  }

  private func open(_ entry: StoredEntry, kind: RecordKind) throws(VaultError) -> RecordContent {
    let ciphertext = try VaultError.mapping("read a record") {
      try table.ciphertext(sequence: entry.sequence)
    }
    guard let ciphertext else { throw .damaged(.record(kind: kind)) }
    return try keys.open(entry, kind: kind, ciphertext: ciphertext)
  }
}
