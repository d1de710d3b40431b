import FiniteFields

/// The opening outside an argument, for tests that go through all messages and all challenges of a round.
///
/// Messages and checks are the real ones; challenges are those of `ForgeryHooks.challenge`.
package struct OpeningGame<K: ExtensionField> {
  package let layout: TableauLayout
  package let parameters: TableauParameters

  package init(layout: TableauLayout, parameters: TableauParameters) {
    self.layout = layout
    self.parameters = parameters
  }

  /// What the verifier is left with.
  package struct Outcome {
    fileprivate let inner: Opening.Outcome<K>

    /// z*.
    package var point: [K] { inner.point }
    /// What the rounds end in: Ω~(z*) f~(z*) + χ G(z*), if all was well.
    package var claim: K { inner.claim }

    /// An outcome for the checks against the columns alone.
    package init(point: [K], chi2: K, combined: [K], mask: [K]) {
      var inner = Opening.Outcome(claim: K.zero)
      inner.point = point
      inner.chi2 = chi2
      inner.combined = combined
      inner.mask = mask
      self.inner = inner
    }

    fileprivate init(inner: Opening.Outcome<K>) { self.inner = inner }
  }

  /// Elements of K that the prover sends.
  package var messageCount: Int {
    Opening.valueCount(layout) + parameters.rowLength + parameters.maskRowLength(layout)
  }

  /// The verifier's side.
  ///
  /// - Parameters:
  ///   - messages: all of the prover's.
  ///   - target: τ.
  ///   - domain: of the transcript, for challenges that are not programmed.
  package func read(
    _ messages: [K], target: K, domain: String = "test", hooks: ForgeryHooks<K>
  ) throws(ProofError) -> Outcome {
    var exchange = OpeningExchange<K>(Transcript(domain: domain), received: messages, hooks: hooks)
    return Outcome(
      inner: try Opening.run(
        &exchange, layout: layout, parameters: parameters, target: target, prover: nil))
  }

  /// Both tests of single columns.
  package func checkColumns(
    _ columns: [(base: [K.Base], extended: [K])], at indices: [Int], _ outcome: Outcome,
    omitting: Set<ProofCheck> = []
  ) throws(ProofError) {
    let verifier = TableauVerifier<K>(layout: layout, parameters: parameters)
    try verifier.checkColumns(
      columns.map { .init(base: $0.base, extended: $0.extended) }, at: indices, opening: outcome.inner,
      omitting: omitting)
  }
}
