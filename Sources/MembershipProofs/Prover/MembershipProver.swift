import FiniteFields
import ProofSystem

/// Proves that an identity is a leaf of the tree and names its nullifier hash in one scope, and reveals nothing else.
public struct MembershipProver: Sendable {
  private let shape: ArgumentShape<BN254Scalar>

  /// - Throws: never in practice; the statement's size is fixed and its parameters exist.
  public init() throws(ProofError) { shape = try ArgumentShape(MembershipVerifier.planningRelation) }

  /// Weaker parameters than the budget's, for tests that need short proofs.
  package init(parameters: TableauParameters) throws(ProofError) {
    shape = ArgumentShape(try ArgumentShape(MembershipVerifier.planningRelation), parameters: parameters)
  }

  /// Bits of soundness, round by round.
  public var budget: SoundnessBudget { shape.budget }
  public var parameters: TableauParameters { shape.parameters }
  /// Bytes of each section of a proof but the authentication path.
  public var sections: [(name: String, byteCount: Int)] { shape.sections }
  /// Forgery tests only.
  package var plan: ChannelPlan { shape.plan }

  /// The root in a proof is public, so whoever chooses it can tell provers apart: a registry that gives each member a root of
  /// their own links every proof to its member. Compare `expectedRoot` with a source other than the one that gave the path.
  ///
  /// - Parameters:
  ///   - inclusionProof: 30 siblings.
  ///   - expectedRoot: the root to prove against; a path that leads elsewhere is refused.
  ///   - externalNullifier: the scope (`FieldHash.externalNullifier`).
  ///   - signalHash: bound to the proof, not checked (`FieldHash.signalHash`).
  ///   - clock: splits the time by step.
  public func prove(
    identity: Identity, inclusionProof: InclusionProof, expectedRoot: BN254Scalar,
    externalNullifier: BN254Scalar, signalHash: BN254Scalar, clock: StepClock? = nil
  ) throws(ProofError) -> MembershipProof {
    try prove(
      identity: identity, inclusionProof: inclusionProof, expectedRoot: expectedRoot,
      externalNullifier: externalNullifier, signalHash: signalHash, forging: { _ in }, claiming: { $0 },
      clock: clock, hooks: ForgeryHooks())
  }

  /// - Parameters:
  ///   - expectedRoot: nil for whichever root the path leads to.
  ///   - forging: tests only: alters the witness before it is committed.
  ///   - claiming: tests only: alters the public statement.
  package func prove(
    identity: Identity, inclusionProof: InclusionProof, expectedRoot: BN254Scalar? = nil,
    externalNullifier: BN254Scalar, signalHash: BN254Scalar,
    forging: (inout MembershipWitness) -> Void, claiming: (MembershipStatement) -> MembershipStatement,
    clock: StepClock? = nil, hooks: ForgeryHooks<BN254Scalar>, seed: [UInt8]? = nil
  ) throws(ProofError) -> MembershipProof {
    guard inclusionProof.siblings.count == MembershipRelation.depth else {
      throw .invalidWitness(
        reason:
          "the inclusion proof has \(inclusionProof.siblings.count) siblings, the tree \(MembershipRelation.depth)"
      )
    }
    var witness = MembershipWitness(
      identity: identity, inclusionProof: inclusionProof, externalNullifier: externalNullifier)
    defer { witness.wipeSecrets() }
    // The witness holds every hash of the path anyway.
    guard expectedRoot == nil || witness.root == expectedRoot else {
      throw .invalidWitness(
        reason: "the inclusion proof does not lead from this identity to the expected root")
    }
    forging(&witness)
    let statement = claiming(
      MembershipStatement(
        root: witness.root, nullifierHash: witness.nullifierHash, signalHash: signalHash,
        externalNullifier: externalNullifier))
    var secret = encode(witness.secrets) + encode(inclusionProof.siblings)
    defer { wipe(&secret) }
    let bound = shape.parameters.encoded() + statement.encoded()
    let random =
      if let seed {
        RandomStream(seed: seed, witness: secret, statement: bound)
      } else {
        RandomStream(witness: secret, statement: bound)
      }
    clock?.mark("hashing")
    let argument = Argument(MembershipRelation(statement: statement), shape: shape)
    let bytes = try argument.prove(
      columns: witness.columns, products: witness.factors, witness: witness, random: random, clock: clock,
      hooks: hooks)
    return MembershipProof(statement: statement, bytes: bytes)
  }
}
