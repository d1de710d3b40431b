import FiniteFields
import ProofSystem
import Synchronization

/// A prover that follows the protocol but for one message, committed cell, row or check. What the verifier makes of it is not said here:
/// some of these harm nobody (another pad is as good as the first).
struct EngineLie<K: ExtensionField>: Sendable {
  let kind: String
  let what: String
  let hooks: ForgeryHooks<K>

  init(_ kind: String, _ what: String, _ bend: (inout ForgeryHooks<K>) -> Void) {
    self.kind = kind
    self.what = what
    var hooks = ForgeryHooks<K>()
    bend(&hooks)
    self.hooks = hooks
  }

  static func all(_ plan: ChannelPlan) -> [EngineLie] {
    messages(plan) + cells(plan) + rows() + opening() + [
      EngineLie("no proof of work", "a nonce that misses the target") { $0.omittedChecks = [.grinding] },
      EngineLie("another tableau", "cells that fit the claims' weights are opened") {
        $0.opensLateTableau = true
      },
    ]
  }

  /// Each message of the statement, one larger.
  private static func messages(_ plan: ChannelPlan) -> [EngineLie] {
    (0..<plan.messageCount).map { target in
      EngineLie("message", "message \(target)") { hooks in
        let sent = Mutex(0)
        hooks.tamper = { _, value in
          let index = sent.withLock { count in
            count += 1
            return count - 1
          }
          return index == target ? value + K.one : value
        }
      }
    }
  }

  /// Cells of the committed column of K, one larger.
  private static func cells(_ plan: ChannelPlan) -> [EngineLie] {
    stride(from: 0, to: plan.extensionCellCount, by: max(1, plan.extensionCellCount / 40)).map { cell in
      EngineLie("cell", "cell \(cell) of K") { hooks in
        hooks.cells = { cells, _ in cells[cell] += K.one }
      }
    }
  }

  private static func rows() -> [EngineLie] {
    [0, 1, 2].flatMap { share in
      [
        EngineLie("row", "a coefficient of a base row") { hooks in
          hooks.rows = { base, _ in base[base.count / 3 * share] += .one }
        },
        EngineLie("row", "a coefficient of a row of K") { hooks in
          hooks.rows = { _, rows in rows[rows.count / 3 * share] += .one }
        },
        EngineLie("codeword", "one entry of a base row") { hooks in
          hooks.codewords = { $0[$0.count / 3 * share] += .one }
        },
        EngineLie("codeword", "every third entry of the base rows") { hooks in
          hooks.codewords = { code in
            for index in stride(from: share, to: code.count, by: 3) { code[index] += .one }
          }
        },
      ]
    }
  }

  /// Each clear message of the opening, one larger in its first or last element.
  private static func opening() -> [EngineLie] {
    ["mask sum", "opening round", "opening values", "V", "Vg"].flatMap { label in
      [true, false].map { first in
        EngineLie("opening", "\(label), \(first ? "first" : "last") element") { hooks in
          hooks.opening = { sent, message, _ in
            if sent == label { message[first ? 0 : message.count - 1] += K.one }
          }
        }
      }
    }
  }
}
