import FiniteFields
import ProofSystem
import Synchronization
import Testing

/// Challenges that a test hands out in place of the transcript's, in the order in which the verifier asks for them.
final class ProgrammedChallenges<K: ExtensionField>: Sendable {
  private let queue: Mutex<ArraySlice<K>>

  init(_ values: [K]) { queue = Mutex(values[...]) }

  /// Hooks that use these challenges; none may be left over or missing.
  var hooks: ForgeryHooks<K> {
    var hooks = ForgeryHooks<K>()
    hooks.challenge = { _, drawn in
      self.queue.withLock { queue in
        let values = Array(queue.prefix(drawn.count))
        queue = queue.dropFirst(drawn.count)
        return values.count == drawn.count ? values : drawn
      }
    }
    return hooks
  }

  var isUsedUp: Bool { queue.withLock { $0.isEmpty } }
}

/// One reduction between a cheating prover and the engine's verifier, every word of it chosen by the test.
struct Conversation<K: ExtensionField> {
  let plan: ChannelPlan
  let cells: [K]

  /// - Parameter cells: the committed column of K, zero unless given. Pads of zero hide nothing, so messages are the values themselves.
  init(cells: [K]? = nil, _ run: (MaskedChannel<K>) throws(ProofError) -> Void) throws {
    plan = try MaskedChannel<K>.plan(run)
    self.cells = cells ?? [K](repeating: .zero, count: plan.extensionCellCount)
  }

  /// The verifier after a conversation. `values` are what the prover wants the verifier to believe: pads are taken off before they are sent.
  func verifier(_ values: [K], _ challenges: [K]) -> MaskedChannel<K> {
    let pads = plan.maskCells.map { cells[plan.position(of: $0)] }
    let messages = values.enumerated().map {
      $0.offset < pads.count ? $0.element - pads[$0.offset] : $0.element
    }
    return MaskedChannel(
      plan: plan, verifying: messages, hooks: ProgrammedChallenges(challenges).hooks)
  }

  func value(_ affine: Affine<K>) -> K { affine.value(cells: cells, plan: plan) }

  /// Whether all claims hold for these committed columns; what the opening would go on to prove.
  func holds(_ channel: MaskedChannel<K>, columns: [[K.Base]] = []) -> Bool {
    channel.madeClaims.allSatisfy { form in
      var sum = value(form.affine)
      for term in form.terms {
        let weights = channel.weights(of: term.low)
        for (h, high) in term.high.enumerated() {
          for (j, low) in weights.enumerated() where h * weights.count + j < columns[term.column].count {
            sum += (high * low).scaled(by: columns[term.column][h * weights.count + j])
          }
        }
      }
      return sum == .zero
    }
  }
}

/// Coefficients in ascending order at a point.
func evaluate<K: FiniteField>(_ coefficients: [K], at x: K) -> K {
  coefficients.reversed().reduce(.zero) { $0 * x + $1 }
}
