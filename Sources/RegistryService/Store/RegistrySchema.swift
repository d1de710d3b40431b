// The tables of a registry's database.

import GRDB

/// Migrations, and the mark that tells a registry's file from other SQLite files.
enum RegistrySchema {
  /// SQLite's application id: "WIDR".
  static let applicationID: Int32 = 0x5749_4452

  /// All versions of the schema in order; a published version never changes.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(
        sql: """
          PRAGMA application_id = \(applicationID);
          -- One row: what this registry is.
          CREATE TABLE registry (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id BLOB NOT NULL CHECK (length(id) = 32),
            created_at INTEGER NOT NULL
          ) STRICT;
          -- Leaves in the order of insertion, without gaps.
          CREATE TABLE identities (
            leaf_index INTEGER PRIMARY KEY CHECK (leaf_index >= 0),
            commitment BLOB NOT NULL UNIQUE CHECK (length(commitment) = 32),
            created_at INTEGER NOT NULL
          ) STRICT;
          -- On what grounds a leaf was inserted; a scan enrols once.
          CREATE TABLE enrollments (
            leaf_index INTEGER PRIMARY KEY REFERENCES identities (leaf_index),
            scan_commitment BLOB NOT NULL UNIQUE CHECK (length(scan_commitment) = 36),
            code_commitment BLOB NOT NULL CHECK (length(code_commitment) = 36),
            eye_side INTEGER NOT NULL CHECK (eye_side IN (0, 1)),
            sensor_id BLOB NOT NULL CHECK (length(sensor_id) = 32),
            model_id BLOB NOT NULL CHECK (length(model_id) = 32),
            captured_at INTEGER NOT NULL
          ) STRICT;
          -- Non-empty nodes of the Merkle tree; position = level * 2^32 + index, level 0 are the leaves.
          CREATE TABLE nodes (
            position INTEGER PRIMARY KEY,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
          ) STRICT;
          -- Every root that there ever was; the last row is the latest.
          CREATE TABLE roots (
            number INTEGER PRIMARY KEY,
            root BLOB NOT NULL UNIQUE CHECK (length(root) = 32),
            leaf_count INTEGER NOT NULL UNIQUE,
            created_at INTEGER NOT NULL
          ) STRICT;
          -- Consumed nullifiers: the primary key is what makes a claim single.
          CREATE TABLE claims (
            external_nullifier BLOB NOT NULL CHECK (length(external_nullifier) = 32),
            nullifier_hash BLOB NOT NULL CHECK (length(nullifier_hash) = 32),
            signal_hash BLOB NOT NULL CHECK (length(signal_hash) = 32),
            root BLOB NOT NULL CHECK (length(root) = 32),
            claimed_at INTEGER NOT NULL,
            PRIMARY KEY (external_nullifier, nullifier_hash)
          ) STRICT, WITHOUT ROWID;
          """)
    }
    return migrator
  }
}
