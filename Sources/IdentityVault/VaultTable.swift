import Foundation
import GRDB

/// The vault's SQL: three tables, no index, every value checked for its type when it is read.
///
/// An index would be a second, unauthenticated copy of the truth: a damaged one could hide a row. Rows are
/// found through the authenticated list instead.
struct VaultTable {
  let database: Database

  private static let schema = [
    "CREATE TABLE header (id INTEGER PRIMARY KEY CHECK (id = 1), encoding BLOB NOT NULL) STRICT",
    """
    CREATE TABLE list (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, \
    authenticator BLOB NOT NULL) STRICT
    """,
    """
    CREATE TABLE record (sequence INTEGER PRIMARY KEY, locator BLOB NOT NULL, kind INTEGER NOT NULL, \
    version INTEGER NOT NULL, nonce BLOB NOT NULL, tag BLOB NOT NULL, ciphertext BLOB NOT NULL) STRICT
    """,
  ]

  /// True when nothing has ever been created in this file.
  func isBlank() throws -> Bool {
    try Row.fetchOne(database, sql: "SELECT 1 FROM sqlite_master LIMIT 1") == nil
  }

  /// Throws unless the schema is exactly ours: a foreign view or trigger could answer in our tables' place.
  func checkSchema() throws {
    let statements = try Row.fetchAll(database, sql: "SELECT sql FROM sqlite_master ORDER BY name")
      .map { try Self.text($0, 0) }
    guard statements == Self.schema else { throw VaultError.damaged(.file) }
  }

  func create(header: VaultHeader) throws {
    for statement in Self.schema { try database.execute(sql: statement) }
    try database.execute(
      sql: "INSERT INTO header (id, encoding) VALUES (1, ?)", arguments: [Data(header.encoded())])
    try database.execute(sql: "INSERT INTO list (id, generation, authenticator) VALUES (1, 0, x'')")
  }

  func header() throws -> [UInt8] {
    let rows = try Row.fetchAll(database, sql: "SELECT encoding FROM header LIMIT 2")
    guard rows.count == 1 else { throw VaultError.damaged(.header) }
    return try Self.blob(rows[0], 0, part: .header)
  }

  func replaceHeader(_ header: VaultHeader) throws {
    try database.execute(sql: "UPDATE header SET encoding = ?", arguments: [Data(header.encoded())])
    guard database.changesCount == 1 else { throw VaultError.damaged(.header) }
  }

  func list() throws -> (generation: Int64, authenticator: [UInt8]) {
    let rows = try Row.fetchAll(database, sql: "SELECT generation, authenticator FROM list LIMIT 2")
    guard rows.count == 1 else { throw VaultError.damaged(.recordList) }
    return (try Self.integer(rows[0], 0), try Self.blob(rows[0], 1, part: .recordList))
  }

  func replaceList(generation: Int64, authenticator: [UInt8]) throws {
    try database.execute(
      sql: "UPDATE list SET generation = ?, authenticator = ?", arguments: [generation, Data(authenticator)])
    guard database.changesCount == 1 else { throw VaultError.damaged(.recordList) }
  }

  func entries() throws -> [StoredEntry] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT sequence, locator, kind, version, nonce, tag, length(ciphertext), typeof(ciphertext)
        FROM record ORDER BY sequence
        """)
    var entries: [StoredEntry] = []
    while let row = try cursor.next() {
      guard try Self.text(row, 7) == "blob" else { throw VaultError.damaged(.recordList) }
      entries.append(
        StoredEntry(
          sequence: try Self.integer(row, 0), locator: try Self.blob(row, 1, part: .recordList),
          kind: try Self.integer(row, 2), version: try Self.integer(row, 3),
          nonce: try Self.blob(row, 4, part: .recordList), tag: try Self.blob(row, 5, part: .recordList),
          ciphertextCount: try Self.integer(row, 6)))
    }
    return entries
  }

  /// The sealed content of a listed row; nil when the row is not found at its place.
  func ciphertext(sequence: Int64) throws -> [UInt8]? {
    try Row.fetchOne(database, sql: "SELECT ciphertext FROM record WHERE sequence = ?", arguments: [sequence])
      .map { try Self.blob($0, 0, part: .recordList) }
  }

  func insert(_ entry: StoredEntry, ciphertext: [UInt8]) throws {
    try database.execute(
      sql: """
        INSERT INTO record (sequence, locator, kind, version, nonce, tag, ciphertext)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.sequence, Data(entry.locator), entry.kind, entry.version, Data(entry.nonce), Data(entry.tag),
        Data(ciphertext),
      ])
  }

  func delete(sequence: Int64) throws {
    try database.execute(sql: "DELETE FROM record WHERE sequence = ?", arguments: [sequence])
    guard database.changesCount == 1 else { throw VaultError.damaged(.recordList) }
  }

  // Stored values keep the type they were written with, whatever the column says, and GRDB's subscript with
  // a Swift type traps on a misfit; the raw storage never does.

  private static func blob(_ row: Row, _ column: Int, part: VaultPart) throws(VaultError) -> [UInt8] {
    guard case .blob(let data) = (row[column] as DatabaseValue).storage else { throw .damaged(part) }
    return Array(data)
  }

  private static func integer(_ row: Row, _ column: Int) throws(VaultError) -> Int64 {
    guard case .int64(let number) = (row[column] as DatabaseValue).storage else {
      throw .damaged(.recordList)
    }
    return number
  }

  private static func text(_ row: Row, _ column: Int) throws(VaultError) -> String {
    guard case .string(let text) = (row[column] as DatabaseValue).storage else { throw .damaged(.file) }
    return text
  }
}
