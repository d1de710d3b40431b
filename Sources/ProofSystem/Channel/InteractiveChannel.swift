import FiniteFields

/// Single reductions outside an argument, for tests that go through all messages and all challenges of a round.
///
/// The reductions are the real ones. Challenges are those of `ForgeryHooks.challenge`, and claims are kept instead of being proven.
extension MaskedChannel {
  /// What a conversation needs, from a run of it without values.
  package static func plan(
    _ run: (MaskedChannel<K>) throws(ProofError) -> Void
  ) throws(ProofError) -> ChannelPlan {
    let planner = MaskedChannel<K>()
    try run(planner)
    return planner.plan
  }

  /// The verifier's side. `messages` are those of the prover, masked as they would be sent; `domain` is the transcript's, for challenges
  /// that are not programmed.
  package convenience init(
    plan: ChannelPlan, verifying messages: [K], domain: String = "test", hooks: ForgeryHooks<K>
  ) {
    self.init(
      role: .verifying(messages: messages), plan: plan, transcript: Transcript(domain: domain), hooks: hooks)
  }

  /// The prover's side. `cells` is the committed column of K.
  package convenience init(plan: ChannelPlan, proving cells: [K], hooks: ForgeryHooks<K>) {
    self.init(role: .proving(cells: cells), plan: plan, transcript: Transcript(domain: "test"), hooks: hooks)
  }

  /// The claims so far, in order.
  package var madeClaims: [LinearForm<K>] { claims }

  package var madeLowFactors: [LowFactor<K>] { lowFactors }

  /// All 2^variables weights of a registered low factor.
  package func weights(of low: LowFactorID) -> [K] { lowFactors[low.index].weights() }

  /// All that was sent, masked.
  package var messages: [K] { sent }

  // MARK: Reductions that statements do not call themselves

  package func checkProducts() throws(ProofError) { try ProductCheck.run(self) }

  /// - Returns: the point and the claim g(point).
  package func equalityRounds(
    rho: [K], degree: Int, claim: Affine<K>
  ) throws(ProofError) -> (point: [K], claim: Affine<K>) {
    try equalitySumcheck("round", rho: rho, degree: degree, claim: claim, prover: nil)
  }

  /// - Parameter leaves: prover only, 2^variables of each.
  /// - Returns: the claims on the leaves at a point.
  package func addFractions(
    variables: Int, leaves: (numerators: [K], denominators: [K])?
  ) throws(ProofError) -> (point: [K], numerator: Affine<K>, denominator: Affine<K>) {
    let tree = leaves.map { FractionTree(numerators: $0.numerators, denominators: $0.denominators) }
    let result = try FractionalSum.run(self, variables: variables, tree: tree)
    return (result.point, result.numerator, result.denominator)
  }
}
