// Group commit: operations that queue behind a running commit share the next one.

import Dispatch
import GRDB
import Synchronization

/// Runs state changes one after another, several in one durable transaction. An operation that is refused
/// leaves no trace; when the commit fails, none of its operations has happened and all are told so.
final class CommitQueue: Sendable {
  /// An operation: refuses by throwing `RegistryError`; any other error fails the whole transaction.
  typealias Work<Value> = @Sendable (Database, inout CommitBatch) throws -> Value

  private struct Entry: Sendable {
    let run: @Sendable (Database, inout CommitBatch) throws -> Void
    let complete: @Sendable (RegistryError?) -> Void
  }

  private struct State {
    var waiting: [Entry] = []
    var isDraining = false
  }

  /// Bounds how long one transaction holds the others up.
  private static let largestBatch = 512

  private let writer: any DatabaseWriter
  private let tree: StoredTree
  private let clock: @Sendable () -> UInt64
  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "worldid.registry.commit")

  init(writer: any DatabaseWriter, tree: StoredTree, clock: @escaping @Sendable () -> UInt64) {
    self.writer = writer
    self.tree = tree
    self.clock = clock
  }

  /// Returns when the operation is on disk; throws its refusal, or `storageUnavailable`.
  func submit<Value: Sendable>(_ work: @escaping Work<Value>) async throws(RegistryError) -> Value {
    let result: Result<Value, RegistryError> = await withCheckedContinuation { continuation in
      let value = Mutex<Value?>(nil)
      enqueue(
        Entry(
          run: { db, batch in
            let result = try work(db, &batch)
            value.withLock { $0 = result }
          },
          complete: { refusal in
            if let refusal {
              continuation.resume(returning: .failure(refusal))
            } else if let result = value.withLock({ $0 }) {
              continuation.resume(returning: .success(result))
            } else {
              continuation.resume(returning: .failure(.internalFailure))
            }
          }))
    }
    return try result.get()
  }

  private func enqueue(_ entry: Entry) {
    let mustStart = state.withLock { state in
      state.waiting.append(entry)
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if mustStart { thread.async { self.drain() } }
  }

  private func drain() {
    while true {
      let entries = state.withLock { state -> [Entry] in
        let entries = Array(state.waiting.prefix(Self.largestBatch))
        state.waiting.removeFirst(entries.count)
        state.isDraining = !entries.isEmpty
        return entries
      }
      if entries.isEmpty { return }
      let outcomes = commit(entries)
      for (entry, refusal) in zip(entries, outcomes) { entry.complete(refusal) }
    }
  }

  /// What to tell each entry: nil for done.
  private func commit(_ entries: [Entry]) -> [RegistryError?] {
    do {
      return try writer.writeWithoutTransaction { db in
        var refusals: [RegistryError?] = []
        try db.inTransaction(.immediate) {
          var batch = try CommitBatch(now: clock(), in: db)
          for entry in entries { refusals.append(try attempt(entry, batch: &batch, in: db)) }
          try batch.finish(tree: tree, in: db)
          return .commit
        }
        return refusals
      }
    } catch {
      return entries.map { _ in .storageUnavailable }
    }
  }

  private func attempt(_ entry: Entry, batch: inout CommitBatch, in db: Database) throws -> RegistryError? {
    var attempt = batch
    do {
      try db.inSavepoint {
        try entry.run(db, &attempt)
        return .commit
      }
    } catch let refusal as RegistryError {
      return refusal
    }
    batch = attempt
    return nil
  }
}
