import GRDB

extension VaultError {
  /// Runs a piece of database work and turns every error into a `VaultError`.
  static func mapping<Result>(_ operation: String, _ body: () throws -> Result) throws(VaultError) -> Result {
    do {
      return try body()
    } catch let error as VaultError {
      throw error
    } catch let error as DatabaseError {
      throw VaultError(error, operation: operation)
    } catch {
      throw .storage(operation: operation, reason: "unexpected error of type \(type(of: error))")
    }
  }

  /// SQLite's result code in the vault's terms. Neither statements nor their arguments are passed on.
  init(_ error: DatabaseError, operation: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .busy
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      self = .damaged(.file)
    case .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT:
      // Our statements fit our schema; when SQLite cannot run them, the schema in the file is another one.
      self = .damaged(.file)
    default:
      self = .storage(
        operation: operation, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }
}
