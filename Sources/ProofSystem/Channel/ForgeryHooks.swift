import FiniteFields

/// Ways to lie, for forgery tests only: outside this package nobody can set any.
///
/// A forgery test shows two things: the verifier refuses a false statement, and accepts it as soon as one claim or check is left out.
public struct ForgeryHooks<K: ExtensionField>: Sendable {
  /// Claims that both sides leave out, by name.
  package var omittedClaims: Set<String> = []
  /// Checks that the verifier leaves out. A prover that leaves out the grinding sends a nonce that misses the target.
  package var omittedChecks: Set<ProofCheck> = []
  package var acceptsTrailingBytes = false
  package var acceptsOtherModels = false
  /// Takes stated sums that only the field takes for those of the network.
  package var acceptsOtherSums = false
  /// Replaces the value that is sent, masked or clear, under a label.
  package var tamper: (@Sendable (String, K) -> K)?
  /// Alters the committed column of K (pads and product lists) before it is committed.
  package var cells: (@Sendable (inout [K], ChannelPlan) -> Void)?
  /// Alters numerators and denominators of the lookup argument's leaves.
  package var leaves: (@Sendable (inout [K], inout [K]) -> Void)?
  /// Alters the coefficients, masks included, of base rows and of rows of K before they are encoded.
  package var rows: (@Sendable (inout [K.Base], inout [K]) -> Void)?
  /// Alters the encoded base rows.
  package var codewords: (@Sendable (inout [K.Base]) -> Void)?
  /// Sees the value of the pads' and product lists' part of each claim, on the prover's side.
  package var observeClaim: (@Sendable (String, K) -> Void)?
  /// Alters the clear messages of the opening, by label.
  package var opening: (@Sendable (String, inout [K], OpeningView<K>) -> Void)?
  /// Opens another tableau than the committed one: one whose cells fit the claims' weights, which are known by then.
  package var opensLateTableau = false
  /// Sees the challenges that the transcript gives under a name and says which ones are used instead: interactive runs and recordings.
  package var challenge: (@Sendable (String, [K]) -> [K])?
  /// The same for the opened columns.
  package var columns: (@Sendable ([Int]) -> [Int])?

  /// No lies.
  public init() {}

  package init(omittedClaims: Set<String>) { self.omittedClaims = omittedClaims }
}

extension Affine {
  /// The value behind the masks, for whoever knows all cells.
  package func value(cells: [K], plan: ChannelPlan) -> K {
    terms.reduce(constant) { $0 + $1.coefficient * cells[plan.position(of: $1.cell)] }
  }
}

extension ClaimBatch {
  /// The cells changed in one place, so that all claims hold together although single ones do not.
  ///
  /// - Parameter sum: the weighted sum of the committed values, which should be `target`.
  func fittedCells(_ cells: [K], sum: K) -> [K] {
    guard let index = extensionWeights.firstIndex(where: { $0 != K.zero }) else { return cells }
    var fitted = cells
    fitted[index] -= (sum - target) * extensionWeights[index].inverse()
    return fitted
  }
}
