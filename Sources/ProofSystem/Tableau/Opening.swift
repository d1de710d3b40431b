import FiniteFields

/// Proves all linear claims of a statement, Σ_z Ω(z) f(z) = τ over all committed symbols f(z): one masked sumcheck, then one combined row.
///
/// A sumcheck over Ω f + χ G, where the committed polynomial G(z) = g_0 + Σ_j (g_{2j−1} z_j + g_{2j} z_j²) masks its messages (Chiesa, Forbes,
/// Spooner, eprint 2017/305; Xie, Zhang, Zhang, Papamanthou, Song, eprint 2019/317, section 4.1), ends in f~(z*). That value is read off
/// V = U0 + χ₂ Σ_i eq(z*_hi, i) P_i, a row of the code (Ames, Hazay, Ishai, Venkitasubramaniam, eprint 2022/1608, with the tensor weights
/// eq(z*_hi, ·)), and G(z*) off Vg = G' + χ₂ G. Both are compared with the opened columns. σ needs no proof of its own: G is committed and σ
/// sent before χ, so that the rounds prove both sums.
///
/// Everything here is sent in clear. It is uniform whatever the witness: 2m + 1 coefficients of G hide σ and two values a round, one more
/// symbol of the mask row hides f~(z*), U0 and G' hide V and Vg, and the checks determine the rest. Statistical distance at most
/// (m + 1)/|K|, the chance that a weight of the hiding symbols vanishes.
enum Opening {
  /// What the columns and the last checks need.
  struct Outcome<K: ExtensionField> {
    /// z*: coordinates of the position, lowest first, then of the row.
    var point: [K] = []
    /// The claim that the rounds end in: Ω~(z*) f~(z*) + χ G(z*).
    var claim: K
    var chi = K.zero
    /// f~(z*) as sent.
    var value = K.zero
    /// ⟨eq(z*_lo), U0⟩ and ⟨mono(z*), G'⟩ as sent.
    var blindValue = K.zero
    var blindMaskValue = K.zero
    var chi2 = K.zero
    /// V, k coefficients.
    var combined: [K] = []
    /// Vg.
    var mask: [K] = []
  }

  /// Values that are sent before V and Vg.
  static func valueCount(_ layout: TableauLayout) -> Int { 2 * layout.symbolVariables + 4 }

  /// Both sides' conversation, in the order of what is absorbed.
  ///
  /// - Parameters:
  ///   - target: τ.
  ///   - prover: nil on the verifier's side.
  static func run<K: ExtensionField>(
    _ exchange: inout OpeningExchange<K>, layout: TableauLayout, parameters: TableauParameters, target: K,
    prover: OpeningProver<K>?
  ) throws(ProofError) -> Outcome<K> {
    var outcome = Outcome(claim: target)
    let sigma = try exchange.send("mask sum", 1, outcome.view(prover)) { [prover?.mask.sum ?? K.zero] }[0]
    outcome.chi = exchange.challenge("chi", nonZero: true)
    outcome.claim += outcome.chi * sigma
    for _ in 0..<layout.symbolVariables {
      let message = try exchange.send("opening round", 2, outcome.view(prover)) {
        prover?.roundMessage(outcome.chi) ?? []
      }
      let x = exchange.challenge("opening round")
      // s(1) = T - s(0); T' = s(0) (1 - x) + s(1) x + s_2 (x^2 - x)
      outcome.claim =
        message[0] * (K.one - x) + (outcome.claim - message[0]) * x + message[1] * (x.squared - x)
      outcome.point.append(x)
      prover?.bind(to: x)
    }
    let values = try exchange.send("opening values", 3, outcome.view(prover)) { prover?.values() ?? [] }
    (outcome.value, outcome.blindValue, outcome.blindMaskValue) = (values[0], values[1], values[2])
    outcome.chi2 = exchange.challenge("chi2")
    outcome.combined = try exchange.send("V", parameters.rowLength, outcome.view(prover)) {
      prover?.combinedRow(outcome.chi2) ?? []
    }
    outcome.mask = try exchange.send("Vg", parameters.maskRowLength(layout), outcome.view(prover)) {
      prover?.combinedMask(outcome.chi2) ?? []
    }
    return outcome
  }
}

/// The clear messages of the opening: computed and sent by the prover, read by the verifier, absorbed by both.
struct OpeningExchange<K: ExtensionField> {
  var transcript: Transcript
  /// What was sent so far.
  private(set) var sent: [K] = []
  /// The verifier's side: what is still to be read.
  private var received: ArraySlice<K>?
  private let hooks: ForgeryHooks<K>

  /// - Parameter received: the verifier's messages, nil on the prover's side.
  init(_ transcript: Transcript, received: [K]?, hooks: ForgeryHooks<K>) {
    self.transcript = transcript
    self.received = received.map { $0[...] }
    self.hooks = hooks
  }

  mutating func challenge(_ label: String, nonZero: Bool = false) -> K {
    let drawn: [K] =
      nonZero ? transcript.nonZeroChallenges(label, count: 1) : transcript.challenges(label, count: 1)
    return (hooks.challenge?(label, drawn) ?? drawn)[0]
  }

  mutating func send(
    _ label: String, _ count: Int, _ view: OpeningView<K>, _ values: () -> [K]
  ) throws(ProofError) -> [K] {
    var message: [K]
    if let rest = received {
      // The shape fixed the number of messages before they were read, so this cannot run out; stay total all the same.
      guard rest.count >= count else { throw .truncated(section: "opening") }
      message = Array(rest.prefix(count))
      received = rest.dropFirst(count)
    } else {
      message = values()
      hooks.opening?(label, &message, view)
    }
    sent += message
    transcript.absorb(label, elements: message)
    return message
  }
}

/// What a forger of the opening knows when a message is due.
package struct OpeningView<K: ExtensionField> {
  package let point: [K]
  package let claim: K
  package let chi: K
  package let chi2: K
  /// f~(z*) as sent.
  package let value: K
  let prover: OpeningProver<K>?

  package var positionVariables: Int { prover?.positionVariables ?? 0 }
  /// f~(z*) and G(z*), once all rounds are over.
  package var honestValue: K { prover?.value ?? K.zero }
  package var honestMaskValue: K { prover?.mask.sum ?? K.zero }
  private var omega: K { prover?.weight ?? K.zero }
  /// What f~(z*) should be for the claim to hold with the true mask, and what the mask should be with the true value.
  package var fittingValue: K { (claim - chi * honestMaskValue) * omega.inverse() }
  package var fittingMaskValue: K { (claim - omega * honestValue) * chi.inverse() }
}

extension Opening.Outcome {
  func view(_ prover: OpeningProver<K>?) -> OpeningView<K> {
    OpeningView(point: point, claim: claim, chi: chi, chi2: chi2, value: value, prover: prover)
  }
}
